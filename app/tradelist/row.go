package tradelist

import (
	"time"

	"crypto-dashboard/app/ledger"
)

// Row is a trade of a list.
type Row struct {
	*ledger.Trade
	// Open is nil for a closed trade.
	Open *ledger.OpenTrade
}

// Profit is the profit of a closed trade in stake currency. What the database holds for an open one is only its last exit's.
func (r Row) Profit() ledger.Number { return r.closed(r.CloseProfitAbs) }

// Ratio is the profit of a closed trade as a ratio.
func (r Row) Ratio() ledger.Number { return r.closed(r.CloseProfit) }

// Exit is the rate of a closed trade's last exit.
func (r Row) Exit() ledger.Number { return r.closed(r.CloseRate) }

func (r Row) closed(n ledger.Number) ledger.Number {
	if r.IsOpen {
		return ledger.Missing
	}
	return n
}

// Ended is when a closed trade was closed.
func (r Row) Ended() ledger.Time {
	if r.IsOpen {
		return ledger.Never
	}
	return r.CloseDate
}

// Seconds is how long a closed trade was open.
func (r Row) Seconds() ledger.Number {
	end := r.Ended()
	if !end.Valid() || !r.OpenDate.Valid() {
		return ledger.Missing
	}
	return ledger.Number(end-r.OpenDate) / ledger.Number(time.Second/time.Microsecond)
}

// Realized is what the exits of an open trade brought so far, in stake currency.
func (r Row) Realized() ledger.Number {
	if r.Open == nil {
		return ledger.Missing
	}
	return r.Open.Realized
}

// Stop is the price an open trade is sold at.
func (r Row) Stop() ledger.Number {
	if r.Open == nil {
		return ledger.Missing
	}
	return r.Open.StopLoss
}

// Reason is why a closed trade was closed.
func (r Row) Reason() ledger.Text { return exitReason(r.Trade) }

// Win is freqtrade's: a draw, and a trade without a profit, is a win. An open trade is neither.
func (r Row) Win() bool { return !r.IsOpen && r.CloseProfit.Or(0) >= 0 }

// Loss is a closed trade that is no win.
func (r Row) Loss() bool { return !r.IsOpen && r.CloseProfit.Or(0) < 0 }

// rows are all trades of a snapshot: the closed ones and then the open ones.
type rows struct{ snapshot *ledger.Snapshot }

func (all rows) at(i uint32) Row {
	if closed := len(all.snapshot.Closed); int(i) >= closed {
		open := &all.snapshot.Open[int(i)-closed]
		return Row{&open.Trade, open}
	}
	return Row{&all.snapshot.Closed[i], nil}
}

// between are the rows that a state has: from the first up to, not including, the second.
func (all rows) between(state State) (uint32, uint32) {
	closed, open := uint32(len(all.snapshot.Closed)), uint32(len(all.snapshot.Open))
	switch state {
	case Closed:
		return 0, closed
	case Open:
		return closed, closed + open
	}
	return 0, closed + open
}
