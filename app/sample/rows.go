package sample

import (
	"fmt"
	"time"
)

// table is where rows go; a row has a value for each column, the id first. Values are nil, bool, int, float64, string
// and time.Time.
type table struct {
	name    string
	columns []string
}

// rowSink takes rows, in an order that foreign keys allow.
type rowSink interface {
	add(target *table, row []any) error
}

var tradesTable = &table{"trades", []string{
	"id", "exchange", "pair", "base_currency", "stake_currency", "is_open", "fee_open", "fee_open_cost", "fee_open_currency",
	"fee_close", "fee_close_cost", "fee_close_currency", "open_rate", "open_rate_requested", "open_trade_value", "close_rate",
	"close_rate_requested", "realized_profit", "close_profit", "close_profit_abs", "stake_amount", "max_stake_amount", "amount",
	"amount_requested", "open_date", "close_date", "stop_loss", "stop_loss_pct", "initial_stop_loss", "initial_stop_loss_pct",
	"is_stop_loss_trailing", "max_rate", "min_rate", "exit_reason", "exit_order_status", "strategy", "enter_tag", "timeframe",
	"trading_mode", "amount_precision", "price_precision", "precision_mode", "precision_mode_price", "contract_size", "leverage",
	"is_short", "liquidation_price", "interest_rate", "funding_fees", "funding_fee_running", "record_version",
}}

// tradesTable2024 has no record_version yet.
var tradesTable2024 = &table{"trades", tradesTable.columns[:len(tradesTable.columns)-1]}

var ordersTable = &table{"orders", []string{
	"id", "ft_trade_id", "ft_order_side", "ft_pair", "ft_is_open", "ft_amount", "ft_price", "ft_cancel_reason", "order_id", "status",
	"symbol", "order_type", "side", "price", "average", "amount", "filled", "remaining", "cost", "stop_price", "order_date",
	"order_filled_date", "order_update_date", "funding_fee", "ft_fee_base", "ft_order_tag",
}}

// tradesOf is the table trades of a version of freqtrade.
func tradesOf(version string) *table {
	if version == "2024.10" {
		return tradesTable2024
	}
	return tradesTable
}

// unlessZero is NULL for a value that is not there.
func unlessZero[T comparable](value T) any {
	if none := *new(T); value == none {
		return nil
	}
	return value
}

func when(there bool, value any) any {
	if !there {
		return nil
	}
	return value
}

func unlessNever(at time.Time) any { return when(!at.IsZero(), at.UTC()) }

func tradeRow(t *Trade, target *table) []any {
	mode, exited := "SPOT", t.ExitReason != ""
	if t.Futures {
		mode = "FUTURES"
	}
	row := []any{
		t.ID, "binance", t.Pair, t.Base, t.Stake, t.IsOpen, feeRate, unlessZero(t.OpenFeeCost), unlessZero(t.FeeCurrency),
		feeRate, unlessZero(t.CloseFeeCost), when(t.CloseFeeCost != 0, t.Stake), t.OpenRate, t.OpenRateAsked, t.OpenValue, unlessZero(t.CloseRate),
		unlessZero(t.CloseRateAsked), t.Realized, when(t.hasProfit, t.CloseProfit), when(t.hasProfit, t.CloseProfitAbs), t.StakeAmount, t.MaxStake, t.Amount,
		t.AmountAsked, t.OpenDate.UTC(), unlessNever(t.CloseDate), t.StopLoss, t.StopLossRatio, t.FirstStopLoss, t.firstStopLossRatio(),
		t.Trailing, t.Highest, t.Lowest, unlessZero(t.ExitReason), when(exited, exitStatus(t)), "SampleStrategy", unlessZero(t.EnterTag), 15,
		mode, tick(t.AmountDigits), tick(t.PriceDigits), 4, 4, 1.0, t.Leverage,
		t.Short, unlessZero(t.Liquidation), 0.0, t.FundingFees, t.RunningFunding, 2,
	}
	if t.old {
		forget(tradesTable.columns, row)
	}
	return row[:len(target.columns)]
}

func exitStatus(t *Trade) string {
	if t.IsOpen {
		return ""
	}
	return "closed"
}

// oldValues are what freqtrade's migrations put into columns that a trade's own version did not have.
var oldValues = map[string]any{
	"base_currency": nil, "stake_currency": nil, "fee_open_cost": nil, "fee_open_currency": nil, "fee_close_cost": nil,
	"fee_close_currency": nil, "open_rate_requested": nil, "close_rate_requested": nil, "realized_profit": 0.0,
	"initial_stop_loss_pct": nil, "max_rate": 0.0, "min_rate": nil, "enter_tag": nil, "timeframe": nil, "trading_mode": nil,
	"amount_precision": nil, "price_precision": nil, "precision_mode": nil, "precision_mode_price": nil, "contract_size": nil,
	"leverage": nil, "liquidation_price": nil, "funding_fees": nil, "funding_fee_running": nil,
}

func forget(columns []string, row []any) {
	for i, column := range columns {
		if value, lacked := oldValues[column]; lacked {
			row[i] = value
		}
	}
}

func tick(digits int) float64 {
	return []float64{1, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001, 0.0000001, 0.00000001}[digits]
}

func orderRow(t *Trade, o Order) []any {
	side := o.Side
	if side == "stoploss" {
		side = t.ExitSide()
	}
	filled := o.Filled > 0
	updated := o.Placed
	if filled {
		updated = o.FilledAt
	}
	row := []any{
		o.ID, t.ID, o.Side, t.Pair, o.IsOpen, o.Amount, o.Price, unlessZero(o.CancelReason), orderName(t, o, side), o.Status,
		t.Pair, o.Type, side, o.Price, unlessZero(o.Average), o.Amount, o.Filled, round8(o.Amount - o.Filled), o.Filled * o.Average, unlessZero(o.StopPrice), o.Placed.UTC(),
		unlessNever(o.FilledAt), updated.UTC(), when(filled && o.Side != "stoploss", o.Funding), unlessZero(o.FeeBase), unlessZero(o.Tag),
	}
	if t.old {
		row[14], row[25] = nil, nil // average and ft_order_tag
	}
	return row
}

// orderName is how freqtrade names the orders of a dry run.
func orderName(t *Trade, o Order, side string) string {
	return fmt.Sprintf("dry_run_%s_%s_%d.%06d", side, t.Pair, o.Placed.Unix(), o.ID%1000000)
}
