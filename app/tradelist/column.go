package tradelist

import (
	"math"

	"crypto-dashboard/app/ledger"
)

// Column is what a list can be ordered by.
type Column uint8

// The columns.
const (
	ByDefault Column = iota
	ByID
	ByPair
	BySide
	ByLeverage
	ByStake
	ByCurrency
	ByAmount
	ByOpenRate
	ByCloseRate
	ByProfit
	ByRatio
	ByOpenDate
	ByCloseDate
	ByDuration
	ByFees
	ByFunding
	ByRealized
	ByStopLoss
	ByEnterTag
	ByExitReason
	ByStrategy
	ByMode
)

// column is how to order by a Column: by a number that grows with the value, or by a text.
type column struct {
	name  string
	title string
	key   func(Row) uint64
	text  func(*ledger.Trade) ledger.Text
}

// columns by Column. The names are those of parameters and exports.
var columns = [...]column{
	ByDefault:    {},
	ByID:         {name: "trade_id", title: "Trade", key: func(r Row) uint64 { return integer(r.ID) }},
	ByPair:       {name: "pair", title: "Pair", text: pair},
	BySide:       {name: "is_short", title: "Side", key: func(r Row) uint64 { return flag(r.IsShort) }},
	ByLeverage:   {name: "leverage", title: "Leverage", key: func(r Row) uint64 { return number(ledger.Number(r.Leverage)) }},
	ByStake:      {name: "stake", title: "Stake", key: func(r Row) uint64 { return number(r.Stake) }},
	ByCurrency:   {name: "stake_currency", title: "Stake currency", text: currency},
	ByAmount:     {name: "amount", title: "Amount", key: func(r Row) uint64 { return number(r.Amount) }},
	ByOpenRate:   {name: "open_rate", title: "Entry rate", key: func(r Row) uint64 { return number(r.OpenRate) }},
	ByCloseRate:  {name: "close_rate", title: "Exit rate", key: func(r Row) uint64 { return number(r.Exit()) }},
	ByProfit:     {name: "close_profit_abs", title: "Profit", key: func(r Row) uint64 { return number(r.Profit()) }},
	ByRatio:      {name: "close_profit", title: "Profit %", key: func(r Row) uint64 { return number(r.Ratio()) }},
	ByOpenDate:   {name: "open_date", title: "Opened", key: func(r Row) uint64 { return moment(r.OpenDate) }},
	ByCloseDate:  {name: "close_date", title: "Closed", key: func(r Row) uint64 { return moment(r.Ended()) }},
	ByDuration:   {name: "duration", title: "Duration", key: func(r Row) uint64 { return number(r.Seconds()) }},
	ByFees:       {name: "fees", title: "Fees", key: func(r Row) uint64 { return number(r.Fees) }},
	ByFunding:    {name: "funding_fees", title: "Funding", key: func(r Row) uint64 { return number(r.Funding) }},
	ByRealized:   {name: "realized_profit", title: "Realised so far", key: func(r Row) uint64 { return number(r.Realized()) }},
	ByStopLoss:   {name: "stop_loss", title: "Stop", key: func(r Row) uint64 { return number(r.Stop()) }},
	ByEnterTag:   {name: "enter_tag", title: "Entry tag", text: enterTag},
	ByExitReason: {name: "exit_reason", title: "Exit reason", text: exitReason},
	ByStrategy:   {name: "strategy", title: "Strategy", text: strategy},
	ByMode:       {name: "trading_mode", title: "Market", key: func(r Row) uint64 { return uint64(r.Mode) }},
}

func pair(t *ledger.Trade) ledger.Text     { return t.Pair }
func currency(t *ledger.Trade) ledger.Text { return t.StakeCurrency }
func enterTag(t *ledger.Trade) ledger.Text { return t.EnterTag }
func strategy(t *ledger.Trade) ledger.Text { return t.Strategy }

// exitReason of an open trade is that of a partial exit, if any: the trade itself has none yet.
func exitReason(t *ledger.Trade) ledger.Text {
	if t.IsOpen {
		return 0
	}
	return t.ExitReason
}

// Columns are all of them, without ByDefault.
func Columns() []Column {
	all := make([]Column, 0, len(columns)-1)
	for c := range columns[1:] {
		all = append(all, Column(c+1))
	}
	return all
}

// String is the column's name in parameters.
func (c Column) String() string { return columns[c].name }

// Title is the column's name for people.
func (c Column) Title() string { return columns[c].title }

// FirstDescending tells how a list is ordered first: texts from A, numbers and times from the largest.
func (c Column) FirstDescending() bool { return columns[c].key != nil && c != BySide && c != ByMode }

// last is the key of what is missing: no value has it, in neither direction.
const last = math.MaxUint64

const sign = 1 << 63

func integer(value int64) uint64 { return uint64(value) ^ sign }

func moment(at ledger.Time) uint64 {
	if !at.Valid() {
		return last
	}
	return integer(int64(at))
}

func flag(value bool) uint64 {
	if value {
		return 1
	}
	return 0
}

// number orders floats by their bits.
func number(n ledger.Number) uint64 {
	if !n.Valid() {
		return last
	}
	bits := math.Float64bits(float64(n) + 0) // −0 becomes 0
	if bits&sign != 0 {
		return ^bits
	}
	return bits | sign
}
