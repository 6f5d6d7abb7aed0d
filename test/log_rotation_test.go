package test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/random"
)

const rotations = 4

func logRotation(t *testing.T, s *site) {
	id := s.deployed(t)
	marker := "rotation-" + strings.ToLower(random.UniqueID())
	traffic := startTraffic(t, plan{address: s.host.machine.Address, marker: marker})
	for rotation := range rotations {
		traffic.waitFor(t, (rotation+1)*400)
		s.host.run(t, "logrotate --force /etc/logrotate.d/crypto-dashboard")
	}
	traffic.stopWithoutFailure(t, (rotations+1)*400)
	assertLogged(t, s.host, traffic)
	assertRotated(t, s.host, traffic)
	s.assertServes(t, id)
}

// assertLogged wants one log line for each request that was sent, in the current file or a rotated one.
func assertLogged(t *testing.T, h *host, traffic *traffic) {
	t.Helper()
	logged := strings.Fields(h.run(t, "cd /var/log/crypto-dashboard && zcat --force dashboard.log* | grep --only-matching '"+traffic.marker+"-[0-9]*' | sort"))
	var lost []string
	for number := range int(traffic.sent.Load()) {
		if _, found := slices.BinarySearch(logged, traffic.id(number)); !found {
			lost = append(lost, traffic.id(number))
		}
	}
	if len(lost) > 0 || len(logged) != int(traffic.sent.Load()) {
		t.Errorf("%d log lines for %d requests; without a line: %q", len(logged), traffic.sent.Load(), lost)
	}
	t.Logf("%d log lines for %d requests", len(logged), traffic.sent.Load())
}

// assertRotated wants every rotation to have begun a new file, and the last requests to be in the newest.
func assertRotated(t *testing.T, h *host, traffic *traffic) {
	t.Helper()
	last := traffic.id(int(traffic.sent.Load()) - 1)
	files := strings.Fields(h.run(t, "cd /var/log/crypto-dashboard && ls && grep --quiet "+last+" dashboard.log"))
	if len(files) < rotations+1 {
		t.Errorf("log files after %d rotations: %q", rotations, files)
	}
}
