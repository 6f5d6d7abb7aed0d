package test

import "testing"

func adoption(t *testing.T, s *site) {
	s.host.installGunicorn(t)
	files, everything := s.host.gunicornFilesOnHost(t), s.host.listing(t)
	// Python serves no more on two cores that also build; the gaps that a takeover must not have are longer than its steps.
	calm := plan{address: s.host.machine.Address, perSecond: 100}
	wantGunicorn := func(t *testing.T) {
		t.Helper()
		s.host.assertGunicornServes(t)
		assertSame(t, "files", files, s.host.gunicornFilesOnHost(t))
	}

	t.Run("a first release that is bad leaves gunicorn serving (A34)", func(t *testing.T) {
		s.stack.configure(t, map[string]string{"soak": "6"})
		defer s.stack.configure(t, map[string]string{"soak": "2"})
		defer s.code.spoil(t, "crashes_later")() // when everybody is served by it already
		traffic := startTraffic(t, calm)
		s.stack.up(t).mustFail(t, "was rolled back", "release under test: crashed after four seconds")
		traffic.stopWithoutFailure(t, 500)
		wantGunicorn(t)
	})
	t.Run("a good one takes over", func(t *testing.T) {
		traffic := startTraffic(t, calm)
		id := s.deployed(t)
		traffic.stopWithoutFailure(t, 500)
		assertLoopback(t, s.host, id)
		if active, _ := s.host.try(t, "systemctl is-active crypto-dashboard.service"); active == "active\n" {
			t.Error("gunicorn is still running")
		}
	})
	t.Run("a gunicorn that does not come up again leaves the dashboard serving", func(t *testing.T) { wayBackFails(t, s, calm) })
	t.Run("a power cut on the way back ends on the release that served", func(t *testing.T) { wayBackLosesPower(t, s) })
	t.Run("a rollback from the first release brings gunicorn back", func(t *testing.T) {
		traffic := startTraffic(t, calm)
		s.host.run(t, "dashctl rollback")
		traffic.stopWithoutFailure(t, 500)
		wantGunicorn(t)
	})
	t.Run("a new release takes over again", func(t *testing.T) {
		s.code.changePage(t)
		traffic := startTraffic(t, calm)
		id := s.deployed(t)
		traffic.stopWithoutFailure(t, 500)
		assertLoopback(t, s.host, id)
	})
	t.Run("destroy brings gunicorn back", func(t *testing.T) {
		traffic := startTraffic(t, calm)
		destroyed := s.stack.destroy(t)
		destroyed.mustSucceed(t)
		traffic.stopWithoutFailure(t, 500)
		wantGunicorn(t)
		logs := []string{"/var/log/nginx/", "/opt/old-dashboard/logs/"} // were written to all the time
		assertOnlyKept(t, difference(everything, s.host.listing(t)), append(destroyed.kept(), logs...))
	})
}
