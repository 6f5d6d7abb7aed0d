package test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// untilHealthy waits for systemd, which starts a worker anew after a while.
const untilHealthy = "for i in $(seq 100); do dashctl status --json | grep -q '\"healthy\": true' && break; sleep 0.1; done"

// interruption is a way to interrupt what dashctl does.
type interruption struct {
	name   string
	share  int  // of a hundred
	forced bool // nobody inside gets a chance to end well
	// leavesOpen: it may go on for longer than the way back does, so the next run has to go back.
	leavesOpen bool
	script     string // on the host; or
	power      func(*testing.T, *chaos)
}

// allRuns are the units that dashctl's verbs run in.
const allRuns = "'dashctl-*.service'"

// Six of seven are forced.
var interruptions = []interruption{
	{name: "dashctl is killed", share: 25, forced: true, script: "systemctl kill --kill-who=main --signal=KILL " + allRuns},
	{name: "all of the run is killed", share: 15, forced: true, script: "systemctl kill --signal=KILL " + allRuns},
	{name: "the way back is killed too", share: 15, forced: true, leavesOpen: true,
		script: "for i in $(seq 12); do systemctl kill --signal=KILL " + allRuns + "; sleep 0.1; done"},
	{name: "the client is killed", share: 5, forced: true, script: "kill -KILL $client"},
	{name: "a worker is killed", share: 10, forced: true,
		script: "systemctl kill --kill-who=main --signal=KILL crypto-dashboard@$(shuf -n 1 -i 1-2).service; wait; " + untilHealthy},
	{name: "power is cut", share: 11, forced: true, power: func(t *testing.T, c *chaos) { c.cutPower(t) }},
	{name: "power is cut, and again while it boots", share: 4, forced: true, power: cutAgain},
	{name: "dashctl is told to end", share: 10, script: "systemctl stop " + allRuns},
	{name: "the host is rebooted", share: 5, power: func(t *testing.T, c *chaos) { c.askToReboot(t) }},
}

// cutAgain lets the host boot for a moment, twice, and cuts its power again.
func cutAgain(t *testing.T, c *chaos) {
	c.cutPower(t)
	for range 2 {
		c.host.start(t)
		time.Sleep(time.Duration(c.random.Int64N(int64(3 * time.Second)))) // the moment is what is random
		c.cutPower(t)
	}
}

// pick picks a way by its share.
func (c *chaos) pick() interruption {
	drawn := c.random.IntN(100)
	for _, one := range interruptions {
		if drawn -= one.share; drawn < 0 {
			return one
		}
	}
	panic("the shares are less than a hundred")
}

// do begins the verb, interrupts it after a while, and returns how it ended when nothing of it is under way any more.
func (i interruption) do(t *testing.T, c *chaos, verb []string, after time.Duration) string {
	t.Helper()
	if i.power == nil {
		return c.interruptInside(t, i.script, verb, after)
	}
	c.closeDoors(t)
	c.run(t, "setsid dashctl "+strings.Join(verb, " ")+" >/run/chaos.log 2>&1 </dev/null &")
	time.Sleep(after)
	i.power(t, c)
	began := time.Now()
	c.bootToSomething(t)
	c.openDoors(t)
	return fmt.Sprintf("serves %.1fs after the power came back", time.Since(began).Seconds())
}

// interruptInside does all of it on the host, where a moment is a moment.
func (c *chaos) interruptInside(t *testing.T, script string, verb []string, after time.Duration) string {
	t.Helper()
	printed := c.run(t, fmt.Sprintf(`
{ dashctl %s </dev/null; echo "exit $?"; } >/run/chaos.log 2>&1 &
sleep %.3f
client=$(pgrep -o -x dashctl)
%s
wait
for i in $(seq 1200); do [ -z "$(systemctl list-units --all --plain --no-legend %s)" ] && break; sleep 0.05; done
cat /run/chaos.log`, strings.Join(verb, " "), after.Seconds(), script, allRuns))
	ended := strings.TrimSpace(printed[max(0, strings.LastIndex(printed, "exit ")):])
	if words := errorLine.FindString(printed); words != "" {
		ended += ", " + words
	}
	return ended
}

// bootToSomething switches the power on, if it is off, and waits until the host serves what its disk says.
func (c *chaos) bootToSomething(t *testing.T) {
	t.Helper()
	c.host.start(t)
	eventually(t, "the host serves what is current", bootTime, func() error {
		answer, err := c.host.tryHealth(t)
		if err == nil && answer.ReleaseID != c.current(t) {
			err = fmt.Errorf("%s answers, %s is current", answer.ReleaseID, c.current(t))
		}
		return err
	})
}

// askToReboot waits until the host is off: what answers afterwards is the next boot.
func (c *chaos) askToReboot(t *testing.T) {
	t.Helper()
	c.hangUp()
	if err := c.host.machine.Reboot(t.Context()); err != nil {
		t.Fatal(err)
	}
}
