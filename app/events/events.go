// Package events tells browsers that there is something new to show, by server-sent events as the HTML standard defines them
// (https://html.spec.whatwg.org/multipage/server-sent-events.html).
package events

import (
	"fmt"
	"net/http"
	"regexp"
	"sync/atomic"
	"time"
)

// Now is what there is to show at a moment.
type Now struct {
	// Version names everything that is shown, Data only what every worker knows alike.
	Version, Data string
	// Current is the last time the data was known to be what there is; zero when there never was any.
	Current time.Time
	// Changed is closed as soon as there is another Version.
	Changed <-chan struct{}
}

// Server keeps an open answer to each listener.
type Server struct {
	// Stopping ends all answers: browsers connect again, to another worker.
	Stopping <-chan struct{}
	// Beat is how often a listener hears that nothing changed, so that its page can say how current it is, and nobody in between
	// gives the connection up.
	Beat time.Duration
	// Most is how many may listen at a time; the next one is asked to come later.
	Most      int64
	listeners atomic.Int64
}

const (
	// retry is how long a browser waits before it connects again.
	retry = 2 * time.Second
	// patience is how long a listener may take to accept what it is sent.
	patience = 10 * time.Second
)

// Listeners is how many listen now.
func (s *Server) Listeners() int { return int(s.listeners.Load()) }

// Serve answers with an event `change` whenever now has another version than the listener knows, until one of the two goes away;
// in between with events `current`, whose data is the time at which nothing was known to have changed.
// The event's id is the Version, its data the Data. A listener that comes back tells the last id it heard (Last-Event-ID), a new one
// the Data of its page (?data=): so none misses a change that came in between.
func (s *Server) Serve(response http.ResponseWriter, request *http.Request, now func() Now) {
	defer s.listeners.Add(-1)
	if s.listeners.Add(1) > s.Most {
		response.Header().Set("Retry-After", "30")
		http.Error(response, "too many listeners", http.StatusServiceUnavailable)
		return
	}
	stream := stream{response: response, control: http.NewResponseController(response)}
	if !stream.open(request) {
		return
	}
	s.follow(request, now, &stream)
}

func (s *Server) follow(request *http.Request, now func() Now, stream *stream) {
	beat := time.NewTicker(s.Beat)
	defer beat.Stop()
	for known, first := knownTo(request), true; ; first = false {
		current := now()
		if !known.same(current) {
			known.id = current.Version
			if !stream.sendChange(current) {
				return
			}
		} else if first && !stream.sendCurrent(current) {
			return
		}
		for waiting := true; waiting; {
			select {
			case <-current.Changed:
				waiting = false
			case <-beat.C:
				if !stream.sendCurrent(now()) {
					return
				}
			case <-request.Context().Done():
				return
			case <-s.Stopping:
				return
			}
		}
	}
}

// knowledge is what a listener has seen last: an event, or only the data of its page.
type knowledge struct{ id, data string }

var version = regexp.MustCompile(`^[0-9a-z.]{1,64}$`)

func knownTo(request *http.Request) knowledge {
	known := knowledge{id: request.Header.Get("Last-Event-ID"), data: request.URL.Query().Get("data")}
	if !version.MatchString(known.id) {
		known.id = ""
	}
	return known
}

// same tells whether there is nothing new. Who only knows the data of a page is not told about the rest at once: it was rendered a
// moment ago.
func (k *knowledge) same(current Now) bool {
	if k.id == "" && k.data == current.Data {
		k.id = current.Version
	}
	return k.id == current.Version
}

// stream writes the events.
type stream struct {
	response http.ResponseWriter
	control  *http.ResponseController
}

// open answers with the headers. The answer has no end, so the limit for writing is set anew for each event; and nobody keeps the
// connection: it would be of no use while it lasts.
func (s *stream) open(request *http.Request) bool {
	header := s.response.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Connection", "close")
	header.Set("X-Accel-Buffering", "no") // Nginx passes each event on at once
	if request.Method == http.MethodHead {
		return false
	}
	return s.send("retry: %d\n\n", retry.Milliseconds())
}

func (s *stream) send(format string, arguments ...any) bool {
	s.control.SetWriteDeadline(time.Now().Add(patience))
	if _, err := fmt.Fprintf(s.response, format, arguments...); err != nil {
		return false
	}
	return s.control.Flush() == nil
}

func (s *stream) sendChange(now Now) bool {
	return s.send("event: change\nid: %s\ndata: %s\n\n", now.Version, now.Data)
}

func (s *stream) sendCurrent(now Now) bool {
	if now.Current.IsZero() {
		return s.send(": nothing is known yet\n\n")
	}
	return s.send("event: current\ndata: %s\n\n", now.Current.UTC().Format(time.RFC3339))
}
