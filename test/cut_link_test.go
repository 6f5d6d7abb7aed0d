package test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func cutLink(t *testing.T, s *site) {
	// Nobody could confirm it from outside.
	s.stack.configure(t, map[string]string{"soak": "8", "confirm": "0"})
	defer s.stack.configure(t, map[string]string{"soak": "2", "confirm": "60"})

	t.Run("a good release is finished, and the next up finds it there (A8 S2)", func(t *testing.T) {
		old := s.deployed(t)
		s.code.changePage(t)
		s.upWithCutLink(t, old)
		id, processes := s.assertServing(t), s.host.processes(t)
		if id == old {
			t.Errorf("release %s is still serving", old)
		}
		s.stack.afterCut(t)
		if again := s.deployed(t); again != id || s.stack.output(t, "release") != id {
			t.Errorf("the next up serves %s and says %s, want %s", again, s.stack.output(t, "release"), id)
		}
		assertSame(t, "processes", processes, s.host.processes(t))
	})
	t.Run("a bad release is undone (A8)", func(t *testing.T) {
		old := s.deployed(t)
		repair := s.code.spoil(t, "crashes_later")
		s.upWithCutLink(t, old)
		s.assertServes(t, old)
		s.stack.afterCut(t)
		s.stack.up(t).mustFail(t, "release under test: crashed after four seconds")
		s.assertServes(t, old)
		repair()
		if id := s.deployed(t); id != old {
			t.Errorf("release %s is serving, want %s", id, old)
		}
	})
}

// upWithCutLink starts an up, cuts the host off and kills the up in the middle of the switch, and connects the host again
// when it has come to an end by itself.
func (s *site) upWithCutLink(t *testing.T, old string) {
	t.Helper()
	up := s.stack.startUp(t)
	s.host.waitForSwitch(t, old)
	s.host.link(t, "down")
	defer s.host.connect(t)
	s.host.assertUnreachable(t)
	up.kill(t)
	journal := filepath.Join(s.host.machine.Root(), "var/lib/dashctl/journal.json")
	if _, err := os.Stat(journal); err != nil {
		t.Fatalf("the switch was over before the link was cut: %v", err)
	}
	eventually(t, "the host ends the switch alone", 2*time.Minute, func() error {
		if _, err := os.Stat(journal); !os.IsNotExist(err) {
			return fmt.Errorf("the journal is still there (%v)", err)
		}
		return nil
	})
}

// link switches the host's network cable off or on.
func (h *host) link(t *testing.T, state string) {
	t.Helper()
	output, err := command(t, ".", "ip", "link", "set", h.cable(t), state).CombinedOutput()
	if err != nil {
		t.Fatalf("set the host's link %s: %v\n%s", state, err, output)
	}
}

// connect switches the cable on and returns when the host can be reached over it.
func (h *host) connect(t *testing.T) {
	t.Helper()
	h.link(t, "up")
	eventually(t, "the host can be reached again", 30*time.Second, func() error {
		_, err := h.try(t, "true")
		return err
	})
}

// assertUnreachable is the control of everything that the host is said to do alone.
func (h *host) assertUnreachable(t *testing.T) {
	t.Helper()
	connection, err := net.DialTimeout("tcp", h.machine.Address+":22", 300*time.Millisecond)
	if err == nil {
		connection.Close()
		t.Error("the host can be reached though its cable is unplugged")
	}
}

// cable is this machine's end of the link: the only port of the host's bridge.
func (h *host) cable(t *testing.T) string {
	t.Helper()
	ports, err := filepath.Glob("/sys/class/net/" + h.bridge(t) + "/brif/*")
	if err != nil || len(ports) != 1 {
		t.Fatalf("ports of the host's bridge are %q (%v), want one", ports, err)
	}
	return filepath.Base(ports[0])
}

// bridge is the interface of this machine that is in the host's network.
func (h *host) bridge(t *testing.T) string {
	t.Helper()
	interfaces, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range interfaces {
		addresses, _ := one.Addrs() // an interface that has gone has none
		for _, address := range addresses {
			if network, ok := address.(*net.IPNet); ok && network.Contains(net.ParseIP(h.machine.Address)) {
				return one.Name
			}
		}
	}
	t.Fatalf("no interface leads to %s", h.machine.Address)
	return ""
}
