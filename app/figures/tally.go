package figures

import (
	"slices"

	"crypto-dashboard/app/ledger"
)

// tally is a Side in the making: it takes one closed trade after the other, in the order of their closing.
type tally struct {
	closed, undated, missing int
	wins                     int // a draw is a win
	won, lost                sum // what wins and losses brought
	every                    sum // the profits of all closed trades, undated ones included
	profit, ratio            sum
	above, below             average // of the profits above and below 0
	profits, losses          spread  // of the profits that the database has
	outcomes                 [3]outcomeTally
	volume                   sum
	stakes, fees, funding    average
	durations                average // seconds
	opened                   ends
	firstClosed, lastClosed  ledger.Time
	best, worst              Extreme
	streak                   streak
	fall                     fall
	trace                    trace

	pairs, tags, reasons      groups
	days                      []dayTally
	week                      [7 * 24]hourTally
	ratioBins, durationBins   histogram
	ratioMiddle, lengthMiddle middle
}

// average is a sum of numbers, and how many of them there are and are missing.
type average struct {
	sum            sum
	count, missing int
}

func (a *average) add(number ledger.Number) {
	if !number.Valid() {
		a.missing++
		return
	}
	a.count++
	a.sum.add(float64(number))
}

// mean is 0 without a number.
func (a average) mean() float64 {
	if a.count == 0 {
		return 0
	}
	return a.sum.value() / float64(a.count)
}

// value is Mean's form of it.
func (a average) value() Mean {
	return Mean{Sum: valueOf(a.sum.value()), Mean: share(a.sum.value(), a.count), Missing: a.missing}
}

// ends are the opening times of the trades with the lowest and the highest id.
type ends struct {
	lowest, highest int64
	first, last     ledger.Time
	any             bool
}

func (e *ends) add(id int64, opened ledger.Time) {
	if !e.any || id < e.lowest {
		e.lowest, e.first = id, opened
	}
	if !e.any || id > e.highest {
		e.highest, e.last = id, opened
	}
	e.any = true
}

func (e ends) and(other ends) ends {
	if other.any {
		e.add(other.lowest, other.first)
		e.add(other.highest, other.last)
	}
	return e
}

func (e ends) span() span {
	if !e.any {
		return span{ledger.Never, ledger.Never}
	}
	return span{e.first, e.last}
}

// streak is a run of wins (above 0) or losses (below) until now.
type streak struct{ now, wins, losses int }

func (s *streak) add(outcome int) {
	switch {
	case outcome == won:
		s.now = max(s.now, 0) + 1
	case outcome == lost:
		s.now = min(s.now, 0) - 1
	default:
		s.now = 0
	}
	s.wins, s.losses = max(s.wins, s.now), max(s.losses, -s.now)
}

// clone is a tally that can take more trades while this one is read.
func (t *tally) clone() *tally {
	copied := *t
	copied.trace.slots = slices.Clone(t.trace.slots)
	copied.pairs, copied.tags, copied.reasons = t.pairs.clone(), t.tags.clone(), t.reasons.clone()
	copied.days = slices.Clone(t.days)
	copied.ratioMiddle, copied.lengthMiddle = t.ratioMiddle.clone(), t.lengthMiddle.clone()
	return &copied
}

func (t *tally) add(c *closing) {
	t.addAnyway(c)
	if !c.closed.Valid() {
		t.undated++
		return
	}
	t.closed++
	if c.missing {
		t.missing++
	}
	t.addProfit(c)
	t.addAmounts(c)
	t.addTime(c)
	t.addRecord(c)
}

// addAnyway takes what counts with and without a closing time.
func (t *tally) addAnyway(c *closing) {
	t.every.add(c.profit)
	t.volume.add(c.trade.Traded)
	t.pairs.add(c.trade.Pair, c)
	t.tags.add(c.trade.EnterTag, c)
	t.reasons.add(c.trade.ExitReason, c)
	t.outcomes[c.outcome].count++
}

func (t *tally) addProfit(c *closing) {
	t.profit.add(c.profit)
	t.ratio.add(c.ratio)
	if c.outcome == lost {
		t.lost.add(c.profit)
	} else {
		t.wins++
		t.won.add(c.profit)
	}
	switch {
	case c.profit > 0:
		t.above.add(ledger.Number(c.profit))
	case c.profit < 0:
		t.below.add(ledger.Number(c.profit))
		t.losses.add(c.profit)
	}
	if c.trade.CloseProfitAbs.Valid() {
		t.profits.add(c.profit)
	}
	t.trace.add(t.fall.add(c.closed, c.profit))
	t.ratioBins[c.ratioBin]++
	t.ratioMiddle.add(c.ratioPlace)
}

func (t *tally) addAmounts(c *closing) {
	t.stakes.add(c.trade.Stake)
	t.fees.add(c.trade.Fees)
	t.funding.add(c.trade.Funding)
}

func (t *tally) addTime(c *closing) {
	if t.closed == 1 {
		t.firstClosed = c.closed
	}
	t.lastClosed = c.closed
	t.opened.add(c.trade.ID, c.trade.OpenDate)
	t.addDay(c.day, c.profit, c.outcome != lost)
	t.week[c.hour].count++
	t.week[c.hour].profit.add(c.profit)
	t.durations.add(c.duration)
	if c.duration.Valid() {
		t.outcomes[c.outcome].duration.add(c.duration)
		t.durationBins[c.durationBin]++
		t.lengthMiddle.add(c.durationPlace)
	}
}

func (t *tally) addRecord(c *closing) {
	t.streak.add(c.outcome)
	if t.closed == 1 || c.profit > t.best.Profit {
		t.best = c.extreme()
	}
	if t.closed == 1 || c.profit < t.worst.Profit {
		t.worst = c.extreme()
	}
}
