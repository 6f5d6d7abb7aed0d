package figures

import (
	"math"
	"sort"
	"time"

	"crypto-dashboard/app/ledger"
)

// Unit is a length of Periods.
type Unit int

// The units: days in UTC, weeks from Monday, months.
const (
	Days Unit = iota
	Weeks
	Months
)

// Period is one line of freqtrade's _rpc_timeunit_profit: daily, weekly, monthly.
type Period struct {
	Begin  time.Time // midnight, UTC
	Profit Value     // stake currency: abs_profit
	Count  int       // trade_count
	// Balance is what there was at the beginning: the balance of now, and all closed profits since then taken off. Relative is
	// Profit as a share of it: rel_profit.
	Balance, Relative Value
}

// mostPeriods bounds what a nonsensical date in the database can cost.
const mostPeriods = 20000

// Periods gives the n units up to and including the one of now, newest first, also those without trades. With n of 0 or less
// they go back to the first trade. Trades that closed after the unit of now are left out, as in freqtrade.
func (c *Currency) Periods(unit Unit, now time.Time, n int) []Period {
	return c.PeriodsFrom(c.Balance, unit, now, n)
}

// PeriodsFrom is Periods for another balance now: one that the bot's API tells.
func (c *Currency) PeriodsFrom(balance Value, unit Unit, now time.Time, n int) []Period {
	begin := unit.begin(now.UTC())
	if n <= 0 {
		n = unit.since(c.All.FirstClosed, begin)
	}
	periods := make([]Period, 0, min(n, mostPeriods))
	for end := unit.next(begin); len(periods) < cap(periods); end, begin = begin, unit.before(begin) {
		period := periodOf(within(c.All.Calendar, begin, end), begin)
		balance = period.from(balance)
		periods = append(periods, period)
	}
	return periods
}

// periodOf adds up days.
func periodOf(days []Day, begin time.Time) Period {
	var profit sum
	period := Period{Begin: begin}
	for _, day := range days {
		period.Count += day.Count
		profit.add(day.Profit.orNaN())
	}
	period.Profit = valueOf(profit.value())
	return period
}

// from sets what depends on the balance at the end, and gives the one at the beginning.
func (p *Period) from(end Value) Value {
	p.Balance = firstAbsent(end, p.Profit)
	if p.Balance.OK() {
		p.Balance = valueOf(end.Number - p.Profit.Number)
	}
	p.Relative = p.Balance.with(func(balance float64) float64 { return p.Profit.Number / balance })
	if p.Balance.OK() && p.Balance.Number <= 0 {
		p.Relative = absent("there was no balance above 0 to compare with (freqtrade shows 0)")
	}
	return p.Balance
}

func (v Value) orNaN() float64 {
	if !v.OK() {
		return math.NaN()
	}
	return v.Number
}

// within is the days from begin to before end.
func within(days []Day, begin, end time.Time) []Day {
	from := sort.Search(len(days), func(i int) bool { return days[i].Date >= ledger.At(begin) })
	to := sort.Search(len(days), func(i int) bool { return days[i].Date >= ledger.At(end) })
	return days[from:to]
}

// begin is the first moment of the unit of a moment.
func (u Unit) begin(at time.Time) time.Time {
	year, month, day := at.Date()
	switch u {
	case Weeks:
		day -= (int(at.Weekday()) + 6) % 7
	case Months:
		day = 1
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func (u Unit) next(begin time.Time) time.Time   { return u.move(begin, 1) }
func (u Unit) before(begin time.Time) time.Time { return u.move(begin, -1) }

func (u Unit) move(begin time.Time, n int) time.Time {
	switch u {
	case Weeks:
		return begin.AddDate(0, 0, 7*n)
	case Months:
		return begin.AddDate(0, n, 0)
	}
	return begin.AddDate(0, 0, n)
}

// since is how many units there are from the one of a moment until the one that begins at last.
func (u Unit) since(first ledger.Time, last time.Time) int {
	if !first.Valid() || first.Time().After(u.next(last)) {
		return 1
	}
	begin := u.begin(first.Time())
	switch u {
	case Months:
		return 12*(last.Year()-begin.Year()) + int(last.Month()-begin.Month()) + 1
	case Weeks:
		return int(last.Sub(begin).Hours()/24/7) + 1
	}
	return int(last.Sub(begin).Hours()/24) + 1
}
