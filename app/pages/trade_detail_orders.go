package pages

import (
	"strconv"
	"strings"
	"time"

	"crypto-dashboard/app/ledger"
)

// tradeOrders are the orders of a trade by id. Those that came to nothing are apart when they would bury the others.
type tradeOrders struct {
	Shown, Folded []tradeOrder
	Currency      string
	Base          string
}

// tradeOrder is a line in the table of orders. What the database has not is a dash.
type tradeOrder struct {
	ID                       string
	Side, Kind, Status       string
	Requested, Filled        string
	Price, Average, Stop     string
	Cost, Fee                string
	Funding                  string // empty: none
	Placed, Done             time.Time
	Updated                  time.Time // zero: at one of the others
	Tag, Cancelled, Exchange string
	IsOpen                   bool
}

// mostCancelled is how many orders without a fill are shown among the others.
const mostCancelled = 3

func ordersOf(records []ledger.Record, facts tradeFacts) tradeOrders {
	made := tradeOrders{Currency: orUnknown(facts.currency), Base: orUnknown(facts.base)}
	for _, record := range records {
		if order := orderOf(record, facts.currency); cameToNothing(record) {
			made.Folded = append(made.Folded, order)
		} else {
			made.Shown = append(made.Shown, order)
		}
	}
	if len(made.Folded) > mostCancelled {
		return made
	}
	made.Shown, made.Folded = nil, nil
	for _, record := range records {
		made.Shown = append(made.Shown, orderOf(record, facts.currency))
	}
	return made
}

// cameToNothing tells whether an order ended without a fill.
func cameToNothing(record ledger.Record) bool {
	status, _ := record.Text("status")
	switch strings.ToLower(status) {
	case "canceled", "cancelled", "expired", "rejected":
		return record.Number("filled").Or(0) == 0
	}
	return false
}

func orderOf(record ledger.Record, currency string) tradeOrder {
	text := func(column string) string {
		text, _ := record.Text(column)
		return shown(text)
	}
	open, _ := record.Bool("ft_is_open")
	id, ok := record.Integer("id")
	made := tradeOrder{ID: nothing, Side: text("ft_order_side"), Kind: text("order_type"), Status: text("status"), IsOpen: open,
		Requested: rate(firstNumber(record, "ft_amount", "amount")), Filled: rate(record.Number("filled")),
		Price: rate(firstNumber(record, "ft_price", "price")), Average: rate(firstNumber(record, "average", "price")), Stop: rate(record.Number("stop_price")),
		Cost: moneyOrDash(record.Number("cost"), currency), Fee: rate(record.Number("ft_fee_base")),
		Placed: record.Time("order_date").Time(), Done: record.Time("order_filled_date").Time(), Updated: record.Time("order_update_date").Time(),
		Tag: text("ft_order_tag"), Cancelled: text("ft_cancel_reason"), Exchange: text("order_id")}
	if ok {
		made.ID = strconv.FormatInt(id, 10)
	}
	if funding := record.Number("funding_fee"); funding.Or(0) != 0 {
		made.Funding = gain(funding, currency)
	}
	if made.Updated.Equal(made.Done) || made.Updated.Equal(made.Placed) {
		made.Updated = time.Time{}
	}
	return made
}

// firstNumber is the first column that has one.
func firstNumber(record ledger.Record, columns ...string) ledger.Number {
	for _, column := range columns {
		if n := record.Number(column); n.Valid() {
			return n
		}
	}
	return ledger.Missing
}
