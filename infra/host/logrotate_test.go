package host

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestLogrotateHasNothingToComplainAbout(t *testing.T) {
	rotation := newRotation(t)
	output := rotation.run(t, "--debug")
	output = strings.TrimPrefix(output, "warning: logrotate in debug mode does nothing")
	if strings.Contains(output, "error:") || strings.Contains(output, "warning:") {
		t.Error(output)
	}
}

func TestRotationRenamesAndTellsTheWorkers(t *testing.T) {
	rotation := newRotation(t)
	rotation.run(t, "--force")
	if content, err := os.ReadFile(rotation.log + ".1"); err != nil || string(content) != "a line\n" {
		t.Errorf("the renamed log: %q, %v", content, err)
	}
	if _, err := os.Stat(rotation.log); !os.IsNotExist(err) {
		t.Errorf("the log was made anew by logrotate (%v), not left to the workers", err)
	}
	want := strconv.Itoa(os.Geteuid()) + " kill -s HUP --kill-who=main crypto-dashboard@*.service\n"
	if called, err := os.ReadFile(rotation.called); err != nil || string(called) != want {
		t.Errorf("systemctl was called as %q (%v), want %q", called, err, want)
	}
}

func TestRotationWithoutALogOrAWorkerIsNoError(t *testing.T) {
	rotation := newRotation(t)
	writeFile(t, rotation.systemctl, []byte("#!/bin/sh\nexit 1\n"), 0o755)
	rotation.run(t, "--force")
	os.Remove(rotation.log + ".1")
	rotation.run(t, "--force")
}

// rotation is the rendered logrotate file, moved to a folder of the test's, and a systemctl that notes how it is called.
type rotation struct{ config, state, log, systemctl, called string }

func newRotation(t *testing.T) rotation {
	t.Helper()
	folder, owner := t.TempDir(), serviceUser(t)
	r := rotation{
		config: filepath.Join(folder, "config"), state: filepath.Join(folder, "state"),
		log: filepath.Join(folder, "logs/dashboard.log"), systemctl: filepath.Join(folder, "bin/systemctl"), called: filepath.Join(folder, "called"),
	}
	text := string(render(t, sites["home"])["etc/logrotate.d/crypto-dashboard"])
	text = strings.ReplaceAll(text, "/var/log/crypto-dashboard", filepath.Dir(r.log))
	text = strings.ReplaceAll(text, "su crypto-dashboard crypto-dashboard", "su "+owner)
	writeFile(t, r.config, []byte(text), 0o644)
	writeFile(t, r.systemctl, []byte("#!/bin/sh\necho $(id -u) \"$@\" >"+r.called+"\n"), 0o755)
	writeFile(t, r.log, []byte("a line\n"), 0o600)
	give(t, filepath.Dir(r.log), owner)
	// t.TempDir is for its owner only; the service's user has to get to its logs.
	for parent := folder; parent != os.TempDir() && parent != "/"; parent = filepath.Dir(parent) {
		if err := os.Chmod(parent, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r rotation) run(t *testing.T, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "logrotate", append(arguments, "--state", r.state, r.config)...)
	command.Env = append(os.Environ(), "PATH="+filepath.Dir(r.systemctl)+":"+os.Getenv("PATH"))
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("logrotate %q: %v\n%s", arguments, err, output)
	}
	return string(output)
}

// serviceUser is user and group of somebody who is not root, if the test can act as such.
func serviceUser(t *testing.T) string {
	t.Helper()
	if os.Geteuid() == 0 {
		return "nobody nogroup"
	}
	current, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	group, err := user.LookupGroupId(current.Gid)
	if err != nil {
		t.Fatal(err)
	}
	return current.Username + " " + group.Name
}

func give(t *testing.T, folder, owner string) {
	t.Helper()
	if output, err := exec.CommandContext(t.Context(), "chown", "-R", strings.Replace(owner, " ", ":", 1), folder).CombinedOutput(); err != nil {
		t.Fatalf("chown %s %s: %v: %s", owner, folder, err, output)
	}
}
