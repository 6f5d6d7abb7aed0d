package figures

import (
	"time"

	"crypto-dashboard/app/ledger"
)

// closing is a closed trade with what its tallies need, worked out once.
type closing struct {
	trade         *ledger.Trade
	closed        ledger.Time // Never for an undated trade
	missing       bool
	profit, ratio float64 // 0 when missing
	outcome       int
	day           int32
	hour          int
	duration      ledger.Number // seconds

	ratioBin, durationBin     int
	ratioPlace, durationPlace binOf
}

// The outcomes of a trade, by its ratio.
const (
	won = iota
	drawn
	lost
)

// Extreme is one remarkable trade.
type Extreme struct {
	ID     int64 // 0: there is none
	Pair   string
	Profit float64 // stake currency
	Ratio  float64
	Closed ledger.Time
}

func closingOf(trade *ledger.Trade) closing {
	c := closing{trade: trade, closed: trade.CloseDate, profit: trade.CloseProfitAbs.Or(0), ratio: trade.CloseProfit.Or(0)}
	c.missing = !trade.CloseProfitAbs.Valid() || !trade.CloseProfit.Valid()
	c.outcome = outcomeOf(c.ratio)
	c.day, c.hour = int32(floor(c.closed, microsPerDay)), hourOfWeek(c.closed)
	c.ratioBin, c.ratioPlace = binAmong(ratioEdges[:], c.ratio), placeOf(c.ratio)
	c.duration = lengthOf(trade.OpenDate, c.closed)
	if c.duration.Valid() {
		c.durationBin, c.durationPlace = binAmong(durationEdges[:], float64(c.duration)), placeOf(float64(c.duration))
	}
	return c
}

func outcomeOf(ratio float64) int {
	switch {
	case ratio > 0:
		return won
	case ratio < 0:
		return lost
	}
	return drawn
}

// lengthOf is in seconds.
func lengthOf(opened, closed ledger.Time) ledger.Number {
	if !opened.Valid() || !closed.Valid() {
		return ledger.Missing
	}
	return ledger.Number((float64(closed) - float64(opened)) / float64(time.Second/time.Microsecond))
}

func (c *closing) extreme() Extreme {
	return Extreme{ID: c.trade.ID, Pair: c.trade.Pair.String(), Profit: c.profit, Ratio: c.ratio, Closed: c.closed}
}
