// Package figures is the former way to compute figures, until no page uses it: it computes what freqtrade computes, by freqtrade's definitions, from closed trades of one stake currency.
package figures

import (
	"math"
	"slices"

	"crypto-dashboard/app/ledger"
)

// Figures sums up the trades of one stake currency. Only closed trades count, except in Open.
type Figures struct {
	Open, Closed int
	// Wins have a close_profit of at least 0, so a draw is a win; Losses are below 0. A missing close_profit counts as 0,
	// as it does in freqtrade.
	Wins, Losses int
	// Missing is how many closed trades have no profit in the database; they count as 0.
	Missing int
	Profit  float64 // Σ close_profit_abs, rounded to 8 digits
	// ProfitFactor is the wins' profit over the losses': +Inf without a loss.
	ProfitFactor float64
	Drawdown     Drawdown
	Curve        []Point
}

// Of computes the figures of trades that share a stake currency.
func Of(closed []ledger.Trade, open int) Figures {
	figures := Figures{Open: open, Closed: len(closed)}
	figures.count(closed)
	figures.Curve = curveOf(closed)
	figures.Drawdown = drawdownOf(figures.Curve)
	return figures
}

func (f *Figures) count(closed []ledger.Trade) {
	var won, lost float64
	for _, trade := range closed {
		profit := trade.CloseProfitAbs.Or(0)
		if !trade.CloseProfitAbs.Valid() || !trade.CloseProfit.Valid() {
			f.Missing++
		}
		if trade.CloseProfit.Or(0) >= 0 {
			f.Wins++
			won += profit
		} else {
			f.Losses++
			lost += profit
		}
	}
	f.Profit = round8(won + lost)
	f.ProfitFactor = factor(won, lost)
}

// factor follows freqtrade: infinite when nothing was lost.
func factor(won, lost float64) float64 {
	if lost == 0 {
		return math.Inf(1)
	}
	return won / math.Abs(lost)
}

// WinRate is the share of closed trades that are wins, 0 to 1. Without a closed trade there is none.
func (f Figures) WinRate() (rate float64, ok bool) {
	if f.Closed == 0 {
		return 0, false
	}
	return float64(f.Wins) / float64(f.Closed), true
}

// Finite tells whether the sums are numbers: profits near the largest float can add up to infinity.
func (f Figures) Finite() bool {
	for _, value := range []float64{f.Profit, f.Drawdown.Absolute} {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return false
		}
	}
	return true
}

// ByCurrency groups trades by stake currency: amounts of different ones must never meet in a sum. The currency with most
// trades comes first.
func ByCurrency(snapshot *ledger.Snapshot) []Group {
	var groups []Group
	find := func(currency ledger.Text) *Group {
		for i := range groups {
			if groups[i].Currency == currency.String() {
				return &groups[i]
			}
		}
		groups = append(groups, Group{Currency: currency.String()})
		return &groups[len(groups)-1]
	}
	for _, trade := range snapshot.Closed {
		group := find(trade.StakeCurrency)
		group.Closed = append(group.Closed, trade)
	}
	for _, trade := range snapshot.Open {
		group := find(trade.StakeCurrency)
		group.Open = append(group.Open, trade)
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return len(b.Closed) + len(b.Open) - len(a.Closed) - len(a.Open) })
	return groups
}

// Group is the trades of one stake currency.
type Group struct {
	Currency string
	Closed   []ledger.Trade
	Open     []ledger.OpenTrade
}

// round8 rounds as freqtrade does. Values too large for eight digits are as they are.
func round8(value float64) float64 {
	if math.Abs(value) >= 1e15 {
		return value
	}
	return math.Round(value*1e8) / 1e8
}
