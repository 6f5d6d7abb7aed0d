package settings

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const ledgerOK = "DASHBOARD_LEDGER=sqlite:///srv/bot.sqlite"

func TestDefaults(t *testing.T) {
	got, err := Load([]string{ledgerOK, "PATH=/bin", "DASHBOARD_LOG_FILE="})
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{Listen: "127.0.0.1:5003", Bots: []Bot{{Name: "bot", Ledger: "sqlite:///srv/bot.sqlite"}}, Release: "unreleased", Worker: 1,
		RequestTimeout: 2 * time.Minute, GracefulTimeout: 30 * time.Second, KeepaliveTimeout: 2 * time.Second}
	if difference := cmp.Diff(want, got); difference != "" {
		t.Error(difference)
	}
}

func TestEverySettingIsUsed(t *testing.T) {
	got, err := Load([]string{"DASHBOARD_LEDGER=sqlite:////srv/bot.sqlite", "DASHBOARD_LISTEN=[::1]:80", "DASHBOARD_STARTING_BALANCE=1000.5",
		"DASHBOARD_LOG_FILE=/var/log/x.log", "DASHBOARD_RELEASE=3f9a", "DASHBOARD_AUTH=none", "DASHBOARD_WORKER=3", "DASHBOARD_WORKERS=4",
		"DASHBOARD_WORKER_SOCKET=/run/w.sock", "DASHBOARD_REQUEST_TIMEOUT=1m", "DASHBOARD_GRACEFUL_TIMEOUT=5s", "DASHBOARD_KEEPALIVE_TIMEOUT=500ms"})
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{Listen: "[::1]:80", LogFile: "/var/log/x.log",
		Bots:    []Bot{{Name: "bot", Ledger: "sqlite:///srv/bot.sqlite", StartingBalance: 1000.5, HasBalance: true}},
		Release: "3f9a", Worker: 3, Workers: 4, WorkerSocket: "/run/w.sock", RequestTimeout: time.Minute, GracefulTimeout: 5 * time.Second,
		KeepaliveTimeout: 500 * time.Millisecond}
	if difference := cmp.Diff(want, got); difference != "" {
		t.Error(difference)
	}
}

// One bad example for each rule, with its exact message.
func TestRefusals(t *testing.T) {
	const (
		theLedger  = ` ` + ledgerRule + `; example: ` + ledgerExample
		listenRule = ` must be a loopback address and a port: there is no login yet; example: 127.0.0.1:5003`
		amountRule = ` ` + balanceRule + `; example: 1000.50`
		timeRule   = ` must be a time from 1ms to 1h with its unit; example: `
	)
	cases := map[string]string{
		"DASHBOARD_LEDGER=postgresql://bot":       `DASHBOARD_LEDGER="postgresql://bot"` + theLedger,
		"DASHBOARD_LEDGER=postgres://a:b@h/d":     `DASHBOARD_LEDGER="postgres://…@h/d"` + theLedger,
		"DASHBOARD_LEDGER=mysql://h/d":            `DASHBOARD_LEDGER="mysql://h/d"` + theLedger,
		"DASHBOARD_LEDGER=/srv/bot.sqlite":        `DASHBOARD_LEDGER="/srv/bot.sqlite"` + theLedger,
		"DASHBOARD_LEDGER=sqlite:///":             `DASHBOARD_LEDGER="sqlite:///"` + theLedger,
		"DASHBOARD_LEDGER=sqlite:///a.db?mode=rw": `DASHBOARD_LEDGER="sqlite:///a.db?mode=rw"` + theLedger,
		"DASHBOARD_LISTEN=5003":                   `DASHBOARD_LISTEN="5003"` + listenRule,
		"DASHBOARD_LISTEN=0.0.0.0:5003":           `DASHBOARD_LISTEN="0.0.0.0:5003"` + listenRule,
		"DASHBOARD_LISTEN=example.org:80":         `DASHBOARD_LISTEN="example.org:80"` + listenRule,
		"DASHBOARD_STARTING_BALANCE=1,000":        `DASHBOARD_STARTING_BALANCE="1,000"` + amountRule,
		"DASHBOARD_STARTING_BALANCE=0":            `DASHBOARD_STARTING_BALANCE="0"` + amountRule,
		"DASHBOARD_STARTING_BALANCE=Inf":          `DASHBOARD_STARTING_BALANCE="Inf"` + amountRule,
		"DASHBOARD_STARTING_BALANCE=NaN":          `DASHBOARD_STARTING_BALANCE="NaN"` + amountRule,
		"DASHBOARD_LOG_FILE=dashboard.log":        `DASHBOARD_LOG_FILE="dashboard.log" must be an absolute path; example: /var/log/crypto-dashboard/dashboard.log`,
		"DASHBOARD_RELEASE=a b":                   `DASHBOARD_RELEASE="a b" must be 1 to 64 letters, digits, points, hyphens or underscores; example: 3f9a1c0b7e24`,
		"DASHBOARD_AUTH=basic":                    `DASHBOARD_AUTH="basic" must be none: there is no login yet; example: none`,
		"DASHBOARD_WORKER=0":                      `DASHBOARD_WORKER="0" must be a whole number from 1 to 64; example: 1`,
		"DASHBOARD_WORKERS=65":                    `DASHBOARD_WORKERS="65" must be a whole number from 1 to 64; example: 2`,
		"DASHBOARD_WORKER=01":                     `DASHBOARD_WORKER="01" must be a whole number from 1 to 64; example: 1`,
		"DASHBOARD_WORKER_SOCKET=http.sock":       `DASHBOARD_WORKER_SOCKET="http.sock" must be an absolute path of at most 100 bytes; example: /run/crypto-dashboard/worker-1/http.sock`,
		"DASHBOARD_REQUEST_TIMEOUT=120":           `DASHBOARD_REQUEST_TIMEOUT="120"` + timeRule + "120s",
		"DASHBOARD_GRACEFUL_TIMEOUT=-5s":          `DASHBOARD_GRACEFUL_TIMEOUT="-5s"` + timeRule + "30s",
		"DASHBOARD_KEEPALIVE_TIMEOUT=2h":          `DASHBOARD_KEEPALIVE_TIMEOUT="2h"` + timeRule + "2s",
		"DASHBOARD_BOTS=/a.toml": `DASHBOARD_BOTS="/a.toml" must be without DASHBOARD_LEDGER and DASHBOARD_STARTING_BALANCE: they are in the file` +
			`; example: /etc/crypto-dashboard/bots.toml`,
		"DASHBOARD_PASSWORD=x": `DASHBOARD_PASSWORD="x" is not a setting; example: one of ` + strings.Join(keys(), ", "),
	}
	for given, want := range cases {
		environment := []string{given}
		if !strings.HasPrefix(given, "DASHBOARD_LEDGER=") {
			environment = append(environment, ledgerOK)
		}
		_, err := Load(environment)
		if got := message(err); got != "1 problem in the settings:\n  "+want {
			t.Errorf("%s\ngot  %s\nwant %s", given, got, want)
		}
	}
}

func keys() []string {
	var names []string
	for _, s := range all {
		names = append(names, s.key)
	}
	return names
}

func message(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

func TestAllProblemsInOneError(t *testing.T) {
	_, err := Load([]string{"DASHBOARD_WORKER=x", "DASHBOARD_LISTEN=x", "DASHBOARD_ZZZ=1", "DASHBOARD_AAA="})
	problems, ok := errors.AsType[Problems](err)
	if !ok || len(problems) != 5 {
		t.Fatalf("got %v, want 5 problems", err)
	}
	want := []string{"DASHBOARD_LEDGER", "DASHBOARD_LISTEN", "DASHBOARD_WORKER", "DASHBOARD_AAA", "DASHBOARD_ZZZ"}
	for i, problem := range problems {
		if problem.Key != want[i] {
			t.Errorf("problem %d is about %s, want %s", i+1, problem.Key, want[i])
		}
	}
	if !strings.Contains(err.Error(), "DASHBOARD_LEDGER or DASHBOARD_BOTS is required; it must be") {
		t.Errorf("a missing setting reads: %v", err)
	}
}
