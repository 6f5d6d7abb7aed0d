// Package servertest runs the server as it is shipped, for tests.
package servertest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Build compiles the server into a folder, static as it is shipped.
func Build(folder string) (binary string, err error) {
	binary = filepath.Join(folder, "server")
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", binary, "crypto-dashboard/app")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the server: %w\n%s", err, output)
	}
	return binary, nil
}

// Process is a running server.
type Process struct {
	t       *testing.T
	command *exec.Cmd
	ended   chan struct{} // closed when it has
	err     error
}

// Start runs a server until the test's end. What it writes to nowhere else is kept for a test that fails.
func Start(t *testing.T, command *exec.Cmd) *Process {
	t.Helper()
	if command.Stderr == nil {
		command.Stderr = logOf{t}
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Process{t: t, command: command, ended: make(chan struct{})}
	go func() {
		p.err = command.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		command.Process.Kill()
		<-p.ended
	})
	return p
}

// Signal sends a signal.
func (p *Process) Signal(signal syscall.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(signal); err != nil {
		p.t.Fatalf("send %v: %v", signal, err)
	}
}

// Stop ends the server as systemd does; its address is free afterwards.
func (p *Process) Stop() {
	p.t.Helper()
	p.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
		if p.err != nil {
			p.t.Errorf("the server ended with %v", p.err)
		}
	case <-time.After(20 * time.Second):
		p.t.Fatal("the server still runs 20 s after SIGTERM")
	}
}

// Await polls until something holds; the test ends when it does not in half a minute.
func Await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%s: not in 30 s", what)
		}
	}
}

// FreeAddress is a host and a port that nobody listens on.
func FreeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// logOf keeps the log of a server, without the lines of its requests.
type logOf struct{ t *testing.T }

func (l logOf) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if !bytes.Contains(line, []byte(`"msg":"request"`)) {
			l.t.Logf("server: %s", bytes.TrimSpace(line))
		}
	}
	return len(p), nil
}
