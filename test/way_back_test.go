package test

import (
	"strings"
	"testing"
)

// wayBackFails rolls back to a gunicorn whose application is gone: its master process starts and ends with its workers.
func wayBackFails(t *testing.T, s *site, calm plan) {
	id := s.assertServing(t)
	defer s.host.breakGunicorn(t)()
	traffic := startTraffic(t, calm)
	printed, err := s.host.try(t, "dashctl rollback")
	if err == nil || !strings.Contains(printed, "was rolled back") {
		t.Errorf("rollback to a gunicorn that does not come up: %v\n%s", err, printed)
	}
	traffic.stopWithoutFailure(t, 500)
	s.host.run(t, "systemctl reset-failed crypto-dashboard.service || true")
	s.assertServes(t, id)
	s.assertWorkersActive(t, 2)
	assertLoopback(t, s.host, id)
}

// wayBackLosesPower cuts the power while a rollback waits for gunicorn.
func wayBackLosesPower(t *testing.T, s *site) {
	id := s.assertServing(t)
	defer s.host.breakGunicorn(t)()
	s.host.run(t, "dashctl rollback >/dev/null 2>&1 & "+
		"timeout 60 sh -c 'until [ -e /var/lib/dashctl/journal.json ] && "+
		"[ \"$(systemctl show --property=NRestarts --value crypto-dashboard.service)\" -ge 1 ]; do sleep 0.1; done'")
	if err := s.host.machine.PowerCut(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.host.start(t)
	s.host.waitForRelease(t, id, bootTime)
	s.assertServes(t, id)
	s.assertWorkersActive(t, 2)
	assertLoopback(t, s.host, id)
}

// breakGunicorn takes the old application away until the returned function is called.
func (h *host) breakGunicorn(t *testing.T) (mend func()) {
	t.Helper()
	const application = "/opt/old-dashboard/dashboard.py"
	h.run(t, "mv "+application+" "+application+".away")
	return func() { h.run(t, "mv "+application+".away "+application) }
}
