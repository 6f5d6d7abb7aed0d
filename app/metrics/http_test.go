package metrics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestRequestsAreCounted(t *testing.T) {
	s := newService(t)
	m := s.worker(1)
	m.Observe("GET /{$}", "GET", 0, time.Millisecond)
	m.Observe("GET /trades/{id}", "HEAD", 404, 3*time.Second)
	m.Observe("/trades", "POST", 405, time.Millisecond)
	m.Observe("GET /bots/{name}/{$}", "GET", 304, 10*time.Second)
	s.scrape(1).has(`http_requests_total{code="200",handler="/",method="GET",worker="1"} 1`,
		`http_requests_total{code="404",handler="/trades/{id}",method="HEAD",worker="1"} 1`,
		`http_requests_total{code="405",handler="/trades",method="POST",worker="1"} 1`,
		`http_requests_total{code="304",handler="/bots/{name}/",method="GET",worker="1"} 1`,
		`http_request_duration_seconds_sum{code="404",handler="/trades/{id}",method="HEAD",worker="1"} 3`,
		`http_request_duration_seconds_bucket{code="304",handler="/bots/{name}/",method="GET",worker="1",le="5"} 0`,
		`http_request_duration_seconds_bucket{code="304",handler="/bots/{name}/",method="GET",worker="1",le="+Inf"} 1`)
}

// A visitor can ask for anything, in any way, and makes one series of it.
func TestVisitorsMakeNoSeries(t *testing.T) {
	s := newService(t)
	m := s.worker(1)
	for i := range 100 {
		m.Observe("", fmt.Sprintf("INVENTED%d", i), 400, time.Millisecond)
		m.Observe("/", fmt.Sprintf("get%d", i), 400, time.Millisecond)
		m.Observe(fmt.Sprintf("odd%d", i), "", 400, time.Millisecond)
		m.Observe("GET /livez", "GET", 1000+i, time.Millisecond)
		m.Observe("GET /livez", "GET", -i-1, time.Millisecond)
	}
	got := s.scrape(1)
	got.has(`http_requests_total{code="400",handler="unknown",method="other",worker="1"} 300`,
		`http_requests_total{code="other",handler="/livez",method="GET",worker="1"} 200`)
	if count := strings.Count(got.text, "\nhttp_requests_total{"); count != 2 {
		t.Errorf("%d series of requests:\n%s", count, got.named("http_requests_total"))
	}
}

// A page that waits for changes would look like a very slow one.
func TestWaitingForChangesIsNotSlow(t *testing.T) {
	s := newService(t)
	m := s.worker(1)
	m.Observe("GET /events", "GET", 200, time.Hour)
	m.Observe("GET /bots/{name}/events", "GET", 200, time.Hour)
	got := s.scrape(1)
	got.has(`http_requests_total{code="200",handler="/events",method="GET",worker="1"} 1`)
	got.lacks("http_request_duration_seconds_count{")
}
