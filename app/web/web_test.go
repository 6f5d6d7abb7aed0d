package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/events"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/metrics"
	"crypto-dashboard/app/pages"
	"crypto-dashboard/app/web"
)

var (
	readable   = bots.View{State: &ledger.State{Snapshot: &ledger.Snapshot{}, Current: time.Now(), Checked: time.Now()}, Figures: figures.Of(&ledger.Snapshot{}, figures.Start{}, nil)}
	unreadable = bots.View{State: &ledger.State{Problem: "the database is locked by another process", Checked: time.Now()}}
	silent     = bots.View{State: readable.State, Figures: readable.Figures, API: &botapi.State{}}
)

// broken fails at rendering, or panics.
type broken struct {
	*pages.Pages
	cause any
}

func (b broken) Routes() []pages.Route {
	return []pages.Route{{Path: "/", Serve: func(http.ResponseWriter, *http.Request, *bots.Bot) { panic(b.cause) }}}
}

func (b broken) Check(time.Time) error { return errors.New("template") }

func broke(config *web.Config) { config.Pages = broken{config.Pages.(*pages.Pages), "boom"} }

// site is a handler and what it logs.
type site struct {
	t       *testing.T
	handler http.Handler
	log     *bytes.Buffer
}

// newSite shows a bot in each of these states.
func newSite(t *testing.T, change func(*web.Config), views ...bots.View) site {
	t.Helper()
	all := &bots.All{}
	for i, view := range views {
		all.Bots = append(all.Bots, bots.Fixed(fmt.Sprintf("bot-%d", i+1), view))
	}
	renderer, err := pages.New(pages.Options{Release: "3f9a", Bots: all})
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	logger := slog.New(slog.NewJSONHandler(log, nil))
	config := web.Config{Version: "0.1.0", Release: "3f9a", Worker: 2, PID: 77, Started: time.Date(2026, 11, 1, 1, 2, 3, 4, time.UTC),
		Bots: all, Pages: renderer, API: api.New(all.Bots, "0.1.0"), Events: &events.Server{Beat: time.Second, Most: 1}, Socket: "/run/own.sock",
		Metrics: metrics.New(metrics.Config{Worker: 2, Listeners: func() int { return 0 }, Sources: func() []metrics.Source { return nil },
			Bots: func() []metrics.Bot { return nil }, Log: logger}),
		Log: logger, Token: "secret", TokenHeader: "X-Self-Check"}
	if change != nil {
		change(&config)
	}
	return site{t, web.Handler(config), log}
}

func (s site) ask(method, target string, header ...string) *http.Response {
	request := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func (s site) wantStatus(method, target string, want int) *http.Response {
	s.t.Helper()
	response := s.ask(method, target)
	if response.StatusCode != want {
		s.t.Errorf("%s %s gives %d, want %d", method, target, response.StatusCode, want)
	}
	return response
}

func TestStatuses(t *testing.T) {
	s := newSite(t, nil, readable)
	for target, want := range map[string]int{"/": 200, "/health": 200, "/livez": 200, "/readyz": 200, "/assets/dashboard.css": 200,
		"/assets/dashboard.js": 200, "/assets/icon.svg": 200, "/nothing": 404, "/health/": 404, "/assets/": 404, "/?x=1": 200} {
		s.wantStatus(http.MethodGet, target, want)
	}
	for _, target := range []string{"/", "/health", "/livez", "/assets/dashboard.css"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "INVENTED"} {
			if allow := s.wantStatus(method, target, 405).Header.Get("Allow"); allow != "GET, HEAD" {
				t.Errorf("%s %s allows %q", method, target, allow)
			}
		}
		s.wantStatus(http.MethodHead, target, 200)
	}
}

// Every answer has the security headers: also errors, assets and panics.
func TestHeaders(t *testing.T) {
	s := newSite(t, broke, readable)
	for _, response := range []*http.Response{s.ask("GET", "/"), s.ask("GET", "/nothing"), s.ask("POST", "/health"), s.ask("GET", "/livez"), s.ask("GET", "/assets/icon.svg")} {
		policy := response.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; style-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("the policy is %q", policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
	if got := s.ask("GET", "/nothing").Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q, want no-store", got)
	}
}

func TestAssetsAreAskedForAgainByTheirHash(t *testing.T) {
	s := newSite(t, nil, readable)
	first := s.ask("GET", "/assets/dashboard.css")
	tag := first.Header.Get("ETag")
	if len(tag) < 10 || first.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("ETag %q, Cache-Control %q", tag, first.Header.Get("Cache-Control"))
	}
	if again := s.ask("GET", "/assets/dashboard.css", "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
		t.Errorf("the same hash gives %d, want 304", again.StatusCode)
	}
}

type health struct {
	Status, ReleaseID, ServiceID, Version, Description, Output string
	Worker                                                     struct {
		Number, PID int
		Started     string
	}
	Notes  []string
	Checks map[string][]struct{ ComponentType, Status, Output, Time string }
}

func TestHealth(t *testing.T) {
	cases := []struct {
		name           string
		views          []bots.View
		change         func(*web.Config)
		code           int
		status, output string
	}{
		{"pass", []bots.View{readable}, nil, 200, "pass", ""},
		{"warn", []bots.View{unreadable}, nil, 200, "warn", "the database is locked by another process"},
		{"one of two", []bots.View{readable, unreadable}, nil, 200, "warn", "the database is locked by another process"},
		{"heartbeat", []bots.View{silent}, nil, 200, "warn", "the bot's heartbeat: unknown"},
		{"fail", []bots.View{readable}, broke, 503, "fail", "the overview cannot be rendered"},
		{"fail is worse than warn", []bots.View{unreadable}, broke, 503, "fail", "the overview cannot be rendered"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, c.change, c.views...)
			response := s.ask("GET", "/health")
			var got health
			if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != c.code || got.Status != c.status || got.Output != c.output {
				t.Errorf("%d %s %q, want %d %s %q", response.StatusCode, got.Status, got.Output, c.code, c.status, c.output)
			}
			wantIdentity(t, response, got)
		})
	}
}

func wantIdentity(t *testing.T, response *http.Response, got health) {
	t.Helper()
	if kind := response.Header.Get("Content-Type"); kind != "application/health+json" {
		t.Errorf("Content-Type is %q", kind)
	}
	if got.ReleaseID != "3f9a" || got.ServiceID != "crypto-dashboard" || got.Version != "0.1.0" || got.Worker.Number != 2 ||
		got.Worker.PID != 77 || got.Worker.Started != "2026-11-01T01:02:03.000000004Z" {
		t.Errorf("the identity is %+v", got)
	}
	if ledger := got.Checks["ledger:readable"]; len(ledger) == 0 || ledger[0].ComponentType != "datastore" || ledger[0].Time == "" {
		t.Errorf("the checks are %+v", got.Checks)
	}
}

func TestReadyOnlyWithData(t *testing.T) {
	response := newSite(t, nil, unreadable).wantStatus("GET", "/readyz", 503)
	if got := body(t, response); got != "not ready: the database is locked by another process\n" {
		t.Errorf("readyz says %q", got)
	}
	newSite(t, nil, unreadable).wantStatus("GET", "/livez", 200)
}

// Programs get what the API's description promises.
func TestAPanicOfTheAPIIsAProblemDocument(t *testing.T) {
	s := newSite(t, func(config *web.Config) {
		config.API = http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
			response.Header().Set("Content-Type", "application/json")
			panic("boom")
		})
	}, readable)
	response := s.ask("GET", "/api/v1/profit?token=hidden")
	var got struct {
		Type, Title, Detail, Instance string
		Status                        int
	}
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != 500 || response.Header.Get("Content-Type") != "application/problem+json" || got.Status != 500 || got.Type != "about:blank" ||
		got.Title != "Internal Server Error" || got.Detail != "the answer could not be made; the log says why" || got.Instance != "/api/v1/profit" {
		t.Errorf("%d %v: %+v", response.StatusCode, response.Header, got)
	}
}

func TestAPanicIsA500AndTheNextRequestIsServed(t *testing.T) {
	s := newSite(t, broke, readable)
	s.wantStatus("GET", "/", 500)
	s.wantStatus("GET", "/livez", 200)
	if log := s.log.String(); !strings.Contains(log, `"cause":"boom"`) || !strings.Contains(log, "web_test.go") {
		t.Errorf("the log has no cause or no stack: %s", log)
	}
}

// lines are the logged requests.
func (s site) lines() []map[string]any {
	s.t.Helper()
	var lines []map[string]any
	for decoder := json.NewDecoder(s.log); ; {
		var line map[string]any
		if decoder.Decode(&line) != nil {
			return lines
		}
		if line["msg"] == "request" {
			lines = append(lines, line)
		}
	}
}

func TestOneLineForEachRequest(t *testing.T) {
	s := newSite(t, nil, readable)
	s.ask("GET", "/livez?password=hunter2", "X-Request-Id", "0123456789abcdef", "X-Real-Ip", "203.0.113.9")
	s.ask("DELETE", "/secret/path", "X-Request-Id", `bad" id`)
	s.ask("GET", "/livez", "X-Self-Check", "secret")
	if text := s.log.String(); strings.Contains(text, "hunter2") || strings.Contains(text, "secret") {
		t.Errorf("the log has what a visitor typed: %s", text)
	}
	lines := s.lines()
	if len(lines) != 2 {
		t.Fatalf("%d lines for 2 requests and a self-check: %v", len(lines), lines)
	}
	for key, want := range map[string]any{"method": "GET", "route": "GET /livez", "status": 200.0, "bytes": 6.0, "request_id": "0123456789abcdef"} {
		if lines[0][key] != want {
			t.Errorf("%s is %v, want %v", key, lines[0][key], want)
		}
	}
	if lines[0]["duration_ms"] == nil || lines[1]["route"] != "unknown" || lines[1]["request_id"] == `bad" id` {
		t.Errorf("the lines are %v", lines)
	}
}

func TestOnlyAProxyOnThisMachineIsBelieved(t *testing.T) {
	for peer, want := range map[string]string{"@": "203.0.113.9", "127.0.0.1:9": "203.0.113.9", "198.51.100.7:9": "198.51.100.7"} {
		s := newSite(t, nil, readable)
		request := httptest.NewRequest("GET", "/livez", nil)
		request.RemoteAddr = peer
		request.Header.Set("X-Real-Ip", "203.0.113.9")
		s.handler.ServeHTTP(httptest.NewRecorder(), request)
		if got := s.lines()[0]["remote"]; got != want {
			t.Errorf("from %s: remote is %v, want %v", peer, got, want)
		}
	}
}
