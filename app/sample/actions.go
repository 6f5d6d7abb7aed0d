package sample

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Open commits a new trade whose entry is filled: long, in one of the sample's coins (BTC, ETH …).
func (b *Bot) Open(ctx context.Context, base string, at time.Time) (*Trade, error) {
	trade, err := b.trade(base, at)
	if err != nil {
		return nil, err
	}
	return trade, b.commit(ctx, func(tx *sql.Tx) error { return b.insertTrade(ctx, tx, trade) })
}

// AddClosed commits a closed BTC trade that ended at a time with a price move (0.02 = the price rose by 2 %).
func (b *Bot) AddClosed(ctx context.Context, at time.Time, move float64) (*Trade, error) {
	trade, err := b.trade("BTC", at.Add(-time.Hour))
	if err != nil {
		return nil, err
	}
	trade.fill(trade.exit(at, 1, move, "roi"))
	return trade, b.commit(ctx, func(tx *sql.Tx) error { return b.insertTrade(ctx, tx, trade) })
}

// ExitPart commits that a part of an open trade (0.4 = 40 %) was sold after a price move; it stays open.
func (b *Bot) ExitPart(ctx context.Context, id int, at time.Time, share, move float64) (*Trade, error) {
	return b.change(ctx, id, func(t *Trade) error {
		if t.Amount == 0 || !t.IsOpen {
			return errors.New("there is nothing to sell")
		}
		t.fill(t.exit(at, share, move, "partial_exit"))
		return nil
	})
}

// Close commits that an open trade ended after a price move; orders that still waited are cancelled.
func (b *Bot) Close(ctx context.Context, id int, at time.Time, move float64) (*Trade, error) {
	return b.change(ctx, id, func(t *Trade) error {
		if t.Amount == 0 || !t.IsOpen {
			return errors.New("there is nothing to sell")
		}
		for i := range t.Orders {
			t.Orders[i].cancel()
		}
		t.fill(t.exit(at, 1, move, "exit_signal"))
		return nil
	})
}

// cancel ends an order that waits.
func (o *Order) cancel() {
	if o.IsOpen {
		o.IsOpen, o.Status, o.CancelReason = false, "canceled", "cancelled to be replaced"
	}
}

// AddOrder commits an order of a trade; one that is filled changes the trade. Its id is given by the database.
func (b *Bot) AddOrder(ctx context.Context, id int, order Order) (*Trade, error) {
	order.ID = 0
	return b.change(ctx, id, func(t *Trade) error {
		if order.Filled > 0 {
			t.fill(order)
		} else {
			t.place(order)
		}
		return nil
	})
}

// Reprice commits another price for the last exit of a closed trade, as freqtrade does when it asks the exchange again.
func (b *Bot) Reprice(ctx context.Context, id int, move float64) (*Trade, error) {
	return b.change(ctx, id, func(t *Trade) error {
		if t.IsOpen {
			return errors.New("it is not closed")
		}
		last := &t.Orders[len(t.Orders)-1]
		last.Average = rounded(last.Average*(1+move), t.PriceDigits)
		last.Price = last.Average
		t.close(last.Average, t.CloseDate)
		return nil
	})
}

// Delete commits that a trade is gone, with all that belongs to it, as freqtrade's DELETE /trades does.
func (b *Bot) Delete(ctx context.Context, id int) error {
	return b.commit(ctx, func(tx *sql.Tx) error {
		for _, statement := range []string{"DELETE FROM orders WHERE ft_trade_id = $1", "DELETE FROM trade_custom_data WHERE ft_trade_id = $1",
			"DELETE FROM trades WHERE id = $1"} {
			if _, err := tx.ExecContext(ctx, statement, id); err != nil {
				return fmt.Errorf("delete trade %d: %w", id, err)
			}
		}
		return nil
	})
}

// Lock commits a lock.
func (b *Bot) Lock(ctx context.Context, lock Lock) error {
	return b.commit(ctx, func(tx *sql.Tx) error {
		_, err := b.insert(ctx, tx, locksTable, lockRow(0, lock))
		return err
	})
}

// trade is a new one with its entry.
func (b *Bot) trade(base string, at time.Time) (*Trade, error) {
	index := slices.IndexFunc(coins, func(c coin) bool { return c.base == base })
	if index < 0 {
		return nil, fmt.Errorf("the sample has no coin %q", base)
	}
	at = at.UTC().Truncate(time.Microsecond)
	t := newTrade(b.options, coins[index], at)
	t.EnterTag, t.FeeCurrency = "ema_cross", t.Stake
	if t.Futures {
		t.Leverage = 3
	}
	t.ask(coins[index].rate(at))
	t.fill(Order{Side: t.EntrySide(), Type: "limit", Amount: t.AmountAsked, Price: t.OpenRateAsked, Average: t.OpenRateAsked,
		Filled: t.AmountAsked, Placed: at, FilledAt: at, Tag: t.EnterTag})
	return t, nil
}

// exit is an order that sells a share of the trade after a price move.
func (t *Trade) exit(at time.Time, share, move float64, reason string) Order {
	at, rate := at.UTC().Truncate(time.Microsecond), rounded(t.OpenRate*(1+move), t.PriceDigits)
	amount := t.Amount
	if share < 1 {
		amount = truncated(amount*share, t.AmountDigits)
	}
	return Order{Side: t.ExitSide(), Type: "limit", Amount: amount, Price: rate, Average: rate, Filled: amount, Placed: at, FilledAt: at, Tag: reason}
}
