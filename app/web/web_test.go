package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/pages"
	"crypto-dashboard/app/web"
)

// fixed is a ledger in one state.
type fixed struct{ state *ledger.State }

func (f fixed) State() *ledger.State { return f.state }

var (
	readable   = fixed{&ledger.State{Snapshot: &ledger.Snapshot{}, Current: time.Now(), Checked: time.Now()}}
	unreadable = fixed{&ledger.State{Problem: "the database is locked by another process", Checked: time.Now()}}
)

// broken fails at rendering, or panics.
type broken struct{ cause any }

func (b broken) Overview(*ledger.State, time.Time) ([]byte, error) {
	if err, ok := b.cause.(error); ok {
		return nil, err
	}
	panic(b.cause)
}
func (b broken) Problem(int) []byte { return []byte("<html>problem") }

// site is a handler and what it logs.
type site struct {
	t       *testing.T
	handler http.Handler
	log     *bytes.Buffer
}

func newSite(t *testing.T, source web.Ledger, change func(*web.Config)) site {
	t.Helper()
	renderer, err := pages.New(pages.Options{Release: "3f9a"})
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	config := web.Config{Version: "0.1.0", Release: "3f9a", Worker: 2, PID: 77, Started: time.Date(2026, 11, 1, 1, 2, 3, 4, time.UTC),
		Ledger: source, Pages: renderer, Log: slog.New(slog.NewJSONHandler(log, nil)), Token: "secret", TokenHeader: "X-Self-Check"}
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
	s := newSite(t, readable, nil)
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
	s := newSite(t, readable, func(c *web.Config) { c.Pages = broken{"boom"} })
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
	s := newSite(t, readable, nil)
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
		source         web.Ledger
		pages          web.Renderer
		code           int
		status, output string
	}{
		{"pass", readable, nil, 200, "pass", ""},
		{"warn", unreadable, nil, 200, "warn", "the database is locked by another process"},
		{"fail", readable, broken{errors.New("template")}, 503, "fail", "the overview cannot be rendered"},
		{"fail is worse than warn", unreadable, broken{errors.New("template")}, 503, "fail", "the overview cannot be rendered"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, c.source, func(config *web.Config) {
				if c.pages != nil {
					config.Pages = c.pages
				}
			})
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
	if ledger := got.Checks["ledger:readable"]; len(ledger) != 1 || ledger[0].ComponentType != "datastore" || ledger[0].Time == "" {
		t.Errorf("the checks are %+v", got.Checks)
	}
}

func TestReadyOnlyWithData(t *testing.T) {
	response := newSite(t, unreadable, nil).wantStatus("GET", "/readyz", 503)
	if got := body(t, response); got != "not ready: the database is locked by another process\n" {
		t.Errorf("readyz says %q", got)
	}
	newSite(t, unreadable, nil).wantStatus("GET", "/livez", 200)
}

func TestAPanicIsA500AndTheNextRequestIsServed(t *testing.T) {
	s := newSite(t, readable, func(c *web.Config) { c.Pages = broken{"boom"} })
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
	s := newSite(t, readable, nil)
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
		s := newSite(t, readable, nil)
		request := httptest.NewRequest("GET", "/livez", nil)
		request.RemoteAddr = peer
		request.Header.Set("X-Real-Ip", "203.0.113.9")
		s.handler.ServeHTTP(httptest.NewRecorder(), request)
		if got := s.lines()[0]["remote"]; got != want {
			t.Errorf("from %s: remote is %v, want %v", peer, got, want)
		}
	}
}
