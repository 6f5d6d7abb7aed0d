package figures

import (
	"cmp"
	"slices"

	"crypto-dashboard/app/ledger"
)

// Group is the closed trades that share a pair, a tag or a reason: a line of freqtrade's _generic_performance_query.
type Group struct {
	Name   string // "Other" when the database has none
	Count  int
	Profit Value // stake currency
	// Ratio is the profit per what the filled entries cost, without leverage. (freqtrade leaves out a group nothing was paid
	// for.)
	Ratio               Value
	Wins, Draws, Losses int   // above 0, 0, below
	DurationMean        Value // seconds
}

const (
	other     = "Other"
	nothingIn = "no filled entry order is in the database"
)

// groups adds up trades by a text. Texts are small numbers, so a list finds the line of each.
type groups struct {
	lineOf []int32 // by text: the line after it, 0 for none
	lines  []line
}

type line struct {
	name                      ledger.Text
	profit, entered, duration sum
	outcomes                  [3]int32
	timed                     int32 // how many have a duration
}

func (g *groups) add(name ledger.Text, c *closing) {
	if int(name) >= len(g.lineOf) {
		g.lineOf = append(g.lineOf, make([]int32, int(name)+1-len(g.lineOf))...)
	}
	if g.lineOf[name] == 0 {
		g.lines = append(g.lines, line{name: name})
		g.lineOf[name] = int32(len(g.lines))
	}
	g.lines[g.lineOf[name]-1].add(c)
}

func (l *line) add(c *closing) {
	l.profit.add(c.profit)
	l.entered.add(c.trade.Entered)
	l.outcomes[c.outcome]++
	if c.duration.Valid() {
		l.timed++
		l.duration.add(float64(c.duration))
	}
}

func (g groups) clone() groups { return groups{slices.Clone(g.lineOf), slices.Clone(g.lines)} }

// list is in freqtrade's order, most profit first, and then by name. Trades without a text are one with those whose text is
// freqtrade's name for that.
func (g groups) list() []Group {
	made := make([]Group, 0, len(g.lines))
	unnamed, named := -1, -1
	for _, line := range g.lines {
		switch {
		case !line.name.Valid():
			unnamed = len(made)
		case line.name.String() == other:
			named = len(made)
		}
		made = append(made, line.group())
	}
	if unnamed >= 0 && named >= 0 {
		made[named] = g.lines[unnamed].merged(g.lines[named]).group()
		made = slices.Delete(made, unnamed, unnamed+1)
	}
	slices.SortFunc(made, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Profit.Number, a.Profit.Number), cmp.Compare(a.Name, b.Name))
	})
	return made
}

func (l line) merged(with line) line {
	for i, count := range with.outcomes {
		l.outcomes[i] += count
	}
	l.profit.join(with.profit)
	l.entered.join(with.entered)
	l.duration.join(with.duration)
	l.timed += with.timed
	return l
}

func (l line) group() Group {
	group := Group{Name: other, Profit: valueOf(l.profit.value()), Ratio: absent(nothingIn),
		DurationMean: share(l.duration.value(), int(l.timed))}
	if l.name.Valid() {
		group.Name = l.name.String()
	}
	group.Wins, group.Draws, group.Losses = int(l.outcomes[won]), int(l.outcomes[drawn]), int(l.outcomes[lost])
	group.Count = group.Wins + group.Draws + group.Losses
	if entered := l.entered.value(); entered > 0 {
		group.Ratio = group.Profit.with(func(profit float64) float64 { return profit / entered })
	}
	return group
}
