package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
)

// binary is the server as it is shipped: static, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "server-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(folder, "server")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("build the server: %v\n%s", err, output))
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// server is a running server process.
type server struct {
	t       *testing.T
	command *exec.Cmd
	done    chan error
	own     string // its own socket
	client  *http.Client
}

// newLedger writes a small sample.
func newLedger(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot.sqlite")
	if err := sample.WriteWith(t.Context(), path, sample.Options{Closed: 40}); err != nil {
		t.Fatal(err)
	}
	return path
}

// startServer starts the server as systemd would: with a listening socket as descriptor 3 and its process id in LISTEN_PID.
func startServer(t *testing.T, socket *os.File, environment ...string) *server {
	t.Helper()
	s := &server{t: t, done: make(chan error, 1), own: filepath.Join(t.TempDir(), "own.sock")}
	s.command = exec.Command("sh", "-c", `LISTEN_PID=$$ exec "$0"`, binary)
	s.command.Env = append([]string{"LISTEN_FDS=1", "DASHBOARD_WORKER_SOCKET=" + s.own}, environment...)
	s.command.ExtraFiles = []*os.File{socket}
	s.command.Stdout, s.command.Stderr = testLog{t}, testLog{t}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.done <- s.command.Wait(); close(s.done) }()
	t.Cleanup(func() { s.command.Process.Kill(); <-s.done })
	s.client = clientOf(s.own)
	s.await("answers", func() bool { _, err := s.client.Get("http://worker/livez"); return err == nil })
	return s
}

type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if !bytes.Contains(line, []byte(`"msg":"request"`)) {
			l.t.Logf("server: %s", bytes.TrimSpace(line))
		}
	}
	return len(p), nil
}

// clientOf asks over a unix socket, with a new connection each time.
func clientOf(socket string) *http.Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, "unix", socket)
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}, Timeout: 20 * time.Second}
}

// newSocket listens like systemd's .socket unit: the listener outlives the servers.
func newSocket(t *testing.T) (path string, file *os.File) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "http.sock")
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	listener.SetUnlinkOnClose(false)
	if file, err = listener.File(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close(); file.Close() })
	return path, file
}

// await polls until something holds.
func (s *server) await(what string, holds func() bool) {
	s.t.Helper()
	for limit := time.Now().Add(15 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			s.t.Fatalf("%s: not in 15 s", what)
		}
	}
}

func (s *server) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := s.command.Process.Signal(signal); err != nil {
		s.t.Fatalf("send %v: %v", signal, err)
	}
}

// stop sends SIGTERM and waits for the end.
func (s *server) stop() {
	s.t.Helper()
	s.signal(syscall.SIGTERM)
	select {
	case err := <-s.done:
		if err != nil {
			s.t.Errorf("the server ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		s.t.Error("the server still runs 20 s after SIGTERM")
	}
}

type healthAnswer struct{ Status, ReleaseID, Output string }

func (s *server) health() healthAnswer {
	s.t.Helper()
	response, err := s.client.Get("http://worker/health")
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer healthAnswer
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		s.t.Fatal(err)
	}
	return answer
}

func (s *server) page() string {
	s.t.Helper()
	response, err := s.client.Get("http://worker/")
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(page)
}
