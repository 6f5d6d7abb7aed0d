package test

import (
	"strings"
	"testing"
)

func rollback(t *testing.T, s *site) {
	first := s.deployed(t)
	files := s.host.liveFiles(t)
	s.code.changePage(t)
	second := s.deployed(t)
	traffic := startTraffic(t, plan{address: s.host.machine.Address})

	t.Run("on the host", func(t *testing.T) {
		s.host.run(t, "dashctl rollback")
		s.assertServes(t, first)
		assertSame(t, "live files", files, s.host.liveFiles(t))
		s.host.run(t, "dashctl rollback "+second)
		s.assertServes(t, second)
	})
	t.Run("from pulumi, though the sources do not compile", func(t *testing.T) {
		s.code.write(t, badReleaseFile, "package main\n\nthis does not compile\n", 0o644)
		defer s.code.remove(t, badReleaseFile)
		s.stack.preview(t).mustFail(t, "syntax error") // the control: without the pin this is what happens
		s.pin(t, "previous", first)
		assertSame(t, "live files", files, s.host.liveFiles(t))
		s.pin(t, second, second)
	})
	t.Run("back to the sources", func(t *testing.T) {
		s.stack.unset(t, "release")
		if serving := s.deployed(t); serving != second {
			t.Errorf("release %s is serving, want %s, the one of the sources", serving, second)
		}
	})
	traffic.stopWithoutFailure(t, 0)
}

// pin asks the stack for a release that the host has. Neither a build nor an upload may be part of that.
func (s *site) pin(t *testing.T, release, want string) {
	t.Helper()
	s.stack.configure(t, map[string]string{"release": release})
	up := s.stack.up(t)
	up.mustSucceed(t)
	s.assertServes(t, want)
	if output := s.stack.output(t, "release"); output != want {
		t.Errorf("output release is %q, want %s", output, want)
	}
	for _, step := range up.steps() {
		if strings.Contains(step.name(), "/") && step.Operation != "delete" { // uploads are named by the file's path
			t.Errorf("going to release %s did %s %s", release, step.Operation, step.name())
		}
	}
}
