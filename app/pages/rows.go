package pages

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
)

// closedRow is a closed trade in a table.
type closedRow struct{ ledger.Trade }

// openRow is an open trade in a table, with what the bot's API says of it.
type openRow struct {
	ledger.OpenTrade
	Live botapi.OpenTrade
}

// directionOf is the direction, with the leverage when there is one.
func directionOf(trade ledger.Trade) string {
	side := "long"
	if trade.IsShort {
		side = "short"
	}
	if trade.Leverage != 1 {
		side += " " + plain(trade.Leverage) + "×"
	}
	return side
}

// Side is the direction, with the leverage when there is one.
func (r closedRow) Side() string { return directionOf(r.Trade) }

// Side is the direction, with the leverage when there is one.
func (r openRow) Side() string { return directionOf(r.Trade) }

// Pending tells that the entry order is not filled yet.
func (r openRow) Pending() bool { return r.Amount == 0 }

// StopDistance is how far the stop is from the current price, as a ratio of it, or from the entry when there is no price.
func (r openRow) StopDistance() ledger.Number {
	from := r.OpenRate
	if r.Live.CurrentRate.Valid() {
		from = ledger.Number(r.Live.CurrentRate)
	}
	if from.Or(0) == 0 || r.StopLoss.Or(0) == 0 {
		return ledger.Missing
	}
	return r.StopLoss/from - 1
}

// Held is how long a closed trade was open, as far as its dates say.
func (r closedRow) Held() string {
	if !r.OpenDate.Valid() || !r.CloseDate.Valid() || r.CloseDate < r.OpenDate {
		return nothing
	}
	return duration(time.Duration(r.CloseDate-r.OpenDate) * time.Microsecond)
}

// openRows are the open trades in a stake currency, newest first.
func openRows(snapshot *ledger.Snapshot, currency string, prices prices) []openRow {
	var rows []openRow
	for i := len(snapshot.Open) - 1; i >= 0; i-- {
		if trade := snapshot.Open[i]; trade.StakeCurrency.String() == currency {
			rows = append(rows, openRow{trade, prices.of(trade.ID)})
		}
	}
	return rows
}

// lookBack is how many of the newest closed trades are looked through for those in one currency: a database may hold a million.
const lookBack = 50_000

// latestRows are the trades in a stake currency that closed last, newest first, at most so many.
func latestRows(snapshot *ledger.Snapshot, currency string, most int) []closedRow {
	wanted := ledger.Intern(currency)
	if currency == "" {
		wanted = 0
	}
	var rows []closedRow
	for i := len(snapshot.Closed) - 1; i >= max(0, len(snapshot.Closed)-lookBack) && len(rows) < most; i-- {
		if trade := snapshot.Closed[i]; trade.StakeCurrency == wanted && trade.CloseDate.Valid() {
			rows = append(rows, closedRow{trade})
		}
	}
	return rows
}
