package pages

import (
	"time"

	"crypto-dashboard/app/ledger"
)

// row is a trade in a table.
type row struct{ ledger.OpenTrade }

// Side is the direction, with the leverage when there is one.
func (r row) Side() string {
	side := "long"
	if r.IsShort {
		side = "short"
	}
	if r.Leverage != 1 {
		side += " " + plain(r.Leverage) + "×"
	}
	return side
}

// Paid is the stake: all entries of a closed trade, what is still in an open one.
func (r row) Paid() ledger.Number { return r.Stake }

// Pending tells that the entry order is not filled yet.
func (r row) Pending() bool { return r.IsOpen && r.Amount == 0 }

// StopDistance is how far the stop is from the entry, as a ratio.
func (r row) StopDistance() ledger.Number {
	if r.OpenRate.Or(0) == 0 || r.StopLoss.Or(0) == 0 {
		return ledger.Missing
	}
	return r.StopLoss/r.OpenRate - 1
}

// Lasted is how long a closed trade was open, 0 when a date is missing.
func (r row) Lasted() time.Duration { return r.openUntil(r.CloseDate.Time()) }

// OpenFor is how long an open trade has been open.
func (r row) OpenFor(now time.Time) time.Duration { return r.openUntil(now) }

func (r row) openUntil(end time.Time) time.Duration {
	if opened := r.OpenDate.Time(); r.OpenDate.Valid() && end.After(opened) {
		return end.Sub(opened)
	}
	return 0
}
