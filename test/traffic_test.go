package test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// requestsPerSecond is high enough that a gap of a few milliseconds is seen, and low enough for two cores that also build and
// run the other hosts.
const requestsPerSecond = 200

// patience is how long a visitor waits. Counted from the moment a request was due, not from when it could be sent.
const patience = 15 * time.Second

// traffic is requests through Nginx at a constant rate, as visitors send them: half on connections that are kept, half on
// new ones; a quarter for the page, the others for /health. The rate does not depend on the answers.
type traffic struct {
	plan
	visitors [2]*http.Client
	start    time.Time
	stopping chan struct{}
	done     sync.WaitGroup
	sent     atomic.Int64
	latest   time.Duration // how late a request was sent: more than some milliseconds means that this machine was busy
	resent   atomic.Int64
	slowest  atomic.Int64
	mutex    sync.Mutex
	failures []failure
}

// plan says what traffic to send. Without perSecond: requestsPerSecond. With a marker, request number 7 has the id
// MARKER-0000007, which the server logs.
type plan struct {
	address   string
	perSecond int
	marker    string
}

func (p plan) id(number int) string { return fmt.Sprintf("%s-%07d", p.marker, number) }

// failure is one request that got no good answer.
type failure struct {
	due    time.Duration // since the traffic's start
	path   string
	reason string
}

func (f failure) String() string {
	return fmt.Sprintf("%8.3fs %s: %s", f.due.Seconds(), f.path, f.reason)
}

// startTraffic sends requests until the traffic is stopped, or the test ends.
func startTraffic(t *testing.T, plan plan) *traffic {
	t.Helper()
	if plan.perSecond == 0 {
		plan.perSecond = requestsPerSecond
	}
	traffic := &traffic{plan: plan, visitors: newVisitors(), start: time.Now(), stopping: make(chan struct{})}
	traffic.done.Go(traffic.send)
	t.Cleanup(traffic.end)
	return traffic
}

func newVisitors() [2]*http.Client {
	keeping := &http.Transport{MaxIdleConnsPerHost: 64}
	leaving := &http.Transport{DisableKeepAlives: true}
	return [2]*http.Client{{Transport: keeping, Timeout: patience}, {Transport: leaving, Timeout: patience}}
}

func (r *traffic) send() {
	for number := 0; ; number++ {
		due := r.start.Add(time.Duration(number) * time.Second / time.Duration(r.perSecond))
		select {
		case <-r.stopping:
			return
		case <-time.After(time.Until(due)):
		}
		r.latest = max(r.latest, time.Since(due))
		r.sent.Add(1)
		r.done.Go(func() { r.request(number, due) })
	}
}

func (r *traffic) request(number int, due time.Time) {
	path := [4]string{"/", "/health", "/health", "/health"}[number/2%4]
	if err := r.get(r.visitors[number%2], path, r.id(number), due); err != nil {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		r.failures = append(r.failures, failure{due.Sub(r.start), path, err.Error()})
	}
	for took := int64(time.Since(due)); ; {
		slowest := r.slowest.Load()
		if took <= slowest || r.slowest.CompareAndSwap(slowest, took) {
			return
		}
	}
}

func (r *traffic) get(visitor *http.Client, path, id string, due time.Time) error {
	ctx, cancel := context.WithDeadline(r.counted(), due.Add(patience))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.address+path, nil)
	if err != nil {
		return err
	}
	if r.marker != "" {
		request.Header.Set("X-Request-Id", id)
	}
	response, err := visitor.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return checkAnswer(path, response.StatusCode, string(body))
}

// counted notices when the client sends a request again: allowed for a kept connection that the server closed just then, and
// worth to know.
func (r *traffic) counted() context.Context {
	connections := 0
	return httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if connections++; connections > 1 {
			r.resent.Add(1)
		}
	}})
}

func checkAnswer(path string, status int, body string) error {
	want := map[bool]string{true: `"status"`, false: "</html>"}[strings.HasPrefix(path, "/health")]
	if status != http.StatusOK {
		return fmt.Errorf("status %d: %.200s", status, body)
	}
	if !strings.Contains(body, want) {
		return fmt.Errorf("answer without %s: %.200s", want, body)
	}
	return nil
}

func (r *traffic) end() {
	select {
	case <-r.stopping:
	default:
		close(r.stopping)
	}
	r.done.Wait()
	for _, visitor := range r.visitors {
		visitor.CloseIdleConnections()
	}
}

func (r *traffic) waitFor(t *testing.T, requests int) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d requests are sent", requests), time.Minute, func() error {
		if sent := r.sent.Load(); sent < int64(requests) {
			return fmt.Errorf("%d sent", sent)
		}
		return nil
	})
}

// stopWithoutFailure ends the traffic after at least the given number of requests and wants every one of them answered.
func (r *traffic) stopWithoutFailure(t *testing.T, atLeast int) {
	t.Helper()
	r.waitFor(t, atLeast)
	r.end()
	t.Logf("traffic: %d requests in %.1fs, %d failed, %d sent again on a new connection, slowest answer after %s, at most %s late",
		r.sent.Load(), time.Since(r.start).Seconds(), len(r.failures), r.resent.Load(),
		time.Duration(r.slowest.Load()).Round(time.Millisecond), r.latest.Round(time.Millisecond))
	for _, failure := range r.failures {
		t.Errorf("request failed: %s", failure)
	}
}
