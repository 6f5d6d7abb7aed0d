package test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// tracer is an strace of the run that stands still on the host. This machine's own strace looks in from outside: the host has none.
type tracer struct {
	command *exec.Cmd
	output  string
	ended   chan struct{}
}

// trace attaches to the run that stands still. What it does after goOn is seen, or altered, as the options say.
func (f *faultHost) trace(t *testing.T, options ...string) *tracer {
	t.Helper()
	run, err := f.stoppedFromOutside(t)
	if err != nil {
		t.Fatal(err)
	}
	r := &tracer{output: filepath.Join(t.TempDir(), "trace"), ended: make(chan struct{})}
	r.command = command(t, "/", "strace", append(options, "--output="+r.output, fmt.Sprintf("--attach=%d", run))...)
	if err := r.command.Start(); err != nil {
		t.Fatalf("%v\nhint: apt-get install strace", err)
	}
	go func() {
		_ = r.command.Wait()
		close(r.ended)
	}()
	t.Cleanup(func() { r.detach(t) })
	traced := regexp.MustCompile(`(?m)^TracerPid:\t[1-9]`)
	eventually(t, "strace is attached", 20*time.Second, func() error {
		for _, status := range statusOfThreads(run) {
			if !traced.MatchString(status) {
				return fmt.Errorf("not to all threads of process %d", run)
			}
		}
		return nil
	})
	return r
}

func statusOfThreads(pid int) (all []string) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, file := range files {
		status, _ := os.ReadFile(file)
		all = append(all, string(status))
	}
	return all
}

// stoppedFromOutside is the process id that this machine knows the run by.
func (f *faultHost) stoppedFromOutside(t *testing.T) (int, error) {
	t.Helper()
	group := f.host.bridge(t) // a host's processes are in a cgroup that is named like its bridge
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		stat, _ := os.ReadFile(file)
		groups, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cgroup"))
		var pid int
		if _, err := fmt.Sscanf(string(stat), "%d (dashctl) T", &pid); err == nil && strings.Contains(string(groups), group) {
			return pid, nil
		}
	}
	return 0, errors.Join(err, errors.New("no dashctl of the host stands still"))
}

// wait returns what was written when the traced run has ended.
func (r *tracer) wait(t *testing.T) string {
	t.Helper()
	select {
	case <-r.ended:
	case <-time.After(2 * time.Minute):
		t.Fatal("the traced run does not end")
	}
	return r.text(t)
}

// detach lets the run go on without strace.
func (r *tracer) detach(t *testing.T) {
	t.Helper()
	if slices.Contains([]error{nil, os.ErrProcessDone}, r.command.Process.Signal(syscall.SIGINT)) {
		<-r.ended
	}
}

func (r *tracer) text(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(r.output)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
