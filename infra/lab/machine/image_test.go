package machine

import (
	"slices"
	"strings"
	"testing"
)

// writeWithAndWithoutSync leaves a file of each kind. What is synced last takes the names in the folder along.
const writeWithAndWithoutSync = `
mkdir /root/d
echo whole > /root/d/synced
sync /root/d/synced
echo content > /root/d/name-only
sync /root/d
echo nothing > /root/d/neither
cat /root/d/*`

func TestPowerCutLosesWhatWasNotSynced(t *testing.T) {
	t.Parallel()
	host := newHostWithDisk(t)
	before := identity(t, host)
	if got := command(t, host, writeWithAndWithoutSync); got != "content\nnothing\nwhole" {
		t.Fatalf("before the cut the host reads %q", got)
	}
	if err := host.PowerCut(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := host.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !same(again, host) || again.Run == host.Run {
		t.Errorf("got %+v, then %+v; want another run of the same host", host, again)
	}
	if got := command(t, again, "cd /root/d; wc -c *"); !slices.Equal(strings.Fields(got), []string{"0", "name-only", "6", "synced", "6", "total"}) {
		t.Errorf("after the cut there are %q, want all of `synced`, the name of `name-only` and nothing else", got)
	}
	if after := identity(t, again); after != before {
		t.Errorf("the host was\n%s\nand is\n%s", before, after)
	}
	if loops := loopDevices(t, host.place.folder); len(loops) != 1 {
		t.Errorf("the host holds the loop devices %q, want one", loops)
	}
}

func TestDownLeavesNothingOfADisk(t *testing.T) {
	t.Parallel()
	host := newHostWithDisk(t)
	if loops := loopDevices(t, host.place.folder); len(loops) != 1 {
		t.Fatalf("a running host with a disk has the loop devices %q: the test looks in the wrong place", loops)
	}
	if err := host.Down(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "nothing is left", func() bool { return len(remains(t, host)) == 0 })
}

func TestDiskComesBackAfterARebootAndAfterThisMachineRebooted(t *testing.T) {
	t.Parallel()
	host := newHostWithDisk(t)
	command(t, host, "echo kept > /root/kept")
	if err := host.Reboot(t.Context()); err != nil {
		t.Fatal(err)
	}
	loseAllButFiles(t, host.place)
	again, err := host.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := command(t, again, "cat /root/kept"); got != "kept" || !again.place.hasImage() {
		t.Errorf("got %q from a host whose disk is its own: %t", got, again.place.hasImage())
	}
}
