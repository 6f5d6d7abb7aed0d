package sample

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// execer is what rows are written with: a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// stamp is how freqtrade stores a time: text, naive UTC, six digits. A zero time is NULL.
func stamp(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UTC().Format("2006-01-02 15:04:05.000000")
}

type cell struct {
	column string
	value  any
}

// insert writes one row and returns its id.
func insert(ctx context.Context, tx execer, table string, row []cell) (int64, error) {
	columns, marks, values := make([]string, len(row)), make([]string, len(row)), make([]any, len(row))
	for i, c := range row {
		columns[i], marks[i], values[i] = `"`+c.column+`"`, "?", c.value
	}
	statement := fmt.Sprintf(`INSERT INTO %q (%s) VALUES (%s)`, table, strings.Join(columns, ", "), strings.Join(marks, ", "))
	result, err := tx.ExecContext(ctx, statement, values...)
	if err != nil {
		return 0, fmt.Errorf("insert into %s: %w", table, err)
	}
	return result.LastInsertId()
}

func insertAll(ctx context.Context, tx execer, trades []Trade) error {
	for _, trade := range trades {
		if err := insertTrade(ctx, tx, trade); err != nil {
			return err
		}
	}
	return nil
}

func insertTrade(ctx context.Context, tx execer, trade Trade) error {
	id, err := insert(ctx, tx, "trades", tradeRow(trade))
	if err != nil {
		return err
	}
	trade.ID = int(id)
	if _, err := insert(ctx, tx, "orders", orderRow(trade, "buy", trade.OpenRate, trade.OpenDate)); err != nil {
		return err
	}
	if trade.IsOpen {
		return nil
	}
	_, err = insert(ctx, tx, "orders", orderRow(trade, "sell", trade.CloseRate, trade.CloseDate))
	return err
}

func tradeRow(t Trade) []cell {
	row := []cell{
		{"exchange", "binance"}, {"pair", t.Pair}, {"base_currency", t.Base}, {"stake_currency", t.Stake}, {"is_open", t.IsOpen},
		{"fee_open", feeRate}, {"fee_open_cost", t.Amount * t.OpenRate * feeRate}, {"fee_open_currency", t.Base},
		{"fee_close", feeRate}, {"open_rate", t.OpenRate}, {"open_rate_requested", t.OpenRate}, {"open_trade_value", t.openValue()},
		{"realized_profit", t.realized()}, {"stake_amount", t.Amount * t.OpenRate}, {"max_stake_amount", t.Amount * t.OpenRate},
		{"amount", t.Amount}, {"amount_requested", t.Amount}, {"open_date", stamp(t.OpenDate)},
		{"stop_loss", t.OpenRate * 0.95}, {"stop_loss_pct", -0.05}, {"initial_stop_loss", t.OpenRate * 0.95},
		{"initial_stop_loss_pct", -0.05}, {"is_stop_loss_trailing", false}, {"max_rate", max(t.OpenRate, t.CloseRate)},
		{"min_rate", t.OpenRate * 0.994}, {"strategy", "SampleStrategy"}, {"enter_tag", t.EnterTag}, {"timeframe", 15},
		{"trading_mode", "SPOT"}, {"amount_precision", 8.0}, {"price_precision", 0.00001}, {"precision_mode", 4},
		{"precision_mode_price", 4}, {"contract_size", 1.0}, {"leverage", 1.0}, {"is_short", false}, {"interest_rate", 0.0},
		{"funding_fees", 0.0}, {"funding_fee_running", 0.0}, {"record_version", 2},
	}
	if t.ID != 0 {
		row = append(row, cell{"id", t.ID})
	}
	if t.IsOpen {
		return row
	}
	return append(row, closedCells(t)...)
}

// closedCells are the columns that are NULL while a trade is open.
func closedCells(t Trade) []cell {
	return []cell{
		{"fee_close_cost", t.Amount * t.CloseRate * feeRate}, {"fee_close_currency", t.Stake}, {"close_rate", t.CloseRate},
		{"close_rate_requested", t.CloseRate}, {"close_profit", t.ProfitRatio()}, {"close_profit_abs", t.Profit()},
		{"close_date", stamp(t.CloseDate)}, {"exit_reason", t.ExitReason}, {"exit_order_status", "closed"},
	}
}

func orderRow(t Trade, side string, rate float64, at time.Time) []cell {
	name := fmt.Sprintf("dry_run_%s_%s_%d.%06d", side, t.Pair, at.Unix(), t.ID%1000000)
	kind := "limit"
	if t.ExitReason == "stop_loss" && side == "sell" {
		kind = "market"
	}
	return []cell{
		{"ft_trade_id", t.ID}, {"ft_order_side", side}, {"ft_pair", t.Pair}, {"ft_is_open", false}, {"ft_amount", t.Amount},
		{"ft_price", rate}, {"order_id", name}, {"status", "closed"}, {"symbol", t.Pair}, {"order_type", kind}, {"side", side},
		{"price", rate}, {"average", rate}, {"amount", t.Amount}, {"filled", t.Amount}, {"remaining", 0.0}, {"cost", t.Amount * rate},
		{"order_date", stamp(at)}, {"order_filled_date", stamp(at)}, {"order_update_date", stamp(at)}, {"funding_fee", 0.0},
		{"ft_order_tag", t.EnterTag},
	}
}

func insertHousekeeping(ctx context.Context, tx execer, until time.Time) error {
	begin := until.AddDate(0, -14, 0)
	rows := []struct {
		table string
		row   []cell
	}{
		{"KeyValueStore", []cell{{"key", "bot_start_time"}, {"value_type", "datetime"}, {"datetime_value", stamp(begin)}}},
		{"KeyValueStore", []cell{{"key", "startup_time"}, {"value_type", "datetime"}, {"datetime_value", stamp(until.AddDate(0, 0, -9))}}},
		{"KeyValueStore", []cell{{"key", "wallet_history_migration"}, {"value_type", "int"}, {"int_value", 1}}},
		{"pairlocks", []cell{{"pair", "DOGE/USDT"}, {"side", "*"}, {"reason", "Cooldown period for 60 min."},
			{"lock_time", stamp(until.AddDate(0, -1, 0))}, {"lock_end_time", stamp(until.AddDate(0, -1, 0).Add(time.Hour))}, {"active", true}}},
		{"pairlocks", []cell{{"pair", "AVAX/USDT"}, {"side", "*"}, {"reason", "Cooldown period for 60 min."},
			{"lock_time", stamp(until.Add(-20 * time.Minute))}, {"lock_end_time", stamp(until.Add(40 * time.Minute))}, {"active", true}}},
	}
	for _, r := range rows {
		if _, err := insert(ctx, tx, r.table, r.row); err != nil {
			return err
		}
	}
	return nil
}
