package ledger

import "strings"

// found is a trade as it was read. One whose is_open is neither true nor false is neither open nor closed.
type found struct {
	OpenTrade
	hasID, closed bool
}

// field is a column of the trades and where its value goes.
type field struct {
	column string
	set    func(*found, value)
}

// fieldsOfTrade are for one reading: the texts have caches.
func fieldsOfTrade() []field {
	return []field{
		{"id", func(t *found, v value) { t.ID, t.hasID = asInteger(v) }},
		{"pair", text(func(t *found) *Text { return &t.Pair })},
		{"stake_currency", text(func(t *found) *Text { return &t.StakeCurrency })},
		{"base_currency", text(func(t *found) *Text { return &t.BaseCurrency })},
		{"is_open", func(t *found, v value) {
			open, ok := asBool(v)
			t.IsOpen, t.closed = open, ok && !open
		}},
		{"is_short", func(t *found, v value) { t.IsShort = isTrue(v) }},
		{"leverage", func(t *found, v value) { t.Leverage = asNumber(v).Or(1) }},
		{"open_rate", number(func(t *found) *Number { return &t.OpenRate })},
		{"close_rate", number(func(t *found) *Number { return &t.CloseRate })},
		{"close_profit", number(func(t *found) *Number { return &t.CloseProfit })},
		{"close_profit_abs", number(func(t *found) *Number { return &t.CloseProfitAbs })},
		{"realized_profit", number(func(t *found) *Number { return &t.Realized })},
		{"stake_amount", number(func(t *found) *Number { return &t.Stake })},
		{"max_stake_amount", func(t *found, v value) {
			if all := asNumber(v); all.Valid() && !t.IsOpen {
				t.Stake = all
			}
		}},
		{"amount", number(func(t *found) *Number { return &t.Amount })},
		{"fee_open_cost", number(func(t *found) *Number { return &t.Fees })},
		{"fee_close_cost", func(t *found, v value) { t.Fees = t.Fees.plus(asNumber(v)) }},
		{"funding_fees", number(func(t *found) *Number { return &t.Funding })},
		{"open_date", func(t *found, v value) { t.OpenDate = asTime(v) }},
		{"close_date", func(t *found, v value) { t.CloseDate = asTime(v) }},
		{"exit_reason", text(func(t *found) *Text { return &t.ExitReason })},
		{"enter_tag", text(func(t *found) *Text { return &t.EnterTag })},
		{"strategy", text(func(t *found) *Text { return &t.Strategy })},
		{"trading_mode", func(t *found, v value) { t.Mode = modeOf(v) }},
		{"stop_loss", number(func(t *found) *Number { return &t.StopLoss })},
		{"stop_loss_pct", number(func(t *found) *Number { return &t.StopLossRatio })},
		{"liquidation_price", number(func(t *found) *Number { return &t.LiquidationPrice })},
		{"max_rate", number(func(t *found) *Number { return &t.MaxRate })},
		{"min_rate", number(func(t *found) *Number { return &t.MinRate })},
	}
}

// onlyOpen is how many fields at the end only matter while a trade is open.
const onlyOpen = 5

func number(at func(*found) *Number) func(*found, value) {
	return func(t *found, v value) { *at(t) = asNumber(v) }
}

func text(at func(*found) *Text) func(*found, value) {
	cache := textCache{known: map[string]Text{}}
	return func(t *found, v value) {
		if v.kind == words || v.kind == blob {
			*at(t) = cache.intern(v.text)
		}
	}
}

func columnsOf(fields []field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.column
	}
	return names
}

// read takes over a row of these fields.
func (t *found) read(fields []field, values row) error {
	*t = found{}
	for i := range fields {
		fields[i].set(t, values[i])
	}
	if !t.hasID {
		return errForeign
	}
	if !t.StakeCurrency.Valid() || !t.BaseCurrency.Valid() {
		t.completeCurrencies()
	}
	return nil
}

// completeCurrencies takes from the pair what the row does not say: old rows have no currencies.
func (t *found) completeCurrencies() {
	base, stake := currenciesOf(t.Pair.String())
	if !t.StakeCurrency.Valid() && stake != "" {
		t.StakeCurrency = Intern(stake)
	}
	if !t.BaseCurrency.Valid() && base != "" {
		t.BaseCurrency = Intern(base)
	}
}

// currenciesOf splits ETH/USDT, and ETH/USDT:USDT of futures.
func currenciesOf(pair string) (base, stake string) {
	base, quote, _ := strings.Cut(pair, "/")
	if _, settle, ok := strings.Cut(quote, ":"); ok {
		return base, settle
	}
	return base, quote
}
