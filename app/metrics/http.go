package metrics

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// buckets are few, since each is a series for every route, method and status: a page from memory, one that was just made, one that
// reads the database, one that somebody waits for, one that somebody gives up.
var buckets = []float64{0.002, 0.01, 0.05, 0.2, 1, 5}

// httpMetrics count requests.
type httpMetrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

func newHTTPMetrics(registerer prometheus.Registerer) httpMetrics {
	labels := []string{"handler", "method", "code"}
	h := httpMetrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "http_requests_total",
			Help: "Requests that were answered."}, labels),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "http_request_duration_seconds",
			Help: "How long answers took. Those that wait for changes are left out.", Buckets: buckets}, labels),
	}
	registerer.MustRegister(h.requests, h.duration)
	return h
}

// Observe counts one request: the pattern of its route, as in http.Request.Pattern, and what was answered. Nothing that a visitor
// chose makes a new series.
func (m *Metrics) Observe(pattern, method string, status int, took time.Duration) {
	handler := handlerOf(pattern)
	labels := []string{handler, methodOf(method), codeOf(status)}
	m.http.requests.WithLabelValues(labels...).Inc()
	if !strings.HasSuffix(handler, "/events") { // it lasts as long as somebody looks at the page
		m.http.duration.WithLabelValues(labels...).Observe(took.Seconds())
	}
}

// handlerOf is a pattern without its method. The pattern for everything is a route that is not known.
func handlerOf(pattern string) string {
	if _, path, found := strings.Cut(pattern, " "); found {
		pattern = path
	}
	if pattern == "/" || !strings.HasPrefix(pattern, "/") {
		return "unknown"
	}
	return strings.TrimSuffix(pattern, "{$}")
}

func methodOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
		http.MethodConnect, http.MethodTrace:
		return method
	}
	return "other"
}

// codeOf takes no status for 200, as net/http does.
func codeOf(status int) string {
	if status == 0 {
		status = http.StatusOK
	}
	if status < 100 || status > 599 {
		return "other"
	}
	return strconv.Itoa(status)
}
