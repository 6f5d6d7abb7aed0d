package test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The sweep: at every step of every verb, as `dashctl steps` lists them, the run is killed, the step fails, or it hangs. A step that
// is new is swept by itself.

func TestFaultSweepActivate(t *testing.T) {
	t.Parallel()
	f := newFaultHost(t)
	t.Run("the check after every fault sees each thing that it checks when that is broken on purpose", f.seesEveryBreach)
	steps := slices.DeleteFunc(f.stepsOf(t, "activate"), func(step string) bool { return step == "confirm" || slices.Contains(uploadSteps, step) })
	t.Run("activate, killed before or after any step: the old release serves, or the new one, never a mix (A1 A47)", func(t *testing.T) {
		f.sweep(t, f.activate, killed(steps))
	})
	t.Run("activate, a step that fails: before the switch nothing is undone, after it everything, in order (A2 A35)", func(t *testing.T) {
		f.sweep(t, f.activate, failing(steps))
	})
	t.Run("activate, a step that hangs is given up and undone (A3)", func(t *testing.T) {
		f.sweep(t, f.activate, hanging(steps))
	})
	f.sweepRecovery(t)
}

func TestFaultSweepRollback(t *testing.T) {
	t.Parallel()
	f := newFaultHost(t)
	steps := f.stepsOf(t, "rollback")
	t.Run("rollback, killed before or after any step: one whole release serves (A1 A47)", func(t *testing.T) {
		f.sweep(t, f.rollbackTo, killed(steps))
	})
	t.Run("rollback, a step that fails: before the switch nothing is undone, after it everything, in order (A2 A35)", func(t *testing.T) {
		f.sweep(t, f.rollbackTo, failing(steps))
	})
	t.Run("rollback, a step that hangs is given up and undone (A3)", func(t *testing.T) {
		f.sweep(t, f.rollbackTo, hanging(steps))
	})
	t.Run("an uploaded release, killed, failing or hanging before it is installed: the old one goes on (A1 A3 A35)", func(t *testing.T) {
		all := f.stepsOf(t, "activate")
		faults := slices.Concat(killed(all), failing(all), hanging(all))
		f.sweep(t, f.activateUpload, slices.DeleteFunc(faults, func(fault stepFault) bool { return !slices.Contains(uploadSteps, fault.step) }))
	})
	f.sweepUndo(t)
}

// uploadSteps are only done for a release that is not installed yet.
var uploadSteps = []string{"compose", "verify", "install"}

// stepsOf are the steps of a verb in their order, as this dashctl has them.
func (f *faultHost) stepsOf(t *testing.T, verb string) (steps []string) {
	t.Helper()
	for line := range strings.Lines(f.run(t, "dashctl steps")) {
		if name, step, _ := strings.Cut(strings.TrimSpace(line), " "); name == verb {
			steps = append(steps, step)
		}
	}
	if !slices.Contains(steps, "record") && !slices.ContainsFunc(steps, func(step string) bool { return strings.HasSuffix(step, "-record") }) {
		t.Fatalf("dashctl lists no complete steps of %s: %q", verb, steps)
	}
	return steps
}

// stepFault is one fault at one step, and what has to come of it.
type stepFault struct {
	step, order string
	code        int
	words       string // of the error
	// What has been done when it happens: the journal is open; the verdict is on disk, and the new release stays.
	open, decided bool
}

// at says what has been done before the step with that number.
func at(steps []string, number int, order string) stepFault {
	step := steps[min(number, len(steps)-1)]
	return stepFault{step: step, order: order, open: number > slices.Index(steps, "journal"), decided: number > slices.Index(steps, "record")}
}

// killed has a kill before every step. That is also after every step, for nothing is done between two; but for the first of several
// workers, and the end.
func killed(steps []string) (faults []stepFault) {
	for number, step := range steps {
		faults = append(faults, at(steps, number, step+":before:kill"))
		if step == "worker" {
			faults = append(faults, at(steps, number, step+":after:kill"))
		}
	}
	faults = append(faults, at(steps, len(steps), steps[len(steps)-1]+":after:kill"))
	for i, fault := range faults {
		faults[i].code, faults[i].words = 15, "no switch was left open"
		if fault.open && !fault.decided {
			faults[i].words = "was interrupted"
		}
	}
	return faults
}

func failing(steps []string) (faults []stepFault) {
	for number, step := range steps {
		faults = append(faults, at(steps, number, step+":before:err").undone("failpoint "+step))
	}
	return faults
}

func hanging(steps []string) (faults []stepFault) {
	for number, step := range steps {
		faults = append(faults, at(steps, number, step+":before:hang").undone(fmt.Sprintf("step %s is not done after %s", step, hangLimit)))
	}
	return faults
}

// undone is a fault that the run itself deals with.
func (s stepFault) undone(words string) stepFault {
	switch {
	case s.decided: // the release is kept, and what is left to do is told
		s.code = 0
	case s.open:
		s.code, s.words = 10, words
	default:
		s.code, s.words = 12, words
	}
	return s
}

// verb is a way to bring the other release to serve, with a fault on order.
type verb func(t *testing.T, fault, id string) outcome

// activateUpload activates a release that is uploaded and not installed.
func (f *faultHost) activateUpload(t *testing.T, fault, id string) outcome {
	t.Helper()
	if fault != "" {
		f.run(t, "cd /opt/crypto-dashboard && rm -rf incoming/* && cp -a releases/"+id+"/. incoming && rm -r incoming/release.env releases/"+id)
	}
	return f.activate(t, fault, id)
}

// sweep orders one fault after another. After each, everything holds, and the same verb once more brings the release to serve.
func (f *faultHost) sweep(t *testing.T, run verb, faults []stepFault) {
	for _, fault := range faults {
		t.Run(fault.order, func(t *testing.T) {
			defer f.mend(t)
			from, to, visits := f.current(t), f.other(t), f.traffic.sent.Load()
			result := run(t, fault.order, to)
			result.mustEnd(t, fault.code, fault.words)
			f.assertUndone(t, fault, result, from)
			serving, left := from, ""
			if fault.decided {
				serving = to
			}
			if fault.step == "close" && result.code == 0 { // the verdict is on disk, and makes nothing of the journal
				left = "/var/lib/dashctl/journal.json"
			}
			f.assertInvariants(t, aftermath{serving: serving, again: f.again(result, to), then: to, left: left})
			t.Logf("%s → exit %d after %.1fs, %s serves, %d requests", fault.order, result.code, result.took.Seconds(), f.sideOf(serving, from), f.traffic.sent.Load()-visits)
		})
	}
}

func (f *faultHost) sideOf(serving, from string) string {
	return map[bool]string{true: "the old release", false: "the new release"}[serving == from]
}

// again is what was run, for once more. A release that a rollback found bad is in quarantine; only by force it is tried again.
func (f *faultHost) again(ran outcome, to string) []string {
	if _, err := os.Stat(f.path("/var/lib/dashctl/quarantine/" + to + ".json")); err == nil {
		return []string{"activate", to, "--soak", "0s", "--force"}
	}
	return ran.args
}

// assertUndone wants the way back to have gone through all of its steps in their order, or not to have been taken at all.
func (f *faultHost) assertUndone(t *testing.T, fault stepFault, result outcome, from string) {
	t.Helper()
	var want []string
	if result.code == 10 {
		want = f.undoSteps(t, from)
	}
	var got []string
	for line := range strings.Lines(result.output) {
		if words := strings.Fields(line); len(words) == 2 && words[0] == "undo" {
			got = append(got, words[1])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("A2: %s was undone by %q, want %q\n%s", fault.order, got, want, result.output)
	}
}

// undoSteps are the steps back to a release, as a run logs them.
func (f *faultHost) undoSteps(t *testing.T, from string) (steps []string) {
	workers := slices.Index(f.releases[:], from) + 1
	for _, step := range f.stepsOf(t, "undo") {
		step = strings.TrimPrefix(step, "undo-")
		for range map[bool]int{true: workers, false: 1}[step == "worker"] {
			steps = append(steps, step)
		}
	}
	return steps
}

// mend gives the next fault a host that is well, if this one left it otherwise.
func (f *faultHost) mend(t *testing.T) {
	if !t.Failed() {
		return
	}
	_ = os.Remove(f.path(failpointFile))
	left, _ := filepath.Glob(f.path(productFolder + "/releases/.new-*"))
	for _, folder := range left {
		_ = os.RemoveAll(folder)
	}
	printed, err := f.try("dashctl recover; dashctl activate " + f.releases[0] + " --force --soak 0s </dev/null; dashctl activate " + f.releases[1] + " --force --soak 0s </dev/null")
	t.Logf("mended (%v):\n%s", err, printed)
}
