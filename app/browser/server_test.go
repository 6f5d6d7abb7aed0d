package browser

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/servertest"
)

// dashboard is a running server and what it shows.
type dashboard struct {
	t        *testing.T
	address  string // host and port: the same after a restart
	settings []string
	process  *servertest.Process
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
	made := &dashboard{t: t, address: servertest.FreeAddress(t), settings: settings}
	made.run()
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
	command := exec.Command(binary)
	command.Env = append([]string{"DASHBOARD_LISTEN=" + d.address, "DASHBOARD_RELEASE=0123456789ab"}, d.settings...)
	d.process = servertest.Start(d.t, command)
	servertest.Await(d.t, "the server is ready", d.ready)
}

func (d *dashboard) ready() bool {
	response, err := http.Get(d.url("/readyz"))
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
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
