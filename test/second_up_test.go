package test

import "testing"

func secondUp(t *testing.T, s *site) {
	id := s.deployed(t)
	files, processes := s.host.inventory(t), s.host.processes(t)
	again := s.stack.up(t)
	again.mustSucceed(t)
	if len(again.summary()) == 0 || again.changes() != 0 {
		t.Errorf("the second up did %v, want only same", again.summary())
	}
	assertSame(t, "files", files, s.host.inventory(t))
	assertSame(t, "processes", processes, s.host.processes(t))
	s.assertServes(t, id)
}
