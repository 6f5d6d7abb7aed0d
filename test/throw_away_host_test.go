package test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"crypto-dashboard/infra/lab/machine"
)

// throwAwayHost keeps the promises of a stack that names no host and gets one on this machine.
func throwAwayHost(t *testing.T) {
	code := newCheckout(t)
	s := &site{code: code, stack: newStack(t, code)}
	s.stack.configure(t, map[string]string{"soak": "2", "allow[0]": "198.18.0.0/15"})
	t.Cleanup(func() {
		if err := machine.Down(context.Background(), s.stack.name); err != nil {
			t.Errorf("remove the stack's host: %v", err)
		}
	})

	t.Run("up boots a host and deploys to it", func(t *testing.T) {
		s.stack.up(t).mustSucceed(t)
		s.host = s.throwAwayHost(t)
		s.assertServing(t)
		if url := s.stack.output(t, "url"); !strings.Contains(url, s.host.machine.Address) {
			t.Errorf("output url is %s, which is not the host %s", url, s.host.machine.Address)
		}
	})
	s.promise(t, "a second up changes nothing", secondUp)
	s.promise(t, "up works again after a reboot of this machine", func(t *testing.T, s *site) {
		id := s.deployed(t)
		s.host.loseOnReboot(t)
		s.stack.up(t).mustSucceed(t)
		s.host = s.throwAwayHost(t)
		s.host.waitForRelease(t, id, bootTime)
		s.assertServes(t, id)
	})
	t.Run("destroy leaves no host behind", func(t *testing.T) {
		s.stack.destroy(t).mustSucceed(t)
		if found, exists, err := machine.Find(s.stack.name); exists || err != nil {
			t.Errorf("host %+v is still there (%v)", found, err)
		}
	})
}

func (s *site) throwAwayHost(t *testing.T) *host {
	t.Helper()
	found, exists, err := machine.Find(s.stack.name)
	if err != nil || !exists {
		t.Fatalf("find the stack's host %q: %t, %v", s.stack.name, exists, err)
	}
	return &host{machine: found, ssh: sshHost(t, found)}
}

// loseOnReboot leaves of the host what a reboot of this machine leaves: its files, but no process, mount or bridge.
func (h *host) loseOnReboot(t *testing.T) {
	t.Helper()
	bridge := h.bridge(t)
	if err := h.machine.PowerCut(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"umount " + h.machine.Root(), "ip link delete " + bridge} {
		args := strings.Fields(words)
		if output, err := command(t, filepath.Dir("/"), args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", words, err, output)
		}
	}
}
