package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// killUpAt starts an up and kills it, with its language host, its plugins and the program, when the engine has begun with the resource
// that name is a part of and then holds. What the operator does next is done: the lock that is left is given up.
func (s *stack) killUpAt(t *testing.T, name string, then func() error) {
	t.Helper()
	up := s.startUp(t)
	eventually(t, "the engine begins with "+name, 2*time.Minute, func() error {
		said, err := os.ReadFile(up.said)
		if err == nil && !strings.Contains(string(said), name+" creating") {
			err = fmt.Errorf("it has not begun with %s", name)
		}
		if err == nil {
			err = then()
		}
		return err
	})
	up.kill(t)
	s.mendCheckpoint(t)
	s.afterCut(t)
}

// mendCheckpoint removes what Pulumi's file backend writes beside the state, where the kill has left it empty: the backend then refuses
// the state ("failed to load checkpoint: EOF"), which is whole, and does without that file.
func (s *stack) mendCheckpoint(t *testing.T) {
	t.Helper()
	beside := filepath.Join(s.stateFolder(), ".pulumi/stacks/crypto-dashboard", s.name+".json.attrs")
	text, err := os.ReadFile(beside)
	if err != nil || json.Valid(text) {
		return
	}
	t.Logf("the kill left %s empty; it is removed", beside)
	if err := os.Remove(beside); err != nil {
		t.Fatal(err)
	}
}

// atOnce is for a resource that is not waited for any further.
func atOnce() error { return nil }

// uploaded is how much of the program is on the host, as the host's disk has it.
func (h *host) uploaded() int64 {
	info, err := os.Stat(filepath.Join(h.machine.Root(), productFolder, "incoming/bin/server"))
	if err != nil {
		return 0
	}
	return info.Size()
}

// wantUploaded wants a share of the program to be on the host.
func (s *site) wantUploaded(share float64) func() error {
	return func() error {
		built, err := filepath.Glob(filepath.Join(s.code.dir, ".build/linux-*/server"))
		if err != nil || len(built) != 1 {
			return fmt.Errorf("find the program that was built: %q, %v", built, err)
		}
		info, err := os.Stat(built[0])
		if err != nil {
			return err
		}
		if got, want := s.host.uploaded(), int64(share*float64(info.Size())); got < want {
			return fmt.Errorf("%d bytes are on the host, of %d", got, want)
		}
		return nil
	}
}

// forgetUpload removes the last upload of the program, so that the next one can be told from it.
func (h *host) forgetUpload(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(h.machine.Root(), productFolder, "incoming/bin/server")); err != nil {
		t.Fatal(err)
	}
}

// slow makes the link to the host a slow one, until the returned function is called: an upload takes some seconds.
func (h *host) slow(t *testing.T) (mend func()) {
	t.Helper()
	traffic := func(args ...string) error {
		output, err := command(t, ".", "tc", append([]string{"qdisc"}, args...)...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("tc %s: %w\n%s", strings.Join(args, " "), err, output)
		}
		return nil
	}
	cable := h.cable(t)
	if err := traffic("add", "dev", cable, "root", "tbf", "rate", "24mbit", "burst", "64kb", "latency", "400ms"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := traffic("del", "dev", cable, "root"); err != nil {
			t.Error(err)
		}
	}
}

// closeDoor has visitors from this machine find nobody at port 80 of the host, as behind a firewall, until the returned function is
// called.
func (h *host) closeDoor(t *testing.T) (open func()) {
	t.Helper()
	rule := func(verb string) {
		output, err := command(t, ".", "ip", "rule", verb, "to", h.machine.Address, "ipproto", "tcp", "dport", "80", "blackhole").CombinedOutput()
		if err != nil {
			t.Errorf("ip rule %s: %v\n%s", verb, err, output)
		}
	}
	rule("add")
	return func() { rule("del") }
}

// waitForRest returns when no run is changing the host any more.
func (h *host) waitForRest(t *testing.T) {
	t.Helper()
	eventually(t, "the host ends alone what was begun", 2*time.Minute, func() error {
		units, err := h.try(t, "systemctl list-units --all --plain --no-legend 'dashctl-*'")
		if err == nil && units != "" {
			err = fmt.Errorf("still at it: %s", units)
		}
		return err
	})
}
