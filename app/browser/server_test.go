package browser

import (
	"bytes"
	"fmt"
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

// dashboard is a running server and what it shows.
type dashboard struct {
	t        *testing.T
	address  string // host and port: the same after a restart
	settings []string
	command  *exec.Cmd
	done     chan error
}

// start serves a dashboard of one bot.
func start(t *testing.T, path string) *dashboard {
	t.Helper()
	return startWith(t, "DASHBOARD_LEDGER=sqlite://"+path, fmt.Sprint("DASHBOARD_STARTING_BALANCE=", sample.StartingBalance))
}

// startTwo serves a dashboard of two bots, one of them trading futures.
func startTwo(t *testing.T) *dashboard {
	t.Helper()
	folder := t.TempDir()
	spot, futures := ledgerOf(t, sample.Options{Closed: 120}), ledgerOf(t, sample.Options{Closed: 90, Mode: sample.Futures})
	file := filepath.Join(folder, "bots.toml")
	content := fmt.Sprintf("[[bot]]\nname = \"first\"\nledger = \"sqlite://%s\"\nstarting_balance = 2000.0\n\n[[bot]]\nname = \"second\"\nledger = \"sqlite://%s\"\n", spot, futures)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return startWith(t, "DASHBOARD_BOTS="+file)
}

func startWith(t *testing.T, settings ...string) *dashboard {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	made := &dashboard{t: t, address: free.Addr().String(), settings: settings}
	free.Close()
	made.run()
	t.Cleanup(func() { made.command.Process.Kill(); <-made.done })
	return made
}

// ledgerOf writes a sample that ended a moment ago and gives its path.
func ledgerOf(t *testing.T, options sample.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot.sqlite")
	options.Until = time.Now().UTC().Truncate(time.Minute)
	if err := sample.WriteWith(t.Context(), path, options); err != nil {
		t.Fatal(err)
	}
	return path
}

// run starts the server and waits until it has read everything.
func (d *dashboard) run() {
	d.t.Helper()
	done := make(chan error, 1)
	d.command, d.done = exec.Command(binary), done
	d.command.Env = append([]string{"DASHBOARD_LISTEN=" + d.address, "DASHBOARD_RELEASE=0123456789ab"}, d.settings...)
	d.command.Stderr = quiet{d.t}
	if err := d.command.Start(); err != nil {
		d.t.Fatal(err)
	}
	go func(command *exec.Cmd) { done <- command.Wait(); close(done) }(d.command)
	for limit := time.Now().Add(30 * time.Second); !d.ready(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			d.t.Fatal("the server is not ready after 30 s")
		}
	}
}

func (d *dashboard) ready() bool {
	response, err := http.Get(d.url("/readyz"))
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// stop ends the server as systemd does; its port is free afterwards.
func (d *dashboard) stop() {
	d.t.Helper()
	if err := d.command.Process.Signal(syscall.SIGTERM); err != nil {
		d.t.Fatal(err)
	}
	select {
	case <-d.done:
	case <-time.After(20 * time.Second):
		d.t.Fatal("the server still runs 20 s after SIGTERM")
	}
}

func (d *dashboard) url(path string) string { return "http://" + d.address + path }

// bot writes to a ledger until the test's end.
func bot(t *testing.T, path string) *sample.Bot {
	t.Helper()
	bot, err := sample.StartBot(t.Context(), path, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bot.Stop() })
	return bot
}

// quiet keeps the log of a server for a test that fails, without the lines of its requests.
type quiet struct{ t *testing.T }

func (q quiet) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if !bytes.Contains(line, []byte(`"msg":"request"`)) {
			q.t.Logf("server: %s", bytes.TrimSpace(line))
		}
	}
	return len(p), nil
}
