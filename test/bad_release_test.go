package test

import "testing"

var badKinds = []struct {
	name, source string
	reasons      []string // what `up` must say: why it failed, and the release's own last words
}{
	{"a release whose health fails never serves (A16)", "unhealthy", []string{"failed its trial", "503", "release under test: feels unwell"}},
	{"a release that crashes at start never serves (A14)", "crashes", []string{"failed its trial", "release under test: crashed at start"}},
	{"a release that answers with another release's id never serves (A16)", "lies", []string{"failed its trial", "0123456789ab", "release under test: pretends to be another"}},
	{"a release that is never ready never serves (A15)", "never_ready", []string{"failed its trial", "release under test: will not say that it is ready"}},
	// These two are good enough to be switched to.
	{"a release that crashes while it is watched is undone (A17)", "crashes_later", []string{"was rolled back", "release under test: crashed after four seconds"}},
	{"a release of which one worker does not start is undone (A14)", "crashes_second", []string{"was rolled back", "release under test: crashed as worker 2"}},
}

func badReleases(t *testing.T, s *site) {
	s.stack.configure(t, map[string]string{"soak": "6"})
	defer s.stack.configure(t, map[string]string{"soak": "2"})
	for _, bad := range badKinds {
		t.Run(bad.name, func(t *testing.T) {
			old := s.deployed(t)
			files := s.host.liveFiles(t)
			repair := s.code.spoil(t, bad.source)
			defer repair()
			traffic := startTraffic(t, plan{address: s.host.machine.Address})
			s.stack.up(t).mustFail(t, bad.reasons...)
			traffic.stopWithoutFailure(t, 0)
			s.assertServes(t, old)
			assertSame(t, "live files", files, s.host.liveFiles(t))
		})
	}
}
