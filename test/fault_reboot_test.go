package test

import (
	"os"
	"slices"
	"testing"
)

// rebootSteps are those at which a reboot meets different states: nothing changed, the files of the new release, some of its workers,
// all of it but no verdict, the verdict.
var rebootSteps = []string{"trial", "links", "worker", "confirm", keptFrom}

// reboots asks the host to reboot in the middle of a switch: dashctl is told to stop, and so is all that it would go back with. With
// EVERY_STEP=1 at each step of an activation.
func (f *faultHost) reboots(t *testing.T) {
	steps, old := f.steps(t, "activate"), f.releases[0]
	chosen := rebootSteps
	if os.Getenv("EVERY_STEP") != "" {
		chosen = slices.DeleteFunc(slices.Clone(steps), func(step string) bool { return step == "surplus" }) // the new release has more workers
	}
	blessed, kept := slices.Index(steps, "bless"), slices.Index(steps, keptFrom)
	for _, step := range chosen {
		f.switchTo(t, old)
		new := f.offer(t)
		args := []string{"activate", new, "--soak", "0s"}
		if step == "confirm" {
			args = append(args, "--confirm-within", "600s")
		}
		f.stopAt(t, step+":before", args...)
		f.hangUp()
		if err := f.host.machine.Reboot(t.Context()); err != nil {
			t.Fatal(err)
		}
		serving := f.current(t)
		if number := slices.Index(steps, step); number < blessed && serving == new || number >= kept && serving == old {
			t.Errorf("rebooted at %s, the host comes back with %s; it was going from %s to %s", step, serving, old, new)
		}
		f.host.waitForRelease(t, serving, bootTime)
		f.assertInvariants(t, aftermath{serving: serving})
	}
}
