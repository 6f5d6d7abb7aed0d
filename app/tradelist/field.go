package tradelist

import "crypto-dashboard/app/ledger"

// field is a column of an export. Where freqtrade's API has the same value, it has the same name.
type field struct {
	name, unit string
	value      func(Row) value
	// openOnly fields are known of open trades only.
	openOnly bool
}

var fields = []field{
	{name: "trade_id", value: func(r Row) value { return value{kind: isWhole, whole: r.ID} }},
	{name: "pair", value: func(r Row) value { return words(r.Pair) }},
	{name: "base_currency", value: func(r Row) value { return words(r.BaseCurrency) }},
	{name: "stake_currency", value: func(r Row) value { return words(r.StakeCurrency) }},
	{name: "trading_mode", value: func(r Row) value { return modeValue(r.Mode) }},
	{name: "is_open", value: func(r Row) value { return truth(r.IsOpen) }},
	{name: "is_short", value: func(r Row) value { return truth(r.IsShort) }},
	{name: "leverage", value: func(r Row) value { return float(ledger.Number(r.Leverage)) }},
	{name: "stake", unit: "stake currency, without leverage", value: func(r Row) value { return float(r.Stake) }},
	{name: "amount", unit: "base currency", value: func(r Row) value { return float(r.Amount) }},
	{name: "open_date", unit: "UTC", value: func(r Row) value { return stamp(r.OpenDate) }},
	{name: "open_rate", unit: "price", value: func(r Row) value { return float(r.OpenRate) }},
	{name: "close_date", unit: "UTC", value: func(r Row) value { return stamp(r.Ended()) }},
	{name: "close_rate", unit: "price", value: func(r Row) value { return float(r.Exit()) }},
	{name: "trade_duration_s", unit: "seconds", value: durationValue},
	{name: "close_profit", unit: "ratio, 0.01 is 1 %", value: func(r Row) value { return float(r.Ratio()) }},
	{name: "close_profit_abs", unit: "stake currency", value: func(r Row) value { return float(r.Profit()) }},
	{name: "fees", unit: "stake currency", value: func(r Row) value { return float(r.Fees) }},
	{name: "funding_fees", unit: "stake currency, above 0 when received", value: func(r Row) value { return float(r.Funding) }},
	{name: "enter_tag", value: func(r Row) value { return words(r.EnterTag) }},
	{name: "exit_reason", value: func(r Row) value { return words(r.Reason()) }},
	{name: "strategy", value: func(r Row) value { return words(r.Strategy) }},
	{name: "realized_profit", unit: "stake currency, of open trades", openOnly: true, value: func(r Row) value { return float(r.Open.Realized) }},
	{name: "stop_loss_abs", unit: "price, of open trades", openOnly: true, value: func(r Row) value { return float(r.Open.StopLoss) }},
	{name: "stop_loss_ratio", unit: "ratio of the stake, of open trades", openOnly: true, value: func(r Row) value { return float(r.Open.StopLossRatio) }},
	{name: "liquidation_price", unit: "price, of open trades", openOnly: true, value: func(r Row) value { return float(r.Open.LiquidationPrice) }},
	{name: "max_rate", unit: "price, of open trades", openOnly: true, value: func(r Row) value { return float(r.Open.MaxRate) }},
	{name: "min_rate", unit: "price, of open trades", openOnly: true, value: func(r Row) value { return float(r.Open.MinRate) }},
}

func (f field) of(row Row) value {
	if f.openOnly && row.Open == nil {
		return value{}
	}
	return f.value(row)
}

// value is a cell of an export.
type value struct {
	kind  kind
	whole int64
	float float64
	text  string
	at    ledger.Time
}

type kind uint8

const (
	isMissing kind = iota
	isWhole
	isFloat
	isText
	isTime
	isBool // whole is 0 or 1
)

func float(n ledger.Number) value {
	if !n.Valid() {
		return value{}
	}
	return value{kind: isFloat, float: float64(n)}
}

func words(t ledger.Text) value {
	if !t.Valid() {
		return value{}
	}
	return value{kind: isText, text: t.String()}
}

func stamp(at ledger.Time) value {
	if !at.Valid() {
		return value{}
	}
	return value{kind: isTime, at: at}
}

func truth(is bool) value { return value{kind: isBool, whole: int64(flag(is))} }

func modeValue(mode ledger.Mode) value {
	if mode == ledger.UnknownMode {
		return value{}
	}
	return value{kind: isText, text: mode.String()}
}

// durationValue is freqtrade's trade_duration_s: whole seconds.
func durationValue(row Row) value {
	seconds := row.Seconds()
	if !seconds.Valid() {
		return value{}
	}
	return value{kind: isWhole, whole: int64(seconds)}
}
