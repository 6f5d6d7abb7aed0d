// Package ledger reads freqtrade's SQLite database while the bot writes it: never a write, never a stale answer, whatever state
// the bot left the files in. Keeper holds the last good Snapshot in memory.
package ledger

import "time"

// Snapshot is everything the dashboard knows about one state of the database. It is not changed after it was made.
type Snapshot struct {
	Trades []Trade // by id
	Orders Orders
	// Started is the bot's last start, zero when the database does not say.
	Started time.Time
	// Written is when the database's files were last written.
	Written time.Time
	// Read is when this snapshot was taken.
	Read time.Time
}

// Orders counts the orders of a dry run and real ones: the only trace of the mode in the database.
type Orders struct{ DryRun, Live int }

// Trade is one round trip. What the database holds as NULL, or in a form that is no number or time, is not Valid.
type Trade struct {
	ID                    int64
	Exchange, Pair        string
	StakeCurrency         string // from the pair when the column is NULL
	IsOpen, IsShort       bool
	Leverage              float64 // 1 when NULL
	OpenRate, CloseRate   Number
	CloseProfit           Number // ratio, after fees
	CloseProfitAbs        Number // stake currency, after fees
	RealizedProfit        Number
	Stake, MaxStake       Number
	Amount, StopLoss      Number
	OpenDate, CloseDate   time.Time // UTC, zero when NULL
	ExitReason, EnterTag  string
	Strategy, TradingMode string
}

// Number is a float that may be missing.
type Number struct {
	Value float64
	Valid bool
}

// Or gives the value, or another one when it is missing.
func (n Number) Or(other float64) float64 {
	if n.Valid {
		return n.Value
	}
	return other
}
