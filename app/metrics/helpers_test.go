package metrics_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/metrics"
)

// service is a folder with the sockets of some workers.
type service struct {
	t      *testing.T
	folder string
}

func newService(t *testing.T) service {
	t.Helper()
	folder, err := os.MkdirTemp("", "metrics") // short: the path of a socket has at most 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return service{t, folder}
}

func (s service) socket(worker int) string {
	return filepath.Join(s.folder, fmt.Sprintf("worker-%d", worker), "http.sock")
}

// listen serves a handler on a worker's socket.
func (s service) listen(worker int, handler http.Handler) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.socket(worker)), 0o700); err != nil {
		s.t.Fatal(err)
	}
	listener, err := net.Listen("unix", s.socket(worker))
	if err != nil {
		s.t.Fatal(err)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: handler}}
	server.Start()
	s.t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
}

// worker begins to serve as one.
func (s service) worker(number int, change ...func(*metrics.Config)) *metrics.Metrics {
	s.t.Helper()
	config := metrics.Config{Version: "0.1.0", Release: "3f9a", Worker: number, Socket: s.socket(number),
		Listeners: func() int { return number * 10 }, Log: slog.New(slog.DiscardHandler),
		Sources: func() []metrics.Source { return []metrics.Source{{Bot: "pier", Name: "database", Up: true}} },
		Bots: func() []metrics.Bot {
			return []metrics.Bot{{Name: "pier", StakeCurrency: "USDT", Open: metrics.Known(3)}}
		}}
	for _, c := range change {
		c(&config)
	}
	m := metrics.New(config)
	m.SetLimits(20*time.Second, 1<<20) // a busy machine is no reason to fail
	mux := http.NewServeMux()
	mux.Handle("GET "+metrics.Path, m.Handler())
	mux.Handle("GET "+metrics.SelfPath, m.SelfHandler())
	s.listen(number, mux)
	return m
}

// scrape asks one worker for all, as Prometheus does.
func (s service) scrape(worker int, header ...string) scraped {
	s.t.Helper()
	return s.ask(worker, metrics.Path, header...)
}

func (s service) ask(worker int, path string, header ...string) scraped {
	s.t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, Dial: func(string, string) (net.Conn, error) {
		return net.Dial("unix", s.socket(worker))
	}}}
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, "http://service"+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := client.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("the scrape of worker %d gives %d: %s", worker, response.StatusCode, body)
	}
	return scraped{s.t, string(body), response.Header.Get("Content-Type")}
}

// scraped is what Prometheus got.
type scraped struct {
	t          *testing.T
	text, kind string
}

// has wants these lines, each once and whole.
func (s scraped) has(lines ...string) {
	s.t.Helper()
	for _, line := range lines {
		if strings.Count("\n"+s.text, "\n"+line+"\n") != 1 {
			s.t.Errorf("%q is not there once; of its name there is\n%s", line, s.named(line))
		}
	}
}

// named are the lines of the series with a line's name.
func (s scraped) named(line string) string {
	name, _, _ := strings.Cut(line, "{")
	var found []string
	for _, other := range strings.Split(s.text, "\n") {
		if strings.HasPrefix(other, name) {
			found = append(found, other)
		}
	}
	return strings.Join(found, "\n")
}

// lacks wants no line with any of these words.
func (s scraped) lacks(words ...string) {
	s.t.Helper()
	for _, word := range words {
		if strings.Contains(s.text, word) {
			s.t.Errorf("%q is there:\n%s", word, s.named(word))
		}
	}
}
