package pages

import (
	"time"

	"crypto-dashboard/app/ledger"
)

// row is a trade in a table.
type row struct{ ledger.Trade }

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
func (r row) Paid() ledger.Number {
	if !r.IsOpen && r.MaxStake.Valid {
		return r.MaxStake
	}
	return r.Stake
}

// Pending tells that the entry order is not filled yet.
func (r row) Pending() bool { return r.IsOpen && r.Amount.Valid && r.Amount.Value == 0 }

// StopDistance is how far the stop is from the entry, as a ratio.
func (r row) StopDistance() ledger.Number {
	if !r.StopLoss.Valid || !r.OpenRate.Valid || r.OpenRate.Value == 0 || r.StopLoss.Value == 0 {
		return ledger.Number{}
	}
	return ledger.Number{Value: r.StopLoss.Value/r.OpenRate.Value - 1, Valid: true}
}

// Lasted is how long a closed trade was open, 0 when a date is missing.
func (r row) Lasted() time.Duration { return r.openUntil(r.CloseDate) }

// OpenFor is how long an open trade has been open.
func (r row) OpenFor(now time.Time) time.Duration { return r.openUntil(now) }

func (r row) openUntil(end time.Time) time.Duration {
	if r.OpenDate.IsZero() || end.Before(r.OpenDate) {
		return 0
	}
	return end.Sub(r.OpenDate)
}
