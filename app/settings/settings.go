// Package settings reads the server's settings from the environment, strictly: every problem is named, all in one error.
package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// prefix marks the variables that are ours. One that is not known is a misspelt setting, so it is refused.
const prefix = "DASHBOARD_"

// Settings is what the server can be told.
type Settings struct {
	Listen           string // TCP address; unused when systemd passes sockets
	Bots             []Bot  // at least one
	LogFile          string // empty: standard error
	Release          string
	Worker           int
	Workers          int    // how many there are together; 0 when it is not known
	WorkerSocket     string // this worker's own address; empty: none
	RequestTimeout   time.Duration
	GracefulTimeout  time.Duration
	KeepaliveTimeout time.Duration
}

// setting is one variable: how its value is understood, what it must be, and an example.
type setting struct {
	key      string
	standard string // the default
	rule     string
	example  string
	set      func(*Settings, string) bool
}

var all = []setting{
	{key: "DASHBOARD_LISTEN", standard: "127.0.0.1:5003", rule: "must be a loopback address and a port: there is no login yet", example: "127.0.0.1:5003",
		set: func(s *Settings, v string) bool { s.Listen = v; return isLoopback(v) }},
	{key: ledgerKey, rule: ledgerRule, example: ledgerExample, set: setLedger},
	{key: "DASHBOARD_STARTING_BALANCE", rule: balanceRule, example: "1000.50", set: setBalance},
	{key: botsKey, rule: "must be the absolute path of a TOML file", example: botsExample,
		set: func(_ *Settings, v string) bool { return isAbsolute(v) }},
	{key: "DASHBOARD_LOG_FILE", rule: "must be an absolute path", example: "/var/log/crypto-dashboard/dashboard.log",
		set: func(s *Settings, v string) bool { s.LogFile = v; return isAbsolute(v) }},
	{key: "DASHBOARD_RELEASE", standard: "unreleased", rule: "must be 1 to 64 letters, digits, points, hyphens or underscores",
		example: "3f9a1c0b7e24", set: func(s *Settings, v string) bool { s.Release = v; return isName(v) }},
	{key: "DASHBOARD_AUTH", standard: "none", rule: "must be none: there is no login yet", example: "none",
		set: func(_ *Settings, v string) bool { return v == "none" }},
	{key: "DASHBOARD_WORKER", standard: "1", rule: "must be a whole number from 1 to 64", example: "1", set: setWorker},
	{key: "DASHBOARD_WORKERS", rule: "must be a whole number from 1 to 64", example: "2", set: setWorkers},
	{key: "DASHBOARD_WORKER_SOCKET", rule: "must be an absolute path of at most 100 bytes",
		example: "/run/crypto-dashboard/worker-1/http.sock",
		set:     func(s *Settings, v string) bool { s.WorkerSocket = v; return isAbsolute(v) && len(v) <= 100 }},
	{key: "DASHBOARD_REQUEST_TIMEOUT", standard: "120s", rule: durationRule, example: "120s",
		set: duration(func(s *Settings) *time.Duration { return &s.RequestTimeout })},
	{key: "DASHBOARD_GRACEFUL_TIMEOUT", standard: "30s", rule: durationRule, example: "30s",
		set: duration(func(s *Settings) *time.Duration { return &s.GracefulTimeout })},
	{key: "DASHBOARD_KEEPALIVE_TIMEOUT", standard: "2s", rule: durationRule, example: "2s",
		set: duration(func(s *Settings) *time.Duration { return &s.KeepaliveTimeout })},
}

const (
	ledgerKey   = "DASHBOARD_LEDGER"
	botsKey     = "DASHBOARD_BOTS"
	botsExample = "/etc/crypto-dashboard/bots.toml"
	botExample  = `[[bot]] name = "main" ledger = "` + ledgerExample + `"`
)

// Load reads the settings from an environment in the form of os.Environ. An empty value is the same as none. One bot can be
// given by the environment, by its ledger and starting balance; several, or one with an API, by a file.
// The error is a Problems with everything that is wrong.
func Load(environment []string) (Settings, error) {
	given := ours(environment)
	file := given[botsKey]
	settings := Settings{Bots: []Bot{{Name: "bot"}}}
	problems := settings.choose(given)
	for _, s := range all {
		value := given[s.key]
		delete(given, s.key)
		problems = append(problems, s.apply(&settings, value)...)
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		problems = append(problems, unknown(key, given[key]))
	}
	if len(problems) == 0 && file != "" {
		settings.Bots, problems = readBots(file)
	}
	if len(problems) > 0 {
		return Settings{}, problems
	}
	return settings, nil
}

// choose demands one of the two ways to name a bot.
func (s Settings) choose(given map[string]string) Problems {
	alone := given[ledgerKey] != "" || given["DASHBOARD_STARTING_BALANCE"] != ""
	switch {
	case given[botsKey] != "" && alone:
		return Problems{{Key: botsKey, Value: given[botsKey], Rule: "must be without " + ledgerKey + " and DASHBOARD_STARTING_BALANCE: they are in the file",
			Example: botsExample}}
	case given[botsKey] == "" && given[ledgerKey] == "":
		return Problems{{Key: ledgerKey, Rule: "or " + botsKey + " is required; it " + ledgerRule, Example: ledgerExample}}
	}
	return nil
}

func (s setting) apply(settings *Settings, value string) Problems {
	switch {
	case value == "" && s.standard == "":
		return nil
	case value == "":
		value = s.standard
	}
	if s.set(settings, value) {
		return nil
	}
	return Problems{{Key: s.key, Value: withoutPassword(value), Rule: s.rule, Example: s.example}}
}

func ours(environment []string) map[string]string {
	given := map[string]string{}
	for _, entry := range environment {
		if key, value, ok := strings.Cut(entry, "="); ok && strings.HasPrefix(key, prefix) {
			given[key] = value
		}
	}
	return given
}

func unknown(key, value string) Problem {
	known := make([]string, len(all))
	for i, s := range all {
		known[i] = s.key
	}
	return Problem{Key: key, Value: value, Rule: "is not a setting", Example: "one of " + strings.Join(known, ", ")}
}

// Problem is one setting that is wrong.
type Problem struct{ Key, Value, Rule, Example string }

func (p Problem) String() string {
	if p.Value == "" {
		return fmt.Sprintf("%s %s; example: %s", p.Key, p.Rule, p.Example)
	}
	return fmt.Sprintf("%s=%q %s; example: %s", p.Key, p.Value, p.Rule, p.Example)
}

// Problems is everything that is wrong, a line each.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = "\n  " + problem.String()
	}
	noun := "problems"
	if len(p) == 1 {
		noun = "problem"
	}
	return fmt.Sprintf("%d %s in the settings:%s", len(p), noun, strings.Join(lines, ""))
}
