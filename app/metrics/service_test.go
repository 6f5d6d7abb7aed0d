package metrics_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"crypto-dashboard/app/metrics"
)

// Whoever is asked tells of all: what the others counted too.
func TestOneScrapeTellsOfAllWorkers(t *testing.T) {
	s := newService(t)
	first, second := s.worker(1), s.worker(2)
	s.worker(10)
	for range 3 {
		second.Observe("GET /trades", "GET", 200, 30*time.Millisecond)
	}
	first.Observe("GET /trades", "GET", 200, time.Second)
	for _, asked := range []int{1, 2, 10} {
		got := s.scrape(asked)
		got.has(`http_requests_total{code="200",handler="/trades",method="GET",worker="1"} 1`,
			`http_requests_total{code="200",handler="/trades",method="GET",worker="2"} 3`,
			`http_request_duration_seconds_bucket{code="200",handler="/trades",method="GET",worker="2",le="0.01"} 0`,
			`http_request_duration_seconds_bucket{code="200",handler="/trades",method="GET",worker="2",le="0.05"} 3`,
			`http_request_duration_seconds_count{code="200",handler="/trades",method="GET",worker="2"} 3`,
			`dashboard_worker_up{worker="1"} 1`, `dashboard_worker_up{worker="2"} 1`, `dashboard_worker_up{worker="10"} 1`,
			`dashboard_events_listeners{worker="1"} 10`, `dashboard_events_listeners{worker="2"} 20`,
			`dashboard_source_up{bot="pier",source="database",worker="1"} 1`,
			`dashboard_source_up{bot="pier",source="database",worker="2"} 1`)
		for _, worker := range []string{"1", "2", "10"} {
			if !strings.Contains(got.text, "\ngo_goroutines{worker=\""+worker+"\"}") ||
				!strings.Contains(got.text, "\nprocess_resident_memory_bytes{worker=\""+worker+"\"}") {
				t.Errorf("worker %s tells nothing of its process", worker)
			}
		}
	}
}

// A bot is one bot, however many workers look at it.
func TestBotsAreToldOnce(t *testing.T) {
	s := newService(t)
	s.worker(1)
	s.worker(2)
	got := s.scrape(2)
	got.has(`tradingbot_trades_open{bot="pier"} 3`)
	if count := strings.Count(got.text, "\ntradingbot_info{"); count != 1 {
		t.Errorf("the bot is told %d times", count)
	}
	self := s.ask(2, metrics.SelfPath)
	self.lacks("tradingbot_", `worker="1"`, "dashboard_worker_up")
	self.has(`dashboard_events_listeners{worker="2"} 20`)
}

// A worker that was killed leaves its socket; one that was stopped leaves nothing.
func TestWorkersThatAreDown(t *testing.T) {
	s := newService(t)
	s.worker(1, func(c *metrics.Config) { c.Workers = 3 })
	killed(s, 2)
	got := s.scrape(1)
	got.has(`dashboard_worker_up{worker="1"} 1`, `dashboard_worker_up{worker="2"} 0`, `dashboard_worker_up{worker="3"} 0`,
		`dashboard_events_listeners{worker="1"} 10`, `tradingbot_trades_open{bot="pier"} 3`)
	got.lacks(`listeners{worker="2"}`)
}

func killed(s service, worker int) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.socket(worker)), 0o700); err != nil {
		s.t.Fatal(err)
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: s.socket(worker)})
	if err != nil {
		s.t.Fatal(err)
	}
	listener.SetUnlinkOnClose(false)
	listener.Close()
}

// Whatever a worker answers, the others are told of, and the log says what was wrong.
func TestWorkersThatAnswerNonsense(t *testing.T) {
	good := "# TYPE a gauge\na{worker=\"2\"} 1\n"
	says := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { plain(w); io.WriteString(w, text) }
	}
	cases := map[string]struct {
		handler http.HandlerFunc
		reason  string
	}{
		"an error": {func(w http.ResponseWriter, _ *http.Request) { plain(w); w.WriteHeader(500); io.WriteString(w, good) }, "status 500"},
		"a page":   {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>hello") }, "text/html"},
		"another kind": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/csv")
			io.WriteString(w, good)
		}, "text/csv"},
		"no metrics":  {says("what is this?\n"), "text format parsing error"},
		"nothing":     {says(""), "unexpected EOF"},
		"half a line": {says(good + `a{worker="2`), "text format parsing error"},
		"another's":   {says(good + "a{worker=\"1\"} 7\n"), "a is not its own"},
		"nobody's":    {says(good + "tradingbot_equity{bot=\"2\"} 7\n"), "tradingbot_equity is not its own"},
		"too much":    {says(good + strings.Repeat("# comment\n", 500)), "more than 2000 bytes"},
		"endless":     {forever, "more than 2000 bytes"},
		"broken off": {func(w http.ResponseWriter, _ *http.Request) {
			plain(w)
			w.Header().Set("Content-Length", "900")
			io.WriteString(w, good)
		}, "unexpected EOF"},
		"a redirect": {http.RedirectHandler("/health", http.StatusFound).ServeHTTP, "redirects"},
		"hanging":    {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "deadline exceeded"},
		"hanging in between": {func(w http.ResponseWriter, r *http.Request) {
			plain(w)
			io.WriteString(w, good)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, "deadline exceeded"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s, log := newService(t), &bytes.Buffer{} // written only while the scrape runs, by the one that is asked
			m := s.worker(1, func(c *metrics.Config) { c.Log = slog.New(slog.NewTextHandler(log, nil)) })
			m.SetLimits(limitFor(c.reason), 2000)
			s.listen(2, c.handler)
			got := s.scrape(1)
			got.has(`dashboard_worker_up{worker="2"} 0`, `dashboard_worker_up{worker="1"} 1`, `tradingbot_trades_open{bot="pier"} 3`)
			got.lacks("a{", "tradingbot_equity", "comment")
			if !strings.Contains(log.String(), c.reason) || !strings.Contains(log.String(), "of=2") {
				t.Errorf("the log is %q, want %q", log, c.reason)
			}
		})
	}
}

// One that answers is told of, whatever the one before it did.
func TestAWorkerBesidesOneThatIsDown(t *testing.T) {
	s := newService(t)
	s.worker(1)
	killed(s, 2)
	s.worker(3)
	s.scrape(1).has(`dashboard_worker_up{worker="2"} 0`, `dashboard_worker_up{worker="3"} 1`, `dashboard_events_listeners{worker="3"} 30`)
}

func plain(w http.ResponseWriter) { w.Header().Set("Content-Type", "text/plain; version=0.0.4") }

func forever(w http.ResponseWriter, r *http.Request) {
	plain(w)
	for r.Context().Err() == nil {
		if _, err := io.WriteString(w, "# comment\n"); err != nil {
			return
		}
		w.(http.Flusher).Flush()
		time.Sleep(time.Millisecond)
	}
}

func limitFor(reason string) time.Duration {
	if reason == "deadline exceeded" {
		return 100 * time.Millisecond
	}
	return 20 * time.Second
}

// While workers are replaced, two releases answer side by side: what they tell differently is told as the asked one does.
func TestAnotherReleaseTellsOtherwise(t *testing.T) {
	s := newService(t)
	s.worker(1)
	s.listen(2, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		plain(w)
		io.WriteString(w, "# TYPE dashboard_events_listeners counter\ndashboard_events_listeners{worker=\"2\"} 7\n"+
			"# TYPE dashboard_new gauge\ndashboard_new{worker=\"2\"} 8\n")
	}))
	got := s.scrape(1)
	got.has(`dashboard_events_listeners{worker="1"} 10`, `dashboard_new{worker="2"} 8`, `dashboard_worker_up{worker="2"} 1`)
	got.lacks(`dashboard_events_listeners{worker="2"}`)
}

// Only workers' sockets are asked: no other file, and not oneself.
func TestOnlySiblingsAreAsked(t *testing.T) {
	s := newService(t)
	asked := make(chan string, 10)
	m := s.worker(1)
	for _, folder := range []string{"worker-02", "worker-x", "worker-", "trial-2"} {
		other := service{t, filepath.Join(s.folder, "nested")}
		other.listen(2, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
		if err := os.Rename(filepath.Dir(other.socket(2)), filepath.Join(s.folder, folder)); err != nil {
			t.Fatal(err)
		}
	}
	m.SetLimits(time.Second, 1<<20)
	got := s.scrape(1)
	if strings.Count(got.text, "\ndashboard_worker_up{") != 1 || len(asked) > 0 {
		t.Errorf("others were asked %d times; the workers are\n%s", len(asked), got.named("dashboard_worker_up"))
	}
}

func TestAWorkerWithoutASocketIsAlone(t *testing.T) {
	s := newService(t)
	s.worker(2)
	s.worker(1, func(c *metrics.Config) { c.Socket = "" })
	t.Chdir(s.folder)
	s.scrape(1).lacks(`worker="2"`)
}

// Folders may have any name.
func TestFoldersWithSpecialNames(t *testing.T) {
	s := newService(t)
	s.folder = filepath.Join(s.folder, `a[b]*\c`)
	s.worker(1)
	s.worker(2)
	s.scrape(1).has(`dashboard_worker_up{worker="2"} 1`)
}

// Two that ask each other at the same time do not wait for each other.
func TestAllCanBeScrapedAtOnce(t *testing.T) {
	s := newService(t)
	first, second := s.worker(1), s.worker(2)
	var running sync.WaitGroup
	for i := range 12 {
		running.Go(func() {
			first.Observe("GET /", "GET", 200, time.Millisecond)
			second.Observe("GET /", "GET", 200, time.Millisecond)
			s.scrape(1+i%2).has(`dashboard_worker_up{worker="1"} 1`, `dashboard_worker_up{worker="2"} 1`)
		})
	}
	running.Wait()
}

func TestFormats(t *testing.T) {
	s := newService(t)
	s.worker(1)
	if got := s.scrape(1); !strings.HasPrefix(got.kind, "text/plain; version=0.0.4") || strings.Contains(got.text, "# EOF") {
		t.Errorf("plain text is %q", got.kind)
	}
	got := s.scrape(1, "Accept", "application/openmetrics-text; version=1.0.0")
	if !strings.HasPrefix(got.kind, "application/openmetrics-text; version=1.0.0") || !strings.HasSuffix(got.text, "\n# EOF\n") {
		t.Errorf("OpenMetrics is %q and ends with %q", got.kind, got.text[max(0, len(got.text)-50):])
	}
}
