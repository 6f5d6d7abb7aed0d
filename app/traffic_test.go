package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"crypto-dashboard/app/servertest"
)

// traffic asks without pause until it is stopped, and keeps every failure.
type traffic struct {
	stop     func()
	answered atomic.Int64
	mutex    sync.Mutex
	failures []string
}

// startTraffic asks over a socket from several clients at once: some open a connection for each request, some keep theirs as
// a proxy does. A POST is never asked again by the client.
func startTraffic(t *testing.T, socket string, clients int) *traffic {
	t.Helper()
	load := &traffic{}
	end := make(chan struct{})
	var group sync.WaitGroup
	for i := range clients {
		client := clientOf(socket)
		client.Transport.(*http.Transport).DisableKeepAlives = i%2 == 0
		group.Go(func() {
			for {
				select {
				case <-end:
					client.CloseIdleConnections()
					return
				default:
					load.ask(client, i)
				}
			}
		})
	}
	load.stop = sync.OnceFunc(func() { close(end); group.Wait() })
	t.Cleanup(load.stop)
	return load
}

func (l *traffic) ask(client *http.Client, number int) {
	request, want := http.MethodGet, http.StatusOK
	if number%3 == 2 {
		request, want = http.MethodPost, http.StatusMethodNotAllowed
	}
	failure := askOnce(client, request, want)
	if failure == "" {
		l.answered.Add(1)
		time.Sleep(time.Millisecond)
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.failures = append(l.failures, request+": "+failure)
}

func askOnce(client *http.Client, method string, want int) string {
	request, err := http.NewRequest(method, "http://dashboard/livez", nil)
	if err != nil {
		return err.Error()
	}
	response, err := client.Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return "body: " + err.Error()
	}
	if response.StatusCode != want {
		return response.Status
	}
	return ""
}

// Two workers share a socket; one after the other is replaced under load, like a rolling restart.
func TestNoRequestIsLostWhenAWorkerStops(t *testing.T) {
	path, socket := newSocket(t)
	environment := []string{"DASHBOARD_LEDGER=sqlite://" + newLedger(t), "DASHBOARD_LOG_FILE=" + filepath.Join(t.TempDir(), "log")}
	workers := []*server{startServer(t, socket, environment...), startServer(t, socket, environment...)}
	load := startTraffic(t, path, 12)
	for round := range 12 {
		before := load.answered.Load()
		workers[round%2].Stop()
		workers[round%2] = startServer(t, socket, environment...)
		servertest.Await(t, "traffic goes on", func() bool { return load.answered.Load() > before+400 })
	}
	load.stop()
	t.Logf("%d requests answered during 12 restarts", load.answered.Load())
	if len(load.failures) > 0 {
		t.Errorf("%d of %d requests failed, the first: %s", len(load.failures), load.answered.Load(), load.failures[0])
	}
}

// logrotate renames the file and sends SIGHUP, again and again under load, and two workers write to the same file: each request
// has its line, whole, in one of the files.
func TestNoLogLineIsLostInARotation(t *testing.T) {
	path, socket := newSocket(t)
	folder := t.TempDir()
	log := filepath.Join(folder, "dashboard.log")
	environment := []string{"DASHBOARD_LEDGER=sqlite://" + newLedger(t), "DASHBOARD_LOG_FILE=" + log}
	workers := []*server{startServer(t, socket, environment...), startServer(t, socket, environment...)}
	before := requestsIn(t, folder)
	load := startTraffic(t, path, 8)
	for i := range 20 {
		rename(t, log, log+"."+string(rune('a'+i)))
		workers[0].Signal(syscall.SIGHUP)
		workers[1].Signal(syscall.SIGHUP)
		servertest.Await(t, "a new file", func() bool { _, err := os.Stat(log); return err == nil })
		answered := load.answered.Load()
		servertest.Await(t, "traffic goes on", func() bool { return load.answered.Load() > answered+50 })
	}
	load.stop()
	workers[0].Stop()
	workers[1].Stop()
	if got, want := requestsIn(t, folder)-before, int(load.answered.Load()); got != want || len(load.failures) > 0 {
		t.Errorf("%d lines for %d requests, %d failures", got, want, len(load.failures))
	}
	t.Logf("%d requests in 21 files", load.answered.Load())
}

// requestsIn counts the request lines in all files of a folder. A line that is no JSON is a broken one.
func requestsIn(t *testing.T, folder string) int {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(strings.NewReader(string(content))); lines.Scan(); {
			var line struct{ Msg string }
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				t.Errorf("a broken line in %s: %q", entry.Name(), lines.Text())
			}
			if line.Msg == "request" {
				count++
			}
		}
	}
	return count
}
