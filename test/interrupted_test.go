package test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// running is an up in progress, to be cut off.
type running struct {
	pid  int
	wait func() error
	said string // the file with its output
}

// startUp starts an up and returns at once.
func (s *stack) startUp(t *testing.T) running {
	t.Helper()
	up := command(t, s.code.dir, "nice", s.cli, "up", "--yes", "--skip-preview", "--non-interactive", "--stack", s.name)
	up.Env = os.Environ()
	for name, value := range s.env {
		up.Env = append(up.Env, name+"="+value)
	}
	output, err := os.Create(filepath.Join(t.TempDir(), "up.log")) // a file: killed children cannot hold it open
	if err != nil {
		t.Fatal(err)
	}
	up.Stdout, up.Stderr = output, output
	if err := up.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { logFile(t, "interrupted up", output.Name()) })
	return running{pid: up.Process.Pid, wait: up.Wait, said: output.Name()}
}

func logFile(t *testing.T, what, path string) {
	content, err := os.ReadFile(path)
	t.Logf("%s (%v):\n%s", what, err, content)
}

// kill ends the CLI, its language host, its plugins and the program at once, as the loss of the operator's machine would.
func (r running) kill(t *testing.T) {
	t.Helper()
	for _, pid := range append(descendants(t, r.pid), r.pid) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && err != syscall.ESRCH {
			t.Fatalf("kill process %d: %v", pid, err)
		}
	}
	if err := r.wait(); err == nil {
		t.Fatal("the up that was to be interrupted had ended already")
	}
}

func descendants(t *testing.T, pid int) []int {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, file := range files {
		children, _ := os.ReadFile(file) // a thread that has ended has no children
		for word := range strings.FieldsSeq(string(children)) {
			if child, err := strconv.Atoi(word); err == nil {
				found = slices.Concat(found, []int{child}, descendants(t, child))
			}
		}
	}
	return found
}

// afterCut does what the CLI asks for after an update that was killed: it gives up the lock that was left.
func (s *stack) afterCut(t *testing.T) {
	t.Helper()
	s.pulumi(t, "cancel", "--yes", "--stack", s.name).mustSucceed(t)
}
