package test

import (
	"strings"
	"testing"
)

// Faults on the way back itself. What starts it comes when everything has been switched. All of it by rollback, which needs no trial:
// an activation goes back by the same code.

// sweepUndo has them in the run that failed and goes back.
func (f *faultHost) sweepUndo(t *testing.T) {
	steps := f.stepsOf(t, "undo")
	t.Run("the way back is killed: the host ends it by itself (A7)", func(t *testing.T) {
		for _, step := range steps {
			f.endsOnOldSide(t, "loopback:err", step+":kill")
		}
	})
	t.Run("a step of the way back fails: exit 11, what to do, and the next run goes back first (A36)", func(t *testing.T) {
		for _, step := range steps {
			f.staysOpen(t, "loopback:err", step+":err")
		}
		f.staysOpen(t, "loopback:err", "undo-gate:hang")
	})
}

// sweepRecovery has them in the recovery of a run that was killed.
func (f *faultHost) sweepRecovery(t *testing.T) {
	steps := f.stepsOf(t, "recover")
	t.Run("the recovery of a killed run is killed as well: the host ends it by itself (A7)", func(t *testing.T) {
		for _, step := range steps {
			f.endsOnOldSide(t, "loopback:kill", step+":kill")
		}
	})
	t.Run("a step of the recovery fails: exit 11, what to do, and the next run goes back first (A7 A36)", func(t *testing.T) {
		for _, step := range steps {
			f.staysOpen(t, "loopback:kill", step+":err")
		}
	})
	t.Run("a recovery that is killed each time ends at the first that is not (A7)", f.recoverAtLast)
}

// endsOnOldSide wants a run with two faults to be ended on the host, without anybody's help. The second happens once.
func (f *faultHost) endsOnOldSide(t *testing.T, first, second string) {
	t.Run(first+" "+second, func(t *testing.T) {
		defer f.mend(t)
		from, to, visits := f.current(t), f.other(t), f.traffic.sent.Load()
		f.orderOnce(t, second)
		result := f.rollbackTo(t, first, to)
		result.mustEnd(t, 15, "")
		if missed := notHappened(second, result.output); len(missed) > 0 {
			t.Errorf("%s did not happen:\n%s", second, result.output)
		}
		f.assertInvariants(t, aftermath{serving: from, again: result.args, then: to})
		t.Logf("%s, %s → exit %d after %.1fs, the old release serves, %d requests", first, second, result.code, result.took.Seconds(), f.traffic.sent.Load()-visits)
	})
}

// staysOpen wants a way back that failed to be told with what to do, and the next run to take it before anything else. Visitors are
// served all the time.
func (f *faultHost) staysOpen(t *testing.T, first, second string) {
	t.Run(first+" "+second, func(t *testing.T) {
		defer f.mend(t)
		to, visits := f.other(t), f.traffic.sent.Load()
		result := f.rollbackTo(t, first+","+second, to)
		f.assertTold(t, result, first, second)
		again := f.rollbackTo(t, "", to)
		again.mustEnd(t, 0, "")
		verdict := strings.Contains(second, "-close:") // is on disk: there is nothing to go back from
		if wentBack := strings.Contains(again.output, "was interrupted: back to "); wentBack == verdict {
			t.Errorf("the next run went back first: %t\n%s", wentBack, again.output)
		}
		f.assertInvariants(t, aftermath{serving: to, again: result.args, then: to})
		t.Logf("%s, %s → exit %d after %.1fs, %d requests", first, second, result.code, result.took.Seconds(), f.traffic.sent.Load()-visits)
	})
}

// assertTold: at the last steps the old release serves again, and only the end of the switch is left for the next run. At the others
// somebody is needed, and told so.
func (f *faultHost) assertTold(t *testing.T, result outcome, first, second string) {
	t.Helper()
	last := strings.Contains(second, "-record:") || strings.Contains(second, "-close:")
	switch {
	case last && strings.HasSuffix(first, ":kill"):
		result.mustEnd(t, 15, "was interrupted")
	case last:
		result.mustEnd(t, 10, "was rolled back")
	default:
		result.mustEnd(t, 11, "failed too: ")
	}
	want := "then `dashctl recover`"
	if last {
		want = "left for the next run"
	}
	if !strings.Contains(result.output, want) {
		t.Errorf("nothing says %q:\n%s", want, result.output)
	}
}

// recoverAtLast kills every recovery that the host starts by itself, and the first that the operator does.
func (f *faultHost) recoverAtLast(t *testing.T) {
	defer f.mend(t)
	from, to := f.current(t), f.other(t)
	f.orderOnce(t, "recover-links:kill", "recover-links:kill", "recover-links:kill")
	result := f.rollbackTo(t, "loopback:kill", to)
	result.mustEnd(t, 11, "ended without a verdict")
	f.dashctl(t, "", "recover").mustEnd(t, 137, "")
	f.dashctl(t, "", "recover").mustEnd(t, 15, "was interrupted")
	f.assertInvariants(t, aftermath{serving: from, again: result.args, then: to})
}
