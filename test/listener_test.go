package test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// listener does what a browser's EventSource does: it connects again whenever its connection ends, and says what it heard last.
type listener struct {
	address     string
	mutex       sync.Mutex
	data        []string
	last        string
	connections int
}

// listen follows the events of a page that shows data, until the test ends.
func listen(t *testing.T, h *host, data string) *listener {
	t.Helper()
	l := &listener{address: h.url("/events?data=" + data)}
	ctx, stop := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() {
		for ctx.Err() == nil {
			l.connect(ctx)
			time.Sleep(200 * time.Millisecond)
		}
	})
	t.Cleanup(func() { stop(); done.Wait() })
	return l
}

func (l *listener) connect(ctx context.Context) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.address, nil)
	if err != nil {
		return
	}
	l.mutex.Lock()
	if l.last != "" {
		request.Header.Set("Last-Event-ID", l.last)
	}
	l.mutex.Unlock()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return
	}
	l.read(bufio.NewScanner(response.Body))
}

func (l *listener) read(lines *bufio.Scanner) {
	l.count()
	for change := false; lines.Scan(); {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case field == "event":
			change = value == "change"
		case field == "id":
			l.hear(value, "")
		case field == "data" && change:
			l.hear("", value)
		}
	}
}

func (l *listener) count() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.connections++
}

func (l *listener) hear(id, data string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if id != "" {
		l.last = id
	}
	if data != "" {
		l.data = append(l.data, data)
	}
}

// heard is nil when the listener was told of that data.
func (l *listener) heard(data string) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if !slices.Contains(l.data, data) {
		return fmt.Errorf("heard %q in %d connections, not %q", l.data, l.connections, data)
	}
	return nil
}

func (l *listener) connected() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.connections
}
