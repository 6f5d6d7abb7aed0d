package test

import (
	"fmt"
	"testing"
	"time"
)

// deaths is how often each worker is killed: a request that is in its hands at that moment is rare.
const deaths = 5

func killedWorker(t *testing.T, s *site) {
	id := s.deployed(t)
	traffic := startTraffic(t, plan{address: s.host.machine.Address})
	for range deaths {
		for _, worker := range s.host.status(t).Workers {
			s.host.run(t, fmt.Sprintf("kill -KILL %d", worker.MainPID))
			eventually(t, worker.Unit+" is back", 15*time.Second, func() error { return s.host.replaced(t, worker) })
		}
	}
	traffic.stopWithoutFailure(t, 1000)
	s.assertServes(t, id)
}

// replaced is nil when another process does the work of the one that was killed.
func (h *host) replaced(t *testing.T, killed worker) error {
	status, err := h.tryStatus(t)
	if err != nil {
		return err
	}
	for _, now := range status.Workers {
		if now.Unit == killed.Unit && now.Active == "active" && now.MainPID != killed.MainPID && now.MainPID != 0 {
			return nil
		}
	}
	return fmt.Errorf("workers are %+v", status.Workers)
}
