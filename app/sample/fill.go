package sample

import (
	"fmt"
	"slices"
)

// fill gives all rows of a sample to a sink, one trade after another: a sample of any size needs little memory.
func fill(sink rowSink, options Options) error {
	f := filling{sink: sink, options: options, trades: tradesOf(options.Version), wallet: newWallet(options)}
	for trade := range history(options) {
		if err := f.trade(trade); err != nil {
			return fmt.Errorf("trade %d: %w", trade.ID, err)
		}
	}
	return f.rest()
}

type filling struct {
	sink    rowSink
	options Options
	trades  *table
	wallet  *wallet
	customs int // the id given last
}

func (f *filling) trade(t *Trade) error {
	if err := f.sink.add(f.trades, tradeRow(t, f.trades)); err != nil {
		return err
	}
	for _, order := range t.Orders {
		if err := f.sink.add(ordersTable, orderRow(t, order)); err != nil {
			return err
		}
	}
	for _, row := range custom(t) {
		f.customs++
		row[0] = f.customs
		if err := f.sink.add(customTable, row); err != nil {
			return err
		}
	}
	f.wallet.note(t, slices.IndexFunc(coins, func(c coin) bool { return c.base == t.Base }))
	return nil
}

func (f *filling) rest() error {
	for i, lock := range locks(f.options) {
		if err := f.sink.add(locksTable, lockRow(i+1, lock)); err != nil {
			return err
		}
	}
	for _, row := range keys(f.options) {
		if err := f.sink.add(keysTable, row); err != nil {
			return err
		}
	}
	if f.options.hasWalletHistory() && f.options.Closed > 0 {
		return f.wallet.write(f.sink)
	}
	return nil
}
