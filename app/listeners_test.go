package main

import (
	"bufio"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Browsers that wait for changes are sent away at once when their worker leaves: a drain that waited for them would take until its
// limit of 30 seconds, and stop allows 20.
func TestListenersDoNotHoldUpAStop(t *testing.T) {
	path, socket := newSocket(t)
	s := startServer(t, socket, "DASHBOARD_LEDGER=sqlite://"+newLedger(t), "DASHBOARD_LOG_FILE="+filepath.Join(t.TempDir(), "log"))
	var ends sync.WaitGroup
	for range 300 {
		response, err := clientOf(path).Transport.RoundTrip(request(t, "http://dashboard/events"))
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("listen: %v, %v", response, err)
		}
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
		}
		ends.Go(func() {
			for lines.Scan() {
			}
			if err := lines.Err(); err != nil {
				t.Errorf("a listener's answer broke: %v", err)
			}
		})
	}
	s.Stop()
	ends.Wait()
}

func request(t *testing.T, url string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}
