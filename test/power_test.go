package test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"crypto-dashboard/infra/lab/machine"
)

// newPowerHost is a fault host that loses in a power cut what was not synced.
func newPowerHost(t *testing.T) *faultHost {
	t.Helper()
	f := newFaultHostOn(t, newHostOf(t, machine.Options{OwnDisk: true}))
	f.run(t, "sync") // what is older than the faults has been on the disk for long
	return f
}

// stopAt starts a verb and returns when it stands still at the step, "gate:before"; or, of several with commas between, the first.
func (f *faultHost) stopAt(t *testing.T, steps string, args ...string) {
	t.Helper()
	orders := strings.ReplaceAll(steps, ",", ":stop,") + ":stop"
	f.start(t, "DASHCTL_FAILPOINT="+orders, args...)
	f.waitForStop(t)
}

// start starts a verb that nobody waits for.
func (f *faultHost) start(t *testing.T, environment string, args ...string) {
	t.Helper()
	f.run(t, fmt.Sprintf(`(%s setsid dashctl %s; echo "exit $?") >/run/stopped.log 2>&1 </dev/null &`, environment, strings.Join(args, " ")))
}

// stoppedScript waits for a dashctl that stands still.
const stoppedScript = `
for i in $(seq 1200); do
	for pid in $(pgrep -x dashctl); do
		[ "$(cut -d ' ' -f 3 /proc/$pid/stat 2>/dev/null)" = T ] && exit
	done
	grep -qs ^exit /run/stopped.log && break
	sleep 0.05
done
cat /run/stopped.log
exit 1
`

func (f *faultHost) waitForStop(t *testing.T) {
	t.Helper()
	if printed, err := f.try(stoppedScript); err != nil {
		t.Fatalf("no dashctl stands still: %v\n%s", err, printed)
	}
}

// waitForWord waits for a line of the run that begins with the word.
func (f *faultHost) waitForWord(t *testing.T, word string) {
	t.Helper()
	f.run(t, "timeout 60 sh -c 'until grep -q ^"+word+" /run/stopped.log; do sleep 0.05; done'")
}

// goOn lets it go on.
func (f *faultHost) goOn(t *testing.T) {
	t.Helper()
	f.run(t, "pkill -CONT -x dashctl")
}

// waitForEnd returns how it ended.
func (f *faultHost) waitForEnd(t *testing.T) outcome {
	t.Helper()
	f.run(t, "for i in $(seq 2400); do grep -qs ^exit /run/stopped.log && break; sleep 0.05; done")
	printed := f.run(t, "cat /run/stopped.log")
	text, end, _ := strings.Cut(printed, "\nexit ")
	code, err := strconv.Atoi(strings.TrimSpace(end))
	if err != nil {
		t.Fatalf("the run has not ended: %v\n%s", err, printed)
	}
	return outcome{command: "dashctl", code: code, output: text, first: errorLine.FindString(text)}
}

// syncNames makes the next power cut another one: the names of all files are on the disk before it, but no content of those that
// were not synced. Anybody's sync does that, and so does the file system every few seconds.
func (f *faultHost) syncNames(t *testing.T) {
	t.Helper()
	f.run(t, "touch /root/other && sync /root/other")
}

// cutPower takes the power away: of what was not synced, nothing is left.
func (f *faultHost) cutPower(t *testing.T) {
	t.Helper()
	f.hangUp()
	if err := f.host.machine.PowerCut(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// bootAlone switches the power on again and waits for the release to be served; nobody logs in and nothing is run on the host.
func (f *faultHost) bootAlone(t *testing.T, want string) {
	t.Helper()
	f.host.start(t)
	f.host.waitForRelease(t, want, bootTime)
}

// bootUntilStop switches the power on and returns when the recovery stands still: nobody can log in then.
func (f *faultHost) bootUntilStop(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), bootTime)
	defer cancel()
	booted := make(chan error, 1)
	go func() {
		_, err := f.host.machine.Start(ctx)
		booted <- err
	}()
	eventually(t, "the recovery stands still", bootTime, func() error {
		_, err := f.stoppedFromOutside(t)
		return err
	})
	cancel()
	if err := <-booted; err == nil {
		t.Error("the host took a login while the recovery stood still")
	}
}

// offer makes the second release, which must not serve, one that was only uploaded: an activation installs it.
func (f *faultHost) offer(t *testing.T) string {
	t.Helper()
	id := f.releases[1]
	f.run(t, "grep -q "+id+" /opt/crypto-dashboard/incoming/manifest.json && rm -rf /opt/crypto-dashboard/releases/"+id+" && sync")
	return id
}

// steps are the steps of a verb, as the host's dashctl has them.
func (f *faultHost) steps(t *testing.T, verb string) (steps []string) {
	t.Helper()
	for line := range strings.Lines(f.run(t, "dashctl steps")) {
		if step, ok := strings.CutPrefix(strings.TrimSpace(line), verb+" "); ok {
			steps = append(steps, step)
		}
	}
	if len(steps) == 0 {
		t.Fatalf("dashctl knows no steps of %s", verb)
	}
	return steps
}
