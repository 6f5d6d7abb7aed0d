package test

import (
	"fmt"
	"strings"
	"testing"

	http_helper "github.com/gruntwork-io/terratest/modules/http-helper"
)

// metricsOfAll: whichever worker is asked, it tells of all of them, and only to who is on the host.
func metricsOfAll(t *testing.T, s *site) {
	id := s.deployed(t)
	workers := s.host.status(t).Workers
	s.host.run(t, "for i in $(seq 20); do curl --silent --fail --output /dev/null localhost:5003/livez; done")
	for range 6 {
		s.assertMetrics(t, len(workers))
	}
	status, _, err := http_helper.HTTPGetContextE(t, t.Context(), s.host.url("/metrics"), nil)
	if err != nil || status != 403 {
		t.Errorf("from another machine /metrics gives %d, %v; want 403", status, err)
	}
	if status, _, err := http_helper.HTTPGetContextE(t, t.Context(), s.host.url("/metrics/worker"), nil); err != nil || status != 404 {
		t.Errorf("/metrics/worker gives %d, %v; want 404", status, err)
	}
	s.assertServes(t, id)
}

func (s *site) assertMetrics(t *testing.T, workers int) {
	t.Helper()
	text := s.host.run(t, "curl --silent --fail http://127.0.0.1:5003/metrics")
	asked := 0
	for line := range strings.Lines(text) {
		var count int
		if strings.HasPrefix(line, "http_requests_total{") && strings.Contains(line, `handler="/livez"`) {
			fmt.Sscan(line[strings.LastIndex(line, " "):], &count)
			asked += count
		}
	}
	if asked < 20 {
		t.Errorf("the workers tell of %d requests together, want at least 20:\n%s", asked, text)
	}
	for number := range workers {
		if want := fmt.Sprintf("dashboard_worker_up{worker=\"%d\"} 1", number+1); !strings.Contains(text, want) {
			t.Errorf("%s is not in what the workers tell", want)
		}
	}
	if !strings.Contains(text, `tradingbot_trades_closed{bot="bot",result="win"}`) {
		t.Errorf("nothing is told of the bot's trades:\n%s", text)
	}
}
