package test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// make chaos sets both.
var (
	chaosTime = flag.Duration("chaos", 0, "how long to interrupt deployments at random; 0: a few times")
	chaosSeed = flag.Uint64("seed", 0, "seed of the interruptions at random; 0: a new one")
)

// fewInterruptions are for every run of the tests.
const fewInterruptions = 8

// chaos interrupts deployments and rollbacks of one host at random moments, in random ways, while visitors come.
type chaos struct {
	*faultHost
	random  *rand.Rand
	typical time.Duration // of a deployment that nobody interrupts
	began   time.Time
	done    int
	forced  int
}

func TestChaos(t *testing.T) {
	t.Parallel()
	c := newChaos(t)
	t.Run("interruptions at random moments leave one release, whole, and the next run goes through (A1 A4 A5 A7)", func(t *testing.T) {
		for c.goesOn() {
			c.interrupt(t)
			if t.Failed() {
				t.Fatalf("after %d interruptions an invariant is broken; seed %d", c.done, *chaosSeed)
			}
		}
	})
	if t.Failed() {
		return
	}
	c.say("%d interruptions, %d %% of them forced, in %s; every invariant held; no visitor was turned away while the host was on; seed %d",
		c.done, 100*c.forced/max(1, c.done), time.Since(c.began).Round(time.Second), *chaosSeed)
}

func newChaos(t *testing.T) *chaos {
	t.Helper()
	if *chaosSeed == 0 {
		*chaosSeed = rand.Uint64N(1_000_000)
	}
	c := &chaos{faultHost: newPowerHost(t), random: rand.New(rand.NewPCG(*chaosSeed, 0))}
	undisturbed := c.activate(t, "", c.other(t))
	undisturbed.mustEnd(t, 0, "")
	c.typical, c.began = undisturbed.took, time.Now()
	c.say("seed %d; a deployment that nobody interrupts takes %.1fs here", *chaosSeed, c.typical.Seconds())
	return c
}

func (c *chaos) goesOn() bool {
	if *chaosTime > 0 {
		return time.Since(c.began) < *chaosTime
	}
	return c.done < fewInterruptions
}

// say prints at once: whoever runs this for hours wants to see it.
func (c *chaos) say(format string, values ...any) { fmt.Printf("chaos: "+format+"\n", values...) }

// interrupt lets one deployment or rollback begin, interrupts it, and wants the invariants to hold and the next run to go through.
func (c *chaos) interrupt(t *testing.T) {
	how := c.pick()
	from, to := c.current(t), c.other(t)
	verb := []string{"activate", to, "--soak", "0s", "--force"}
	if c.random.IntN(4) == 0 {
		verb = []string{"rollback", to, "--soak", "0s"}
	}
	after := time.Duration(c.random.Int64N(int64(c.typical + c.typical/5)))
	ended := how.do(t, c, verb, after)
	c.done++
	if how.forced {
		c.forced++
	}
	now := c.current(t)
	c.say("%4d %7.1fs %-8s %s -> %s, %s after %.2fs: %s; %s serves", c.done, time.Since(c.began).Seconds(), verb[0], from, to, how.name, after.Seconds(), ended, now)
	if how.leavesOpen {
		c.dashctl(t, "", verb...)
		c.assertInvariants(t, aftermath{serving: to})
		return
	}
	c.assertInvariants(t, aftermath{again: verb, then: to})
}
