package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/servertest"
)

// binary is the server as it is shipped: static, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "server-test-")
	if err != nil {
		panic(err)
	}
	if binary, err = servertest.Build(folder); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// server is a running server process.
type server struct {
	*servertest.Process
	t      *testing.T
	own    string // its own socket
	client *http.Client
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
	own := filepath.Join(t.TempDir(), "own.sock")
	command := exec.Command("sh", "-c", `LISTEN_PID=$$ exec "$0"`, binary)
	command.Env = append([]string{"LISTEN_FDS=1", "DASHBOARD_WORKER_SOCKET=" + own}, environment...)
	command.ExtraFiles = []*os.File{socket}
	s := &server{servertest.Start(t, command), t, own, clientOf(own)}
	servertest.Await(t, "answers", func() bool { _, err := s.client.Get("http://worker/livez"); return err == nil })
	return s
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
