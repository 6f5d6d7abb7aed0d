package test

import (
	"slices"
	"strings"
	"testing"
)

// TestFaultPower cuts the power of a host at every step of a switch. The host boots from what was on its disk at that moment, and
// nobody helps it.
func TestFaultPower(t *testing.T) {
	t.Parallel()
	f := newPowerHost(t)
	f.closeDoors(t) // a host without power turns visitors away
	f.switchTo(t, f.releases[0])
	t.Run("every sync that fails is noticed: the switch is refused or undone (A39)", f.failedSyncsAreNoticed)
	t.Run("an activation writes in an order that no power cut can tear (A4)", func(t *testing.T) {
		f.switchTo(t, f.releases[0])
		f.writesInOrder(t, "compose", "activate", f.offer(t), "--soak", "0s")
	})
	t.Run("a rollback writes in an order that no power cut can tear (A4)", func(t *testing.T) {
		f.writesInOrder(t, "arm", "rollback", "--soak", "0s")
	})
	t.Run("a power cut at any step of an activation: the host boots with the old or the new release, whole and serving (A4)", func(t *testing.T) {
		f.switchTo(t, f.releases[0])
		f.powerCuts(t, "activate")
	})
	t.Run("a power cut at any step of a rollback: the host boots with the old or the new release, whole and serving (A4)", func(t *testing.T) {
		f.switchTo(t, f.releases[1])
		f.powerCuts(t, "rollback")
	})
	t.Run("a power cut while a new release is watched, or waits to be confirmed: the old one serves after the boot (A6)", f.powerCutsWhileWatched)
	t.Run("a power cut at every step of the boot that undoes a switch, one after the other: the old release serves in the end (A7)", f.powerCutsAtBoot)
	t.Run("a reboot in the middle of an activation: the old or the new release serves, whole (A5)", f.reboots)
	t.Run("the power cuts are real: a release that was not synced is lost in them, and that is seen (A4)", f.losesWhatWasNotSynced)
}

// keptFrom is the first step that finds the verdict on the disk: from there on the new release is the one that stays.
const keptFrom = "close"

// powerCuts cuts the power at every step of a verb that goes away from the present release.
func (f *faultHost) powerCuts(t *testing.T, verb string) {
	old := f.current(t)
	steps := slices.DeleteFunc(f.steps(t, verb), func(step string) bool {
		return step == "surplus" && old == f.releases[0] // nothing to do where the new release has more workers
	})
	for number, step := range steps {
		ran := t.Run(step, func(t *testing.T) {
			f.switchTo(t, old)
			want, args := old, []string{verb, "--soak", "0s"}
			if verb == "activate" {
				args = append(args, f.other(t))
			}
			if number <= slices.Index(steps, "install") {
				f.offer(t)
			}
			if step == "confirm" {
				args = append(args, "--confirm-within", "600s")
			}
			if number >= slices.Index(steps, keptFrom) {
				want = f.other(t)
			}
			f.stopAt(t, step+":before", args...)
			if number%2 == 0 {
				f.syncNames(t)
			}
			f.cutPower(t)
			f.bootAlone(t, want)
			f.assertInvariants(t, aftermath{serving: want})
		})
		if !ran {
			return // what follows would only tell the same again
		}
	}
}

// switchTo makes the release the one that serves.
func (f *faultHost) switchTo(t *testing.T, id string) {
	t.Helper()
	if f.current(t) != id {
		f.activate(t, "", id).mustEnd(t, 0, "")
	}
}

// powerCutsWhileWatched cuts the power when the new release serves and is not kept yet.
func (f *faultHost) powerCutsWhileWatched(t *testing.T) {
	old, new := f.current(t), f.other(t)
	for _, wait := range []struct{ option, said string }{{"--soak=60s", "nginx"}, {"--confirm-within=600s", "confirm"}} {
		f.start(t, "", "activate", new, "--soak=0s", wait.option)
		f.waitForWord(t, wait.said)
		f.host.waitForRelease(t, new, bootTime)
		f.cutPower(t)
		f.bootAlone(t, old)
		f.assertInvariants(t, aftermath{serving: old})
	}
}

// powerCutsAtBoot cuts the power once in a switch, and then at every step of the boot that undoes it.
func (f *faultHost) powerCutsAtBoot(t *testing.T) {
	old := f.current(t)
	steps := f.steps(t, "boot")
	f.stopAt(t, "gate:before", "activate", f.other(t), "--soak", "0s")
	var orders []string
	for _, step := range steps {
		orders = append(orders, step+":before:stop")
	}
	f.orderOnce(t, orders...)
	f.run(t, "sync "+failpointFile+" /var/lib/dashctl")
	for range steps {
		f.cutPower(t)
		f.bootUntilStop(t)
	}
	f.cutPower(t)
	f.bootAlone(t, old)
	if left := f.run(t, "cat "+failpointFile); left != "" {
		t.Errorf("these steps of the boot were not come to: %s", left)
	}
	f.run(t, "rm "+failpointFile)
	f.assertInvariants(t, aftermath{serving: old, again: []string{"activate", f.other(t), "--soak", "0s"}, then: f.other(t)})
}

// losesWhatWasNotSynced is the control of all these: the same cut, of a run that syncs nothing, leaves a mix. A busy machine may
// have written everything by then (the kernel does after 30 seconds): then it is done again.
func (f *faultHost) losesWhatWasNotSynced(t *testing.T) {
	for range 3 {
		f.switchTo(t, f.releases[0])
		new := f.offer(t)
		f.start(t, "DASHCTL_WITHOUT_FSYNC=1 DASHCTL_FAILPOINT=close:before:stop", "activate", new, "--soak", "0s")
		f.waitForStop(t)
		f.syncNames(t)
		f.cutPower(t)
		f.host.start(t)
		if current := f.current(t); current != new {
			t.Fatalf("release %s is current, want %s: then files of it would be lost", current, new)
		}
		if _, breaches := f.look(t, new); slices.ContainsFunc(breaches, isNotWhole) {
			t.Logf("seen: %s", strings.Join(breaches, "\n"))
			return
		}
	}
	t.Error("a release that was not synced is whole after the power cut: the cut loses nothing, or the loss is not seen")
}

// isNotWhole tells of a release that has an empty or missing file: its program, or the manifest already.
func isNotWhole(breach string) bool { return strings.HasPrefix(breach, "V1: ") }
