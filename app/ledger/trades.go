package ledger

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// field is a column and where its value goes.
type field struct {
	column string
	set    func(*OpenTrade, any)
}

func number(at func(*OpenTrade) *Number) func(*OpenTrade, any) {
	return func(t *OpenTrade, value any) { *at(t) = asNumber(value) }
}

func text(at func(*OpenTrade) *Text) func(*OpenTrade, any) {
	return func(t *OpenTrade, value any) { *at(t) = asText(value) }
}

var fields = []field{
	{"id", func(t *OpenTrade, v any) { t.ID, _ = asInteger(v) }},
	{"pair", text(func(t *OpenTrade) *Text { return &t.Pair })},
	{"stake_currency", text(func(t *OpenTrade) *Text { return &t.StakeCurrency })},
	{"base_currency", text(func(t *OpenTrade) *Text { return &t.BaseCurrency })},
	{"is_open", func(t *OpenTrade, v any) { t.IsOpen = asBool(v) }},
	{"is_short", func(t *OpenTrade, v any) { t.IsShort = asBool(v) }},
	{"leverage", func(t *OpenTrade, v any) { t.Leverage = asNumber(v).Or(1) }},
	{"open_rate", number(func(t *OpenTrade) *Number { return &t.OpenRate })},
	{"close_rate", number(func(t *OpenTrade) *Number { return &t.CloseRate })},
	{"close_profit", number(func(t *OpenTrade) *Number { return &t.CloseProfit })},
	{"close_profit_abs", number(func(t *OpenTrade) *Number { return &t.CloseProfitAbs })},
	{"realized_profit", number(func(t *OpenTrade) *Number { return &t.Realized })},
	{"stake_amount", number(func(t *OpenTrade) *Number { return &t.Stake })},
	{"max_stake_amount", func(t *OpenTrade, v any) {
		if all := asNumber(v); all.Valid() && !t.IsOpen {
			t.Stake = all
		}
	}},
	{"amount", number(func(t *OpenTrade) *Number { return &t.Amount })},
	{"fee_open_cost", number(func(t *OpenTrade) *Number { return &t.Fees })},
	{"fee_close_cost", func(t *OpenTrade, v any) { t.Fees = sum(t.Fees, asNumber(v)) }},
	{"funding_fees", number(func(t *OpenTrade) *Number { return &t.Funding })},
	{"open_date", func(t *OpenTrade, v any) { t.OpenDate = asTime(v) }},
	{"close_date", func(t *OpenTrade, v any) { t.CloseDate = asTime(v) }},
	{"exit_reason", text(func(t *OpenTrade) *Text { return &t.ExitReason })},
	{"enter_tag", text(func(t *OpenTrade) *Text { return &t.EnterTag })},
	{"strategy", text(func(t *OpenTrade) *Text { return &t.Strategy })},
	{"trading_mode", func(t *OpenTrade, v any) { t.Mode = modeOf(asString(v)) }},
	{"stop_loss", number(func(t *OpenTrade) *Number { return &t.StopLoss })},
	{"stop_loss_pct", number(func(t *OpenTrade) *Number { return &t.StopLossRatio })},
	{"liquidation_price", number(func(t *OpenTrade) *Number { return &t.LiquidationPrice })},
	{"max_rate", number(func(t *OpenTrade) *Number { return &t.MaxRate })},
	{"min_rate", number(func(t *OpenTrade) *Number { return &t.MinRate })},
}

// sum takes a missing part for nothing; without any part it is missing.
func sum(a, b Number) Number {
	if !a.Valid() {
		return b
	}
	return a + Number(b.Or(0))
}

// required columns: without one of them the table is not freqtrade's.
var required = []string{"id", "pair", "is_open", "close_profit", "close_profit_abs", "close_date"}

func readTrades(ctx context.Context, from session, snapshot *Snapshot) error {
	existing, err := tradeColumns(ctx, from)
	if err != nil {
		return err
	}
	orders, err := sumOrders(ctx, from)
	if err != nil {
		return err
	}
	err = from.query(ctx, "SELECT "+selected(columnsOf(fields), existing)+" FROM trades ORDER BY id", func(r row) error {
		trade := tradeOf(r)
		orders.addTo(&trade)
		if trade.IsOpen {
			snapshot.Open = append(snapshot.Open, trade)
		} else {
			snapshot.Closed = append(snapshot.Closed, trade.Trade)
		}
		return nil
	})
	slices.SortStableFunc(snapshot.Closed, byClose)
	return err
}

// tradeColumns checks that the table is freqtrade's.
func tradeColumns(ctx context.Context, from session) ([]string, error) {
	existing, err := from.columns(ctx, "trades")
	if err != nil {
		return nil, err
	}
	if len(existing) == 0 {
		return nil, errNoTrades
	}
	there := setOf(existing)
	for _, name := range required {
		if !there[name] {
			return nil, errForeign
		}
	}
	return existing, nil
}

func columnsOf(fields []field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.column
	}
	return names
}

// byClose orders by closing time, trades without one last.
func byClose(a, b Trade) int {
	if a.CloseDate.Valid() != b.CloseDate.Valid() {
		return cmp.Compare(b.CloseDate, a.CloseDate)
	}
	return cmp.Compare(a.CloseDate, b.CloseDate)
}

func tradeOf(values row) OpenTrade {
	var trade OpenTrade
	for i, f := range fields {
		f.set(&trade, values[i])
	}
	base, stake := currenciesOf(trade.Pair.String())
	if !trade.StakeCurrency.Valid() {
		trade.StakeCurrency = Intern(stake)
	}
	if !trade.BaseCurrency.Valid() {
		trade.BaseCurrency = Intern(base)
	}
	return trade
}

// currenciesOf takes the currencies from the pair: ETH/USDT, and ETH/USDT:USDT for futures.
func currenciesOf(pair string) (base, stake string) {
	base, quote, _ := strings.Cut(pair, "/")
	if _, settle, ok := strings.Cut(quote, ":"); ok {
		return base, settle
	}
	return base, quote
}
