package tradelist

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"crypto-dashboard/app/ledger"
)

// Sum is what the trades of a list add up to in one stake currency.
type Sum struct {
	Currency ledger.Text
	// Count is all trades, Open how many of them are not closed, and Undated how many are closed and have no closing time: as in freqtrade
	// these are in no figure. Everything else is of the other ones.
	Count, Open, Undated int
	// Missing have no profit in the database. As in freqtrade it counts as 0.
	Missing      int
	Wins, Losses int
	Profit       float64 // stake currency; infinite when it is too large
	Ratios       float64 // the sum of the ratios, which is only good for their mean
}

// Closed is how many trades everything is of.
func (s Sum) Closed() int { return s.Count - s.Open - s.Undated }

// WinRate is the share of wins. A draw is a win, as in freqtrade.
func (s Sum) WinRate() ledger.Number { return s.per(float64(s.Wins)) }

// MeanProfit is per closed trade, in stake currency.
func (s Sum) MeanProfit() ledger.Number { return s.per(s.Profit) }

// MeanRatio is per closed trade.
func (s Sum) MeanRatio() ledger.Number { return s.per(s.Ratios) }

func (s Sum) per(sum float64) ledger.Number {
	if s.Closed() == 0 {
		return ledger.Missing
	}
	return ledger.Number(sum / float64(s.Closed()))
}

// totals are the sums so far.
type totals struct {
	of   map[ledger.Text]*Sum
	last *Sum // most trades are in the currency of the one before
}

func (t *totals) add(row Row) {
	sum := t.sum(row.StakeCurrency)
	sum.Count++
	if row.IsOpen {
		sum.Open++
		return
	}
	if !row.CloseDate.Valid() {
		sum.Undated++
		return
	}
	if !row.CloseProfitAbs.Valid() {
		sum.Missing++
	}
	if row.Win() {
		sum.Wins++
	} else {
		sum.Losses++
	}
	sum.Profit += row.CloseProfitAbs.Or(0)
	sum.Ratios += row.CloseProfit.Or(0)
}

func (t *totals) sum(currency ledger.Text) *Sum {
	if t.last != nil && t.last.Currency == currency {
		return t.last
	}
	if t.of == nil {
		t.of = map[ledger.Text]*Sum{}
	}
	if t.of[currency] == nil {
		t.of[currency] = &Sum{Currency: currency}
	}
	t.last = t.of[currency]
	return t.last
}

// list is the currency with most trades first.
func (t *totals) list() []Sum {
	list := make([]Sum, 0, len(t.of))
	for sum := range maps.Values(t.of) {
		list = append(list, *sum)
	}
	slices.SortFunc(list, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Currency.String(), b.Currency.String()),
			cmp.Compare(a.Currency, b.Currency))
	})
	return list
}
