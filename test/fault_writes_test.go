package test

import (
	"slices"
	"strings"
	"testing"

	"crypto-dashboard/test/writeorder"
)

// writeRules say what must survive a power cut, and what may change only while the journal names the way back.
var writeRules = writeorder.Rules{
	Trees:    []string{productFolder, "/var/lib/dashctl", "/etc"},
	Volatile: []string{"/var/lib/dashctl/lock", "/var/lib/dashctl/scratch-units", "/var/lib/dashctl/scratch-nginx"},
	Journal:  "/var/lib/dashctl/journal.json",
	Live:     []string{productFolder + "/current", "/etc/systemd/system", "/etc/nginx/sites-enabled", "/etc/logrotate.d"},
}

// writesInOrder reads every system call of a run from its first step on.
func (f *faultHost) writesInOrder(t *testing.T, first string, args ...string) {
	to := f.other(t)
	f.stopAt(t, first+":before", args...)
	tracer := f.trace(t, writeorder.Options...)
	f.goOn(t)
	trace := tracer.wait(t)
	f.waitForEnd(t).mustEnd(t, 0, "")
	f.assertInvariants(t, aftermath{serving: to})
	calls, err := writeorder.Parse(strings.NewReader(trace))
	if err != nil {
		t.Fatal(err)
	}
	found := writeorder.Check(calls, writeRules)
	for _, breach := range found.Breaches {
		t.Errorf("the trace, %s", breach)
	}
	for _, name := range []string{writeRules.Journal, productFolder + "/current", productFolder + "/recovery"} {
		if !slices.Contains(found.Renamed, name) {
			t.Errorf("the trace has no rename to %s: %q", name, found.Renamed)
		}
	}
}

// failedSyncs are the steps that write to the disk, and how a run ends in which nothing could be synced in one of them.
var failedSyncs = []struct {
	step string
	code int
}{{"compose", 12}, {"install", 12}, {"journal", 12}, {"switch", 10}, {"confirm", 10}, {"bless", 10}, {"record", 10}}

func (f *faultHost) failedSyncsAreNoticed(t *testing.T) {
	old := f.current(t)
	for _, failed := range failedSyncs {
		args := []string{"activate", f.offer(t), "--soak", "0s"}
		if failed.step == "confirm" {
			args = append(args, "--confirm-within", "600s")
		}
		f.failSync(t, failed.step, failed.code, args...).mustEnd(t, failed.code, "input/output error")
		f.assertInvariants(t, aftermath{serving: old})
	}
	// The verdict is on the disk: what is left to do is left to the next run.
	new := f.offer(t)
	end := f.failSync(t, "close", 0, "activate", new, "--soak", "0s")
	if end.mustEnd(t, 0, ""); !strings.Contains(end.output, "left for the next run") || !strings.Contains(end.output, "input/output error") {
		t.Errorf("the failed sync is not told:\n%s", end.output)
	}
	f.assertInvariants(t, aftermath{serving: new})
}

// failSync lets every sync of one step fail, and no later one: a run that goes back stands still before it does, and is let alone.
func (f *faultHost) failSync(t *testing.T, step string, code int, args ...string) outcome {
	t.Helper()
	next := "undo-arm:before"
	if code == 0 {
		next = "prune:before"
	}
	f.stopAt(t, step+":before,"+next, args...)
	tracer := f.trace(t, "--follow-forks", "--quiet=all", "--signal=none", "--trace=fsync,fdatasync", "--inject=fsync,fdatasync:error=EIO")
	f.goOn(t)
	if code != 12 {
		f.waitForWord(t, "failpoint."+next)
		tracer.detach(t)
		f.waitForStop(t)
		f.goOn(t)
	}
	end := f.waitForEnd(t)
	if !strings.Contains(tracer.text(t), "(INJECTED)") {
		t.Errorf("no sync of step %s failed: there was none", step)
	}
	return end
}
