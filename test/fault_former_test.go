package test

import (
	"slices"
	"strings"
	"testing"
)

// TestFaultSweepFormer sweeps the way back to what was here before the first release, a Gunicorn deployment, and the way from there.
func TestFaultSweepFormer(t *testing.T) {
	t.Parallel()
	bare := newHost(t)
	bare.installGunicorn(t)
	files := bare.gunicornFilesOnHost(t)
	f := newFaultHostOn(t, bare)
	steps := f.stepsOf(t, "former")
	undecided := func(faults []stepFault) []stepFault {
		return slices.DeleteFunc(faults, func(fault stepFault) bool { return fault.decided })
	}
	t.Run("rollback to what was here before the first release, killed: the release goes on (A1)", func(t *testing.T) {
		f.sweepFormer(t, undecided(killed(steps)))
	})
	t.Run("rollback to what was here before the first release, failing: the release goes on (A2)", func(t *testing.T) {
		f.sweepFormer(t, undecided(failing(steps)))
	})
	t.Run("a rollback that was killed when all was decided: what was here before serves, and a release takes over again (A1)", func(t *testing.T) {
		for _, fault := range killed(steps) {
			if fault.decided {
				f.dashctl(t, fault.order, "rollback", "before").mustEnd(t, fault.code, fault.words)
				f.assertFormerServes(t, files)
				f.activate(t, "", f.releases[1]).mustEnd(t, 0, "")
				f.assertInvariants(t, aftermath{serving: f.releases[1]})
			}
		}
	})
	f.dashctl(t, "", "rollback", "before").mustEnd(t, 0, "")
	t.Run("a first release that fails, and a way back to what was here before that is killed at any step: it serves again (A1 A34)", func(t *testing.T) {
		for _, step := range f.stepsOf(t, "undo-to-former") {
			f.orderOnce(t, step+":kill")
			f.activate(t, "loopback:err", f.releases[1]).mustEnd(t, 15, "")
			f.assertFormerServes(t, files)
			t.Logf("%s → what was here before serves", step)
		}
	})
	f.activate(t, "", f.releases[1]).mustEnd(t, 0, "")
	f.assertInvariants(t, aftermath{serving: f.releases[1]})
}

// sweepFormer has faults after which the release goes on serving.
func (f *faultHost) sweepFormer(t *testing.T, faults []stepFault) {
	for _, fault := range faults {
		t.Run(fault.order, func(t *testing.T) {
			from := f.current(t)
			result := f.dashctl(t, fault.order, "rollback", "before")
			result.mustEnd(t, fault.code, fault.words)
			f.assertUndone(t, fault, result, from)
			f.assertInvariants(t, aftermath{serving: from})
			t.Logf("%s → exit %d after %.1fs, the release serves", fault.order, result.code, result.took.Seconds())
		})
	}
}

// assertFormerServes wants what was here before the first release, all of it and nothing of ours beside it.
func (f *faultHost) assertFormerServes(t *testing.T, files string) {
	t.Helper()
	f.host.assertGunicornServes(t)
	assertSame(t, "files", files, f.host.gunicornFilesOnHost(t))
	for _, breach := range append(f.leftOnDisk(), f.visits()...) {
		t.Error(breach)
	}
	if running := f.run(t, "systemctl list-units --plain --no-legend 'crypto-dashboard@*' 'crypto-dashboard*.socket'; systemctl list-units --failed --plain --no-legend"); running != "" {
		t.Errorf("what was here before serves, and beside it runs or failed:\n%s", running)
	}
	if said := f.run(t, "dashctl recover 2>&1"); !strings.Contains(said, "no switch was interrupted") {
		t.Errorf("a switch was left open: %s", said)
	}
}
