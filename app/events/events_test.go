package events_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"crypto-dashboard/app/events"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// data is something that changes, and tells so.
type data struct {
	mutex   sync.Mutex
	version int
	changed chan struct{}
}

func (d *data) now() events.Now {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return events.Now{Version: fmt.Sprintf("v%d", d.version), Data: fmt.Sprintf("d%d", d.version), Current: noon, Changed: d.changed}
}

func (d *data) change() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.version++
	close(d.changed)
	d.changed = make(chan struct{})
}

// service is a real server whose limits for a request are far below what a listener stays.
type service struct {
	*httptest.Server
	data   *data
	events *events.Server
	stop   chan struct{}
}

func start(t *testing.T, most int64) *service {
	t.Helper()
	s := &service{data: &data{changed: make(chan struct{})}, stop: make(chan struct{})}
	s.events = &events.Server{Stopping: s.stop, Beat: 20 * time.Millisecond, Most: most}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		s.events.Serve(response, request, s.data.now)
	}))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// listener reads what one browser is sent.
type listener struct {
	t        *testing.T
	response *http.Response
	lines    *bufio.Scanner
}

func (s *service) listen(t *testing.T, query, lastID string) *listener {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/events"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		request.Header.Set("Last-Event-ID", lastID)
	}
	response, err := s.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return &listener{t, response, bufio.NewScanner(response.Body)}
}

// until reads up to a line with that beginning and gives it.
func (l *listener) until(beginning string) string {
	l.t.Helper()
	for l.lines.Scan() {
		if strings.HasPrefix(l.lines.Text(), beginning) {
			return l.lines.Text()
		}
	}
	l.t.Fatalf("the answer ended before %q: %v", beginning, l.lines.Err())
	return ""
}

// quiet reads some signs of life and wants no event among them.
func (l *listener) quiet() {
	l.t.Helper()
	for beats := 0; beats < 8 && l.lines.Scan(); {
		switch {
		case l.lines.Text() == "event: change":
			l.t.Error("an event, although nothing changed")
		case l.lines.Text() == "data: 2026-11-02T12:00:00Z":
			beats++
		}
	}
}

// It stays far beyond the limits for a request: eight signs of life take longer.
func TestAListenerHearsEachChangeAndNothingElse(t *testing.T) {
	s := start(t, 10)
	l := s.listen(t, "?data=d0", "")
	if kind := l.response.Header.Get("Content-Type"); kind != "text/event-stream; charset=utf-8" {
		t.Errorf("the content type is %q", kind)
	}
	l.until("retry: 2000")
	l.quiet()
	for i := 1; i <= 3; i++ {
		s.data.change()
		l.until("event: change")
		if id, data := l.until("id:"), l.until("data:"); id != fmt.Sprintf("id: v%d", i) || data != fmt.Sprintf("data: d%d", i) {
			t.Errorf("change %d came as %q, %q", i, id, data)
		}
		l.quiet()
	}
}

// What happened between a page and its listener, or while a listener was away, is told at once; if nothing did, nothing is.
func TestAListenerThatComesBackMissesNothing(t *testing.T) {
	s := start(t, 10)
	s.data.change()
	for _, known := range []struct{ query, id string }{{"?data=d0", ""}, {"", "v0"}, {"", ""}, {"?data=d1", "v0"}, {"", "V 0"}, {"?data=d1", "old"}} {
		l := s.listen(t, known.query, known.id)
		if got := l.until("id:"); got != "id: v1" {
			t.Errorf("%+v is told %q", known, got)
		}
	}
	s.listen(t, "", "v1").quiet()
	s.listen(t, "?data=d1", "").quiet()
	s.listen(t, "?data=d0", "v1").quiet()
}

// However quick the changes come, the last one is heard by all.
func TestTheLastOfManyChangesIsHeard(t *testing.T) {
	s := start(t, 100)
	var group sync.WaitGroup
	for range 20 {
		l := s.listen(t, "?data=d0", "")
		group.Go(func() {
			for l.lines.Scan() && l.lines.Text() != "id: v500" {
			}
			if err := l.lines.Err(); err != nil || l.lines.Text() != "id: v500" {
				t.Errorf("the last line is %q, %v", l.lines.Text(), err)
			}
		})
	}
	for range 500 {
		s.data.change()
	}
	group.Wait()
}

func TestStoppingEndsAllAnswers(t *testing.T) {
	s := start(t, 10)
	listeners := []*listener{s.listen(t, "", "v0"), s.listen(t, "", "v0")}
	close(s.stop)
	for _, l := range listeners {
		for l.lines.Scan() {
		}
		if err := l.lines.Err(); err != nil {
			t.Errorf("the answer broke: %v", err)
		}
	}
}

func TestTooManyListenersAreAskedToComeLater(t *testing.T) {
	s := start(t, 2)
	first, second := s.listen(t, "", "v0"), s.listen(t, "", "v0")
	second.until("event: current")
	if got := s.events.Listeners(); got != 2 {
		t.Errorf("%d listeners, want 2", got)
	}
	if third := s.listen(t, "", ""); third.response.StatusCode != http.StatusServiceUnavailable || third.response.Header.Get("Retry-After") == "" {
		t.Errorf("the third is answered %s", third.response.Status)
	}
	first.response.Body.Close()
	for s.listen(t, "", "v0").response.StatusCode != http.StatusOK {
		time.Sleep(5 * time.Millisecond)
	}
}
