package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/servertest"
)

func TestArguments(t *testing.T) {
	valid := []string{"DASHBOARD_LEDGER=sqlite:///srv/bot.sqlite"}
	cases := []struct {
		name           string
		args           []string
		environment    []string
		code           int
		stdout, stderr string
	}{
		{"version", []string{"--version"}, nil, 0, "crypto-dashboard server " + version + " " + runtime.Version() + " linux/" + runtime.GOARCH + "\n", ""},
		{"check", []string{"--check"}, valid, 0, "settings are valid\n", ""},
		{"check refuses", []string{"--check"}, append(valid, "DASHBOARD_WORKRES=2"), 2, "",
			"error: 1 problem in the settings:\n  DASHBOARD_WORKRES=\"2\" is not a setting; example: one of DASHBOARD_LISTEN,"},
		{"start refuses", nil, nil, 2, "", "error: 1 problem in the settings:\n  DASHBOARD_LEDGER or DASHBOARD_BOTS is required"},
		{"unknown argument", []string{"--help"}, valid, 2, "", "error: unknown arguments [\"--help\"]\nhint: server [--check | --version]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), binary, c.args...)
			var stdout, stderr bytes.Buffer
			command.Env, command.Stdout, command.Stderr = c.environment, &stdout, &stderr
			err := command.Run()
			if failure, failed := errors.AsType[*exec.ExitError](err); failed && failure.ExitCode() != c.code || !failed && c.code != 0 {
				t.Errorf("ended with %v, want %d", err, c.code)
			}
			if stdout.String() != c.stdout || !strings.HasPrefix(stderr.String(), c.stderr) {
				t.Errorf("stdout %q\nstderr %q", stdout.String(), stderr.String())
			}
		})
	}
}

// The binary must run on any Linux of its architecture.
func TestTheBinaryIsStatic(t *testing.T) {
	content, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(content, []byte("ld-linux")) {
		t.Error("the binary asks for a dynamic linker")
	}
}

// A worker with the whole life of its database: missing, there, broken, whole again.
func TestHealthFollowsTheLedger(t *testing.T) {
	path := newLedger(t)
	_, socket := newSocket(t)
	hidden := path + ".hidden"
	rename(t, path, hidden)
	s := startServer(t, socket, "DASHBOARD_LEDGER=sqlite://"+path, "DASHBOARD_RELEASE=abc123")
	if got := s.health(); got.Status != "warn" || got.ReleaseID != "abc123" || got.Output != "the database file does not exist" {
		t.Errorf("without a database health is %+v", got)
	}
	rename(t, hidden, path)
	servertest.Await(t, "healed", func() bool { return s.health().Status == "pass" })
	if page := s.page(); !strings.Contains(page, `data-figure="closed-profit"`) || !strings.Contains(page, "dry run") {
		t.Error("the page has no figures")
	}
	bot, err := sample.StartBot(t.Context(), path, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer bot.Stop()
	if _, err := bot.AddClosed(t.Context(), time.Now(), 0.02); err != nil {
		t.Fatal(err)
	}
	servertest.Await(t, "the new trade", func() bool { return strings.Contains(s.page(), "41 closed, 3 open") })
	rename(t, path, hidden)
	servertest.Await(t, "missing again", func() bool { return s.health().Status == "warn" })
	if page := s.page(); !strings.Contains(page, "Old data") || !strings.Contains(page, "41 closed, 3 open") {
		t.Error("the page does not show the last data as old")
	}
	s.Stop()
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// Started by hand it listens on DASHBOARD_LISTEN.
func TestWithoutSystemd(t *testing.T) {
	address, command := servertest.FreeAddress(t), exec.Command(binary)
	command.Env = []string{"DASHBOARD_LEDGER=sqlite:///does/not/exist", "DASHBOARD_LISTEN=" + address}
	servertest.Start(t, command)
	servertest.Await(t, "answers", func() bool {
		response, err := http.Get("http://" + address + "/livez")
		return err == nil && response.StatusCode == http.StatusOK
	})
}

// A log that cannot be opened is no reason not to serve.
func TestAnUnusableLogIsToldOnStandardError(t *testing.T) {
	address, command := servertest.FreeAddress(t), exec.Command(binary)
	var stderr bytes.Buffer
	command.Env = []string{"DASHBOARD_LEDGER=sqlite:///does/not/exist", "DASHBOARD_LISTEN=" + address,
		"DASHBOARD_LOG_FILE=" + filepath.Join(t.TempDir(), "missing", "x.log")}
	command.Stderr = &stderr
	process := servertest.Start(t, command)
	servertest.Await(t, "answers", func() bool { _, err := http.Get("http://" + address + "/livez"); return err == nil })
	process.Stop()
	if got := stderr.String(); strings.Count(got, "error: open the log:") != 1 || !strings.Contains(got, `"msg":"request"`) {
		t.Errorf("standard error is %s", got)
	}
}
