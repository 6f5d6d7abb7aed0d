package sample

import (
	"iter"
	"math"
	"math/rand/v2"
	"time"
)

// stake is what an entry order is worth, before leverage.
const stake = 200.0

// generator makes the trades one after another, by opening time. It is seeded: the sample is the same everywhere.
type generator struct {
	options  Options
	random   *rand.Rand
	markets  markets
	trades   int     // the id given last
	orders   int     // the id given last
	patience float64 // how long trades are held, 1 for a bot with time
}

// history is all trades of a sample: closed ones spread over the time, three open ones at the end.
func history(options Options) iter.Seq[*Trade] {
	return func(yield func(*Trade) bool) {
		if options.Closed < 0 {
			return
		}
		g := &generator{options: options, random: rand.New(rand.NewPCG(2026, 4))}
		for trade := range g.closedTrades() {
			if !yield(trade) {
				return
			}
		}
		for _, open := range []func() *Trade{g.openReduced, g.openWaitingToExit, g.openUnfilled} {
			if !yield(open()) {
				return
			}
		}
	}
}

func (g *generator) closedTrades() iter.Seq[*Trade] {
	begin, closed := g.options.begin(), g.options.Closed
	step := g.options.Until.Add(-36*time.Hour).Sub(begin) / time.Duration(closed)
	g.patience = min(1, 3*step.Hours()/7)
	return func(yield func(*Trade) bool) {
		var last time.Time
		for i := range closed {
			at := begin.Add(time.Duration(i)*step + g.within(step))
			if at.Before(last) {
				at = last
			}
			if at.After(g.options.Until.Add(-96 * time.Hour)) {
				g.markets.reserved = 3 // for the open ones
			}
			trade := g.closedTrade(i, at)
			last = trade.OpenDate
			if !yield(trade) {
				return
			}
		}
	}
}

// within is a random part of a duration, in whole milliseconds as exchanges give times.
func (g *generator) within(duration time.Duration) time.Duration {
	return time.Duration(g.random.Int64N(max(int64(duration), 1))).Truncate(time.Millisecond)
}

// between draws a number from a range.
func (g *generator) between(low, high float64) float64 { return low + (high-low)*g.random.Float64() }

// chance is true so often.
func (g *generator) chance(share float64) bool { return g.random.Float64() < share }

func oneOf[T any](g *generator, choices ...T) T { return choices[g.random.IntN(len(choices))] }

// closedTrade is the trade number i: opened at a time, or when a market is free.
func (g *generator) closedTrade(i int, at time.Time) *Trade {
	index, at := g.markets.pick(g.random, at)
	progress := float64(i) / float64(g.options.Closed)
	end := g.outcome(0.71 + 0.09*math.Sin(progress*13+0.9))
	old := g.options.Mode == Spot && i < g.options.Closed/50
	s := g.begin(coins[index], at, old)
	s.until = at.Add(time.Duration(end.hours * g.patience * float64(time.Hour))).Truncate(time.Millisecond)
	g.markets.busyUntil[index] = s.until.Add(time.Minute)
	s.tell(end)
	return s.trade
}
