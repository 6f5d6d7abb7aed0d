package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
)

// field is a column and where its value goes. A column that the table lacks (other versions of freqtrade) reads as NULL.
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
	{"id", func(t *OpenTrade, v any) { t.ID = int64(asNumber(v).Or(0)) }},
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
	{"stop_loss", number(func(t *OpenTrade) *Number { return &t.StopLoss })},
	{"open_date", func(t *OpenTrade, v any) { t.OpenDate = asTime(v) }},
	{"close_date", func(t *OpenTrade, v any) { t.CloseDate = asTime(v) }},
	{"exit_reason", text(func(t *OpenTrade) *Text { return &t.ExitReason })},
	{"enter_tag", text(func(t *OpenTrade) *Text { return &t.EnterTag })},
	{"strategy", text(func(t *OpenTrade) *Text { return &t.Strategy })},
	{"trading_mode", func(t *OpenTrade, v any) { t.Mode = modeOf(asText(v).String()) }},
}

func modeOf(name string) Mode {
	switch strings.ToUpper(name) {
	case "", "SPOT":
		return Spot
	case "MARGIN":
		return Margin
	case "FUTURES":
		return Futures
	}
	return UnknownMode
}

// required columns: without one of them the table is not freqtrade's.
var required = []string{"id", "pair", "is_open", "close_profit", "close_profit_abs", "close_date"}

func readTrades(ctx context.Context, tx *sql.Tx, snapshot *Snapshot) error {
	names, err := columns(ctx, tx, "trades")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errNoTrades
	}
	for _, name := range required {
		if !names[name] {
			return errForeign
		}
	}
	rows, err := tx.QueryContext(ctx, selectTrades(names))
	if err != nil {
		return err
	}
	defer rows.Close()
	return scanTrades(rows, snapshot)
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

func scanTrades(rows *sql.Rows, snapshot *Snapshot) error {
	values, targets := make([]any, len(fields)), make([]any, len(fields))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if trade := tradeOf(values); trade.IsOpen {
			snapshot.Open = append(snapshot.Open, trade)
		} else {
			snapshot.Closed = append(snapshot.Closed, trade.Trade)
		}
	}
	slices.SortStableFunc(snapshot.Closed, byClose)
	return rows.Err()
}

// byClose orders by closing time, trades without one last.
func byClose(a, b Trade) int {
	if a.CloseDate.Valid() != b.CloseDate.Valid() {
		return cmp.Compare(b.CloseDate, a.CloseDate)
	}
	return cmp.Compare(a.CloseDate, b.CloseDate)
}

func tradeOf(values []any) OpenTrade {
	var trade OpenTrade
	for i, f := range fields {
		f.set(&trade, values[i])
	}
	if trade.StakeCurrency == 0 {
		trade.StakeCurrency = Intern(stakeOf(trade.Pair.String()))
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
