package ledger

import (
	"context"
	"database/sql"
	"strings"
)

// field is a column and where its value goes. A column that the table lacks (other versions of freqtrade) reads as NULL.
type field struct {
	column string
	set    func(*Trade, any)
}

func number(at func(*Trade) *Number) func(*Trade, any) {
	return func(t *Trade, value any) { *at(t) = asNumber(value) }
}

func text(at func(*Trade) *string) func(*Trade, any) {
	return func(t *Trade, value any) { *at(t) = asText(value) }
}

var fields = []field{
	{"id", func(t *Trade, v any) { t.ID = int64(asNumber(v).Value) }},
	{"exchange", text(func(t *Trade) *string { return &t.Exchange })},
	{"pair", text(func(t *Trade) *string { return &t.Pair })},
	{"stake_currency", text(func(t *Trade) *string { return &t.StakeCurrency })},
	{"is_open", func(t *Trade, v any) { t.IsOpen = asBool(v) }},
	{"is_short", func(t *Trade, v any) { t.IsShort = asBool(v) }},
	{"leverage", func(t *Trade, v any) { t.Leverage = asNumber(v).Or(1) }},
	{"open_rate", number(func(t *Trade) *Number { return &t.OpenRate })},
	{"close_rate", number(func(t *Trade) *Number { return &t.CloseRate })},
	{"close_profit", number(func(t *Trade) *Number { return &t.CloseProfit })},
	{"close_profit_abs", number(func(t *Trade) *Number { return &t.CloseProfitAbs })},
	{"realized_profit", number(func(t *Trade) *Number { return &t.RealizedProfit })},
	{"stake_amount", number(func(t *Trade) *Number { return &t.Stake })},
	{"max_stake_amount", number(func(t *Trade) *Number { return &t.MaxStake })},
	{"amount", number(func(t *Trade) *Number { return &t.Amount })},
	{"stop_loss", number(func(t *Trade) *Number { return &t.StopLoss })},
	{"open_date", func(t *Trade, v any) { t.OpenDate = asTime(v) }},
	{"close_date", func(t *Trade, v any) { t.CloseDate = asTime(v) }},
	{"exit_reason", text(func(t *Trade) *string { return &t.ExitReason })},
	{"enter_tag", text(func(t *Trade) *string { return &t.EnterTag })},
	{"strategy", text(func(t *Trade) *string { return &t.Strategy })},
	{"trading_mode", text(func(t *Trade) *string { return &t.TradingMode })},
}

// required columns: without one of them the table is not freqtrade's.
var required = []string{"id", "pair", "is_open", "close_profit", "close_profit_abs", "close_date"}

func readTrades(ctx context.Context, tx *sql.Tx) ([]Trade, error) {
	names, err := columns(ctx, tx, "trades")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errNoTrades
	}
	for _, name := range required {
		if !names[name] {
			return nil, errForeign
		}
	}
	rows, err := tx.QueryContext(ctx, selectTrades(names))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return scanTrades(rows)
}

func selectTrades(names map[string]bool) string {
	selected := make([]string, len(fields))
	for i, f := range fields {
		selected[i] = "NULL"
		if names[f.column] {
			selected[i] = f.column
		}
	}
	return "SELECT " + strings.Join(selected, ", ") + " FROM trades ORDER BY id"
}

func scanTrades(rows *sql.Rows) ([]Trade, error) {
	values, targets := make([]any, len(fields)), make([]any, len(fields))
	for i := range values {
		targets[i] = &values[i]
	}
	var trades []Trade
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		trades = append(trades, tradeOf(values))
	}
	return trades, rows.Err()
}

func tradeOf(values []any) Trade {
	var trade Trade
	for i, f := range fields {
		f.set(&trade, values[i])
	}
	if trade.StakeCurrency == "" {
		trade.StakeCurrency = stakeOf(trade.Pair)
	}
	return trade
}

// stakeOf takes the currency from the pair: ETH/USDT, and ETH/USDT:USDT for futures.
func stakeOf(pair string) string {
	_, quote, _ := strings.Cut(pair, "/")
	if _, settle, ok := strings.Cut(quote, ":"); ok {
		return settle
	}
	return quote
}
