package sample

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// changing are the columns of trades that orders change.
var changing = []string{
	"is_open", "fee_open_cost", "fee_close_cost", "fee_close_currency", "open_rate", "open_trade_value", "close_rate",
	"close_rate_requested", "realized_profit", "close_profit", "close_profit_abs", "stake_amount", "max_stake_amount", "amount",
	"close_date", "max_rate", "min_rate", "exit_reason", "exit_order_status", "funding_fees", "funding_fee_running",
}

var changingInOrders = []string{"price", "average", "cost", "status", "ft_is_open", "ft_cancel_reason"}

// change reads a trade, changes it and commits what became of it.
func (b *Bot) change(ctx context.Context, id int, change func(*Trade) error) (*Trade, error) {
	var trade *Trade
	err := b.commit(ctx, func(tx *sql.Tx) (err error) {
		if trade, err = b.read(ctx, tx, id); err != nil {
			return fmt.Errorf("read trade %d: %w", id, err)
		}
		if err := change(trade); err != nil {
			return fmt.Errorf("change trade %d: %w", id, err)
		}
		if err := b.update(ctx, tx, tradesOf(b.options.Version), tradeRow(trade, tradesOf(b.options.Version)), changing); err != nil {
			return err
		}
		return b.saveOrders(ctx, tx, trade)
	})
	if err != nil {
		return nil, err
	}
	return trade, nil
}

func (b *Bot) insertTrade(ctx context.Context, tx *sql.Tx, trade *Trade) (err error) {
	trades := tradesOf(b.options.Version)
	if trade.ID, err = b.insert(ctx, tx, trades, tradeRow(trade, trades)); err != nil {
		return err
	}
	return b.saveOrders(ctx, tx, trade)
}

// saveOrders inserts the orders that have no id yet and updates the others.
func (b *Bot) saveOrders(ctx context.Context, tx *sql.Tx, trade *Trade) error {
	for i, order := range trade.Orders {
		if order.ID != 0 {
			if err := b.update(ctx, tx, ordersTable, orderRow(trade, order), changingInOrders); err != nil {
				return err
			}
			continue
		}
		// The next id makes the order's name a new one.
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) + 1 FROM orders").Scan(&order.ID); err != nil {
			return fmt.Errorf("find the newest order: %w", err)
		}
		var err error
		if trade.Orders[i].ID, err = b.insert(ctx, tx, ordersTable, orderRow(trade, order)); err != nil {
			return err
		}
	}
	return nil
}

// update writes some columns of a row.
func (b *Bot) update(ctx context.Context, tx *sql.Tx, target *table, row []any, columns []string) error {
	sets, values := make([]string, len(columns)), make([]any, len(columns))
	for i, column := range columns {
		sets[i] = fmt.Sprintf(`"%s" = $%d`, column, i+1)
		values[i] = row[slices.Index(target.columns, column)]
	}
	statement := fmt.Sprintf("UPDATE %s SET %s WHERE id = $%d", target.name, strings.Join(sets, ", "), len(columns)+1)
	if _, err := tx.ExecContext(ctx, statement, b.values(append(values, row[0])...)...); err != nil {
		return fmt.Errorf("update %s: %w", target.name, err)
	}
	return nil
}

// read gives a trade as it would be if it had been followed from its beginning. NULL is the value that freqtrade takes for it.
func (b *Bot) read(ctx context.Context, tx *sql.Tx, id int) (*Trade, error) {
	t := &Trade{ID: id, Stake: b.options.StakeCurrency, Futures: b.options.Mode == Futures, wholeStake: b.options.Version == "2024.10"}
	var amountTick, priceTick float64
	var closed sql.NullTime
	row := tx.QueryRowContext(ctx, `SELECT pair, is_open, is_short, coalesce(leverage, 1), coalesce(amount_precision, 0.00000001),
		coalesce(price_precision, 0.00000001), open_date, close_date, open_rate, amount, coalesce(open_trade_value, 0), stake_amount,
		coalesce(max_stake_amount, 0), coalesce(fee_open_cost, 0), coalesce(fee_close_cost, 0), coalesce(funding_fee_running, 0),
		coalesce(stop_loss, 0), coalesce(max_rate, open_rate), coalesce(min_rate, open_rate), coalesce(exit_reason, ''),
		coalesce(close_rate_requested, 0), coalesce(close_rate, 0), trading_mode IS NULL FROM trades WHERE id = $1`, id)
	if err := row.Scan(&t.Pair, &t.IsOpen, &t.Short, &t.Leverage, &amountTick, &priceTick, &t.OpenDate, &closed, &t.OpenRate, &t.Amount,
		&t.OpenValue, &t.StakeAmount, &t.MaxStake, &t.OpenFeeCost, &t.CloseFeeCost, &t.RunningFunding, &t.StopLoss, &t.Highest, &t.Lowest,
		&t.ExitReason, &t.CloseRateAsked, &t.CloseRate, &t.old); err != nil {
		return nil, err
	}
	t.CloseDate, t.AmountDigits, t.PriceDigits = closed.Time, digits(amountTick), digits(priceTick)
	return t, b.readOrders(ctx, tx, t)
}

func digits(tick float64) int { return int(math.Round(-math.Log10(tick))) }

func (b *Bot) readOrders(ctx context.Context, tx *sql.Tx, t *Trade) error {
	rows, err := tx.QueryContext(ctx, `SELECT id, ft_order_side, order_type, status, ft_is_open, amount, price, coalesce(average, price), filled,
		coalesce(stop_price, 0), coalesce(ft_fee_base, 0), coalesce(funding_fee, 0), order_date, order_filled_date, coalesce(ft_order_tag, ''),
		coalesce(ft_cancel_reason, '') FROM orders WHERE ft_trade_id = $1 ORDER BY id`, t.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o Order
		var filledAt sql.Null[time.Time]
		if err := rows.Scan(&o.ID, &o.Side, &o.Type, &o.Status, &o.IsOpen, &o.Amount, &o.Price, &o.Average, &o.Filled, &o.StopPrice, &o.FeeBase,
			&o.Funding, &o.Placed, &filledAt, &o.Tag, &o.CancelReason); err != nil {
			return err
		}
		o.FilledAt = filledAt.V
		if o.Filled == 0 {
			o.Average = 0
		}
		t.Orders = append(t.Orders, o)
	}
	return rows.Err()
}
