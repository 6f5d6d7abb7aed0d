package pages

import (
	"math"
	"strings"

	"crypto-dashboard/app/ledger"
)

// currenciesOf are the base and the stake currency. Old rows leave them to the pair: ETH/USDT, ETH/USDT:USDT.
func currenciesOf(record ledger.Record) (base, stake string) {
	base, _ = record.Text("base_currency")
	stake, _ = record.Text("stake_currency")
	pair, _ := record.Text("pair")
	first, rest, _ := strings.Cut(pair, "/")
	quote, settled, isSettled := strings.Cut(rest, ":")
	if isSettled {
		quote = settled
	}
	if base == "" {
		base = first
	}
	if stake == "" {
		stake = quote
	}
	return base, stake
}

const notStored = "the database has none"

func (f tradeFacts) money(key, name, column, note string) tradeFact {
	n := f.record.Number(column)
	made := tradeFact{Key: key, Name: name, Value: moneyOrDash(n, f.currency), Unit: orUnknown(f.currency), Note: note}
	return made.unless(!n.Valid(), notStored)
}

func (f tradeFacts) gain(key, name, column, note string) tradeFact {
	return f.gained(key, name, f.record.Number(column), note).unless(!f.record.Number(column).Valid(), notStored)
}

func (f tradeFacts) gained(key, name string, n ledger.Number, note string) tradeFact {
	return tradeFact{Key: key, Name: name, Value: gain(n, f.currency), Unit: orUnknown(f.currency), Tone: toneOf(n.Or(0)), Note: note}
}

func (f tradeFacts) ratio(key, name, column, note string) tradeFact {
	return f.move(key, name, f.record.Number(column), note)
}

// move is a ratio as a signed percentage.
func (f tradeFacts) move(key, name string, n ledger.Number, note string) tradeFact {
	return tradeFact{Key: key, Name: name, Value: ratioText(n), Tone: toneOf(n.Or(0)), Note: note}.unless(!n.Valid(), notStored)
}

func (f tradeFacts) price(key, name, column, note string) tradeFact {
	n := f.record.Number(column)
	return tradeFact{Key: key, Name: name, Value: rate(n), Unit: orUnknown(f.currency), Note: note}.unless(!n.Valid(), notStored)
}

func (f tradeFacts) amount(key, name, column, note string) tradeFact {
	n := f.record.Number(column)
	made := tradeFact{Key: key, Name: name, Value: rate(n), Unit: orUnknown(f.base), Note: note}
	if f.open && n == 0 {
		made.Value, made.Unit, made.Note = "0", "", "the entry order is not filled yet"
	}
	return made.unless(!n.Valid(), notStored)
}

// rateOfFee is a share without a sign.
func (f tradeFacts) rateOfFee(key, name, column, note string) tradeFact {
	n := f.record.Number(column)
	return tradeFact{Key: key, Name: name, Value: shortNumber(n * 100), Unit: "%", Note: note}.unless(!n.Valid(), notStored)
}

// shortNumber has as many digits as it needs, but no more than mean something.
func shortNumber(n ledger.Number) string {
	return strings.ReplaceAll(plain(float64(n)), "-", minus)
}

func (f tradeFacts) feeCurrency(column string) string {
	currency, ok := f.record.Text(column)
	if !ok || currency == "" {
		return "a currency that the database does not name"
	}
	return currency
}

func (f tradeFacts) yesNo(key, name, column, note string) tradeFact {
	is, ok := f.record.Bool(column)
	return tradeFact{Key: key, Name: name, Value: map[bool]string{false: "no", true: "yes"}[is], Note: note}.unless(!ok, notStored)
}

func (f tradeFacts) words(key, name, column, note string) tradeFact {
	text, _ := f.record.Text(column)
	return tradeFact{Key: key, Name: name, Value: shown(text), Note: note}.unless(text == "", notStored)
}

func (f tradeFacts) when(key, name string, at ledger.Time, note string) tradeFact {
	made := tradeFact{Key: key, Name: name, At: at.Time(), Unit: "UTC", Note: note}
	return made.unless(!at.Valid() && f.open && key == "closed", "the trade is open").unless(!at.Valid(), notStored)
}

func (f tradeFacts) lasted() tradeFact {
	opened := f.record.Time("open_date")
	if f.open {
		made := tradeFact{Key: "duration", Name: "Open for", At: opened.Time(), Since: true, Note: "since it was opened"}
		return made.unless(!opened.Valid(), notStored)
	}
	made := tradeFact{Key: "duration", Name: "Duration", Note: "from opened to closed"}
	if opened.Valid() && f.closed.Valid() {
		made.Value = held(ledger.Number(f.closed-opened) / 1e6)
	}
	return made.unless(made.Value == "" || made.Value == nothing, "needs both times in order")
}

// market is spot, margin or futures. Old rows have none, which is spot.
func (f tradeFacts) market() tradeFact {
	made := f.words("market", "Market", "trading_mode", "")
	if made.Missing != "" {
		return tradeFact{Key: "market", Name: "Market", Value: "spot", Note: "the database has none, which was spot in old versions of the bot"}
	}
	made.Value = strings.ToLower(made.Value)
	return made
}

// reason of an open trade would be that of an exit that is not complete.
func (f tradeFacts) reason() tradeFact {
	made := f.words("reason", "Exit reason", "exit_reason", "given by the bot or the strategy")
	if f.open && made.Missing == "" {
		made.Note = "of an exit that was begun: the trade is still open"
	}
	return made
}

func (f tradeFacts) timeframe() tradeFact {
	minutes := f.record.Number("timeframe")
	made := tradeFact{Key: "timeframe", Name: "Timeframe", Value: shortNumber(minutes), Unit: "min", Note: "of the strategy's candles"}
	return made.unless(!minutes.Valid(), notStored)
}

// unless takes the value away, with a reason.
func (t tradeFact) unless(isMissing bool, why string) tradeFact {
	if isMissing && t.Missing == "" {
		return tradeFact{Key: t.Key, Name: t.Name, Missing: why, Note: t.Note}
	}
	return t
}

// bestMove is the maximum favourable excursion: the largest move of the price to the trade's side.
func (f tradeFacts) bestMove() ledger.Number {
	if f.short {
		return f.moveTo(f.record.Number("min_rate"))
	}
	return f.moveTo(f.record.Number("max_rate"))
}

// worstMove is the maximum adverse excursion.
func (f tradeFacts) worstMove() ledger.Number {
	if f.short {
		return f.moveTo(f.record.Number("max_rate"))
	}
	return f.moveTo(f.record.Number("min_rate"))
}

// moveTo is the way from the entry rate to another, above 0 when it is good for the trade.
func (f tradeFacts) moveTo(price ledger.Number) ledger.Number {
	return signedFor(f.short, way(f.record.Number("open_rate"), price))
}

// stopDistance is the way from a price to the stop.
func (f tradeFacts) stopDistance(from ledger.Number) ledger.Number {
	return signedFor(f.short, way(from, f.record.Number("stop_loss")))
}

func signedFor(short bool, n ledger.Number) ledger.Number {
	if short {
		return -n
	}
	return n
}

// way is how far one price is from another, as a ratio.
func way(from, to ledger.Number) ledger.Number {
	if from.Or(0) <= 0 || to.Or(0) <= 0 {
		return ledger.Missing
	}
	return finite(to/from - 1)
}

func (f tradeFacts) stopFromNow() tradeFact {
	n := f.stopDistance(ledger.Number(f.live.CurrentRate))
	return f.fromAPI(f.move("stop-from-now", "Stop from rate now", n, "the price's way from the rate now to the stop"), n)
}

// atRisk is freqtrade's calculate_profit at the stop loss.
func (f tradeFacts) atRisk() tradeFact {
	n, why := f.profitAt(f.record.Number("stop_loss"))
	made := f.gained("at-risk", "At risk", n, "profit of what is still in the trade if the stop is hit at its price, after fees")
	return made.unless(why != "", why)
}

// profitAt is what is still in the trade would bring at a price, or why that cannot be computed. It is freqtrade's
// calculate_profit with its calc_close_trade_value.
func (f tradeFacts) profitAt(price ledger.Number) (profit ledger.Number, why string) {
	amount, value, fee := f.record.Number("amount"), f.record.Number("open_trade_value"), f.record.Number("fee_close")
	mode, _ := f.record.Text("trading_mode")
	switch {
	case strings.EqualFold(mode, "margin"):
		return ledger.Missing, "the interest of margin trades is not in the database"
	case amount == 0:
		return ledger.Missing, "the entry order is not filled yet"
	case !amount.Valid() || !value.Valid() || !fee.Valid() || price.Or(0) <= 0:
		return ledger.Missing, notStored
	}
	funding := ledger.Number(0)
	if strings.EqualFold(mode, "futures") {
		funding = ledger.Number(f.record.Number("funding_fees").Or(0))
	}
	if f.short {
		profit = value - (amount*price*(1+fee) - funding)
	} else {
		profit = amount*price*(1-fee) + funding - value
	}
	if math.IsInf(float64(profit), 0) || !profit.Valid() {
		return ledger.Missing, "the database holds values too large to calculate with"
	}
	return profit, ""
}

func (f tradeFacts) liveFact(key, name string, n ledger.Number, note string) tradeFact {
	return f.fromAPI(f.gained(key, name, n, note), n)
}

func (f tradeFacts) liveRatio(key, name string, n ledger.Number, note string) tradeFact {
	return f.fromAPI(f.move(key, name, n, note), n)
}

func (f tradeFacts) liveRate() tradeFact {
	n := ledger.Number(f.live.CurrentRate)
	return f.fromAPI(tradeFact{Key: "rate-now", Name: "Rate now", Value: rate(n), Unit: orUnknown(f.currency), Note: "the bot’s last price"}, n)
}

// fromAPI marks a fact as one that the bot's API told. Why it told none stands once, at the profit: see verdict.
func (f tradeFacts) fromAPI(fact tradeFact, n ledger.Number) tradeFact {
	if n.Valid() {
		fact.Live = true
		return fact
	}
	fact.Missing = ""
	return fact.unless(true, "not available, see above")
}

func (f tradeFacts) whyNoPrice() string {
	switch _, told := f.prices.trades[f.id]; {
	case !f.prices.Known():
		return f.prices.Reason
	case !told:
		return "the bot’s API does not name this trade as open"
	}
	return "the bot has no price for it"
}
