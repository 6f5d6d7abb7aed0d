package figures_test

import (
	"math"
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// closed makes trades with these profits, a day apart; the ratio is a hundredth of the profit. Each was open for an hour.
func closed(profits ...float64) []ledger.Trade {
	trades := make([]ledger.Trade, len(profits))
	for i, profit := range profits {
		trades[i] = ledger.Trade{
			ID: int64(i + 1), StakeCurrency: ledger.Intern("USDT"), CloseProfitAbs: ledger.Number(profit),
			CloseProfit: ledger.Number(profit / 100), Stake: 100, Entered: 100,
			OpenDate: ledger.At(start.AddDate(0, 0, i)), CloseDate: ledger.At(start.AddDate(0, 0, i).Add(time.Hour)),
		}
	}
	return trades
}

// of computes the figures of closed trades, which began with a balance of 100.
func of(trades ...ledger.Trade) *figures.Figures {
	return figures.Of(&ledger.Snapshot{Closed: trades}, figures.Start{Amount: 100, Known: true}, nil)
}

// allOf is the one currency's All.
func allOf(t *testing.T, trades ...ledger.Trade) *figures.Side {
	t.Helper()
	made := of(trades...)
	if len(made.Currencies) != 1 {
		t.Fatalf("%d currencies, want 1", len(made.Currencies))
	}
	return made.Currencies[0].All
}

// near is equality to 1e-9, relative to the larger one.
func near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b))
}

func wantNear(t *testing.T, what string, got figures.Value, want float64) {
	t.Helper()
	if !got.OK() || !near(got.Number, want) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func wantAbsent(t *testing.T, what string, got figures.Value, reason string) {
	t.Helper()
	if got.Reason != reason || got.Number != 0 {
		t.Errorf("%s is %v, want none: %s", what, got, reason)
	}
}

func wantAt(t *testing.T, what string, got ledger.Time, want time.Time) {
	t.Helper()
	if !got.Time().Equal(want) {
		t.Errorf("%s is %v, want %v", what, got.Time(), want)
	}
}
