//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"crypto-dashboard/infra/lab/machine"
)

// TestMain lets the test binary be the lab: what a host survives can only be seen with a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("LAB_TEST_MAIN") != "" {
		main()
	}
	os.Exit(m.Run())
}

// lab runs the program and returns what it printed and its exit code.
func lab(t *testing.T, arguments ...string) (stdout, stderr string, code int) {
	t.Helper()
	program := exec.Command(os.Args[0], arguments...)
	program.Env = append(os.Environ(), "LAB_TEST_MAIN=yes")
	var out, complaint bytes.Buffer
	program.Stdout, program.Stderr = &out, &complaint
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	err := program.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	// As a terminal that is closed, or a test that is cancelled.
	syscall.Kill(-program.Process.Pid, syscall.SIGKILL)
	t.Logf("lab %s\n%s", strings.Join(arguments, " "), complaint.String())
	return out.String(), complaint.String(), program.ProcessState.ExitCode()
}

func newName(t *testing.T) string {
	t.Helper()
	name := "t-" + strings.ToLower(rand.Text()[:8])
	t.Cleanup(func() {
		if err := machine.Down(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	return name
}

func TestUpPrintsOneLineThatIsTheSameAfterARestart(t *testing.T) {
	t.Parallel()
	name := newName(t)
	first, _, code := lab(t, "up", name, "--run", "first")
	if code != 0 {
		t.Fatalf("up: exit code %d", code)
	}
	var host map[string]any
	if err := json.Unmarshal([]byte(first), &host); err != nil || strings.Count(first, "\n") != 1 {
		t.Fatalf("up printed %q: %v", first, err)
	}
	if len(host) != 6 || host["name"] != name || host["user"] != "root" || host["port"] != 22.0 {
		t.Errorf("up printed %s", first)
	}
	if _, _, code := lab(t, "poweroff", name); code != 0 {
		t.Errorf("poweroff: exit code %d", code)
	}
	if second, _, _ := lab(t, "start", name); second != first {
		t.Errorf("start printed %q, up %q", second, first)
	}
	if third, _, _ := lab(t, "up", name); third != first {
		t.Errorf("up printed %q, then %q", first, third)
	}
}

func TestHostOutlivesTheCommandThatStartedIt(t *testing.T) {
	t.Parallel()
	name := newName(t)
	// It returns only when nobody holds the program's output any more: neither does the host.
	if _, _, code := lab(t, "up", name); code != 0 {
		t.Fatalf("up: exit code %d", code)
	}
	if got, _, code := lab(t, "ssh", name, "hostname"); got != name+"\n" || code != 0 {
		t.Errorf("ssh: got %q, exit code %d", got, code)
	}
	if _, _, code := lab(t, "ssh", name, "exit 7"); code != 7 {
		t.Errorf("ssh: got exit code %d, want the remote command's 7", code)
	}
	if _, _, code := lab(t, "reboot", name); code != 0 {
		t.Errorf("reboot: exit code %d", code)
	}
	if got, _, _ := lab(t, "list"); !regexp.MustCompile(name + ` +running +198\.`).MatchString(got) {
		t.Errorf("list: got\n%s", got)
	}
	if _, _, code := lab(t, "down", name); code != 0 {
		t.Errorf("down: exit code %d", code)
	}
	if got, _, _ := lab(t, "list"); strings.Contains(got, name) {
		t.Errorf("list after down: got\n%s", got)
	}
}

func TestUsersOfAHostCanReadItWhateverTheUmask(t *testing.T) {
	t.Parallel()
	name := newName(t)
	up := exec.Command("sh", "-c", `umask 077; exec "$0" up "$1"`, os.Args[0], name)
	up.Env = append(os.Environ(), "LAB_TEST_MAIN=yes")
	if output, err := up.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	got, _, _ := lab(t, "ssh", name, "stat --format=%a / /etc/hosts /etc/machine-id /etc/ssh/ssh_host_ed25519_key")
	if got != "755\n644\n444\n600\n" {
		t.Errorf("modes: got\n%s", got)
	}
}

func TestMistakesAreExplainedWithAWayOut(t *testing.T) {
	for _, tt := range []struct {
		arguments string
		want      string
		code      int
	}{
		{"", "error: no command given\nhint: lab help\n", exitUsage},
		{"boot dev", "error: unknown command \"boot\"\nhint: lab help\n", exitUsage},
		{"up", "error: up: one host name wanted, got 0\nhint: lab help\n", exitUsage},
		{"up a b", "error: up: one host name wanted, got 2\nhint: lab help\n", exitUsage},
		{"up --fast a", "error: up: flag provided but not defined: -fast\nhint: lab help\n", exitUsage},
		{"down", "error: down: one host name wanted, got 0\nhint: lab help\n", exitUsage},
		{"list a", "error: list: takes no arguments\nhint: lab help\n", exitUsage},
		{"ssh", "error: ssh: host name wanted\nhint: lab help\n", exitUsage},
		{"up Bad_", "error: bad host name \"Bad_\"\nhint: a lower-case letter, then up to 20 lower-case letters, digits and hyphens\n", exitFailure},
		{"reboot nobody", "error: no host \"nobody\"\nhint: lab list, lab up nobody\n", exitFailure},
	} {
		stdout, stderr, code := lab(t, strings.Fields(tt.arguments)...)
		if stdout != "" || stderr != tt.want || code != tt.code {
			t.Errorf("lab %s: got exit code %d and\n%swant exit code %d and\n%s", tt.arguments, code, stderr, tt.code, tt.want)
		}
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	stdout, _, code := lab(t, "help")
	for verb := range commands {
		if !strings.HasPrefix(verb, "-") && verb != "help" && !strings.Contains(stdout, "\n  "+verb+" ") {
			t.Errorf("help says nothing of %s", verb)
		}
	}
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
}
