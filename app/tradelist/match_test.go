package tradelist

import (
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
)

// Both ends of a range belong to it: the first and the last moment of its days, and the limits themselves.
func TestRangesAreInclusive(t *testing.T) {
	day := Days{"2026-11-02", "2026-11-03"}
	begin := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	range1 := Range{Bound{-1, true}, Bound{2, true}}
	cases := []struct {
		at     ledger.Time
		profit ledger.Number
		want   bool
	}{
		{ledger.At(begin), -1, true}, {ledger.At(begin) - 1, -1, false}, {ledger.At(begin.AddDate(0, 0, 2)) - 1, 2, true}, {ledger.At(begin.AddDate(0, 0, 2)), 2, false},
		{ledger.At(begin), -1.0000001, false}, {ledger.At(begin), 2.0000001, false}, {ledger.Never, 1, false}, {ledger.At(begin), ledger.Missing, false},
	}
	for _, c := range cases {
		trade := Row{&ledger.Trade{OpenDate: c.at, CloseDate: c.at, CloseProfitAbs: c.profit, CloseProfit: c.profit}, nil}
		for name, q := range map[string]Query{"opened, profit": {Opened: day, Profit: range1}, "closed, ratio": {Closed: day, Ratio: range1}} {
			if got := matcherOf(q).match(trade); got != c.want {
				t.Errorf("%s: %v with %v is selected: %v", name, c.at.Time(), c.profit, got)
			}
		}
	}
	if open := (Row{&ledger.Trade{IsOpen: true, CloseProfit: 1, CloseProfitAbs: 1, CloseDate: ledger.At(begin)}, nil}); matcherOf(Query{Profit: range1}).match(open) || matcherOf(Query{Closed: day}).match(open) {
		t.Error("an open trade has a profit or an end")
	}
}
