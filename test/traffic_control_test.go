package test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// The control of every "no failed request": one bad answer, one broken connection and one wrong page among hundreds are seen.
func TestTrafficSeesEveryFailure(t *testing.T) {
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch count.Add(1) {
		case 100:
			w.WriteHeader(http.StatusBadGateway)
		case 101:
			panic(http.ErrAbortHandler)
		case 102:
			w.Write([]byte("welcome to nginx"))
		default:
			w.Write([]byte(`{"status":"pass"}</html>`))
		}
	}))
	defer server.Close()
	traffic := startTraffic(t, plan{address: strings.TrimPrefix(server.URL, "http://")})
	traffic.waitFor(t, 300)
	traffic.end()
	// The broken connection is a failed request, or one sent again if the connection was a kept one.
	if seen := len(traffic.failures) + int(traffic.resent.Load()); seen != 3 || len(traffic.failures) < 2 {
		t.Errorf("seen: %v and %d sent again, want 3", traffic.failures, traffic.resent.Load())
	}
	if sent, arrived := traffic.sent.Load(), count.Load(); sent+traffic.resent.Load() != arrived {
		t.Errorf("%d requests counted, %d arrived", sent, arrived)
	}
}
