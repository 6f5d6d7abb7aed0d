package test

import (
	"testing"
	"time"
)

// bootTime is more than a host needs from power to the first answer, on a machine that is busy with other hosts.
const bootTime = time.Minute

func reboots(t *testing.T, s *site) {
	t.Run("reboot", func(t *testing.T) {
		id := s.deployed(t)
		if err := s.host.machine.Reboot(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.host.waitForRelease(t, id, bootTime)
		s.assertServes(t, id)
		s.assertWorkersActive(t, 2)
	})
	t.Run("power cut in the middle of a switch", func(t *testing.T) {
		kept := s.deployed(t)
		s.stack.configure(t, map[string]string{"soak": "20"})
		defer s.stack.configure(t, map[string]string{"soak": "2"})
		s.code.changePage(t)
		running := s.stack.startUp(t)
		s.host.waitForSwitch(t, kept)
		if err := s.host.machine.PowerCut(t.Context()); err != nil {
			t.Fatal(err)
		}
		running.kill(t)
		s.host.start(t)
		s.host.waitForRelease(t, kept, bootTime)
		s.assertServes(t, kept)
		s.assertWorkersActive(t, 2)
	})
	t.Run("the next up deploys the new release", func(t *testing.T) {
		s.stack.afterCut(t)
		if id, want := s.deployed(t), s.stack.output(t, "release"); id != want {
			t.Errorf("release %s is serving, pulumi says %s", id, want)
		}
	})
}

// waitForSwitch returns in the middle of the switch from a release: the link leads to another one, which is not kept yet.
func (h *host) waitForSwitch(t *testing.T, from string) {
	t.Helper()
	h.run(t, "timeout 240 sh -c 'until [ -e /var/lib/dashctl/journal.json ] && "+
		"[ \"$(readlink /opt/crypto-dashboard/current)\" != releases/"+from+" ]; do sleep 0.02; done'")
}

func (h *host) start(t *testing.T) {
	t.Helper()
	booted, err := h.machine.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.machine = booted
}

func (s *site) assertWorkersActive(t *testing.T, want int) {
	t.Helper()
	workers := s.host.status(t).Workers
	if len(workers) != want {
		t.Errorf("%d workers, want %d: %+v", len(workers), want, workers)
	}
	for _, worker := range workers {
		if worker.Active != "active" {
			t.Errorf("%s is %s", worker.Unit, worker.Active)
		}
	}
}
