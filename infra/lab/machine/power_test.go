package machine

import (
	"context"
	"os"
	"testing"
)

func TestRebootKeepsAddressKeyAndFiles(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	before := identity(t, host)
	command(t, host, "echo kept > /root/kept\necho gone > /run/gone")
	if err := host.Reboot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := command(t, host, "cat /root/kept; ls /run/gone 2>/dev/null || true"); got != "kept" {
		t.Errorf("after the reboot: got %q", got)
	}
	if after := identity(t, host); after != before {
		t.Errorf("the host was\n%s\nand is\n%s", before, after)
	}
	if found, _, err := Find(host.Name); err != nil || found != host {
		t.Errorf("got %+v, error %v; want %+v", found, err, host)
	}
}

// clock writes the time to a file without end, and would say so if it was asked to stop.
const clock = `systemd-run --quiet --unit=clock sh -c \
	'trap "echo asked > /root/asked; exit" TERM; while :; do date +%s.%N >> /root/clock; done'
while [ ! -s /root/clock ]; do :; done`

func TestPowerCutEndsEverythingAtOnceAndKeepsTheDisk(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	before := identity(t, host)
	command(t, host, clock)
	doomed := tree(host.place.starters())
	if err := host.PowerCut(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range doomed {
		if alive(id) {
			t.Errorf("process %d of the host lives on", id)
		}
	}
	if found, _, err := Find(host.Name); err != nil || found.Running {
		t.Errorf("got %+v, error %v; want it not running", found, err)
	}
	written := readFile(t, host.place.inside("root/clock"))
	again, err := host.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !same(again, host) || again.Run == host.Run {
		t.Errorf("got %+v, then %+v; want another run of the same host", host, again)
	}
	if got := readFile(t, host.place.inside("root/clock")); got != written {
		t.Error("the clock was written to after the power cut")
	}
	if exists(host.place.inside("root/asked")) {
		t.Error("the clock was asked to stop")
	}
	if after := identity(t, host); after != before {
		t.Errorf("the host was\n%s\nand is\n%s", before, after)
	}
}

func TestHostWhoseSupervisorWasKilledIsBootedAnew(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	for _, id := range host.place.starters() {
		killProcess(id)
	}
	eventually(t, "the host is known to be off", func() bool { return !host.place.running() })
	if len(host.place.members()) == 0 {
		t.Error("nothing of the host lives on: the test tests nothing")
	}
	again, err := Up(t.Context(), Options{Name: host.Name})
	if err != nil || !same(again, host) || again.Run == host.Run {
		t.Errorf("got %+v, then %+v, error %v; want another run of the same host", host, again, err)
	}
	if err := again.Reboot(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestHostThatSwitchesItselfOffStaysOff(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	host.Command(t.Context(), "systemctl poweroff") // the link may be cut first
	eventually(t, "the host is off", func() bool { return !host.place.running() })
	if err := host.Reboot(t.Context()); err == nil {
		t.Error("a host that is off was rebooted")
	}
	if again, err := host.Start(t.Context()); err != nil || !same(again, host) {
		t.Errorf("got %+v, error %v; want %+v", again, err, host)
	}
}

func TestHostComesBackAfterThisMachineRebooted(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	before := identity(t, host)
	command(t, host, "echo kept > /root/kept")
	loseAllButFiles(t, host.place)
	again, err := Up(t.Context(), Options{Name: host.Name})
	if err != nil {
		t.Fatal(err)
	}
	if !same(again, host) || again.Run == host.Run {
		t.Errorf("got %+v, then %+v; want another run of the same host", host, again)
	}
	if after := identity(t, again); after != before {
		t.Errorf("the host was\n%s\nand is\n%s", before, after)
	}
	if got := command(t, again, "cat /root/kept"); got != "kept" {
		t.Errorf("got %q", got)
	}
}

func TestBridgeThatWasNotFinishedIsMadeAgain(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	if err := host.PowerCut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), "ip", "address", "flush", "dev", host.place.id()); err != nil {
		t.Fatal(err)
	}
	if again, err := host.Start(t.Context()); err != nil || !same(again, host) {
		t.Errorf("got %+v, error %v; want %+v", again, err, host)
	}
}

// loseAllButFiles leaves of a host what is left when this machine reboots.
func loseAllButFiles(t *testing.T, place place) {
	t.Helper()
	for _, lose := range []func(context.Context) error{place.kill, place.unmount, place.removeBridge, place.removeRuntimeFiles} {
		if err := lose(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
