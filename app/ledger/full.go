package ledger

import (
	"context"
	"fmt"
)

// readFull reads everything. With a second session the orders are read at the same time as the trades. before is the last reading,
// or nil: if its closed trades are still the first ones, they are kept as they are.
func readFull(ctx context.Context, sessions []session, before *known) (*known, error) {
	from := sessions[0]
	has, err := from.tables(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the names of the columns: %w", err)
	}
	if err := has.check(); err != nil {
		return nil, err
	}
	read := &known{tables: has}
	if before != nil {
		read.closed = before.closed
	}
	if err := read.readAll(ctx, sessions); err != nil {
		return nil, err
	}
	if read.rest, err = readRest(ctx, from, has, rest{}); err != nil {
		return nil, err
	}
	return read, read.beginWatch(ctx, from)
}

// beginWatch looks closer at the trades that may still change.
func (k *known) beginWatch(ctx context.Context, from session) error {
	ids, err := openIDs(ctx, from, k.highest)
	if err != nil {
		return err
	}
	touched, err := readPart(ctx, from, k.tables, append(append(ids, k.lastClosed()...), k.highest))
	if err != nil {
		return err
	}
	for _, m := range touched.members {
		k.outside.leave(m)
	}
	k.watch(touched)
	return nil
}

// readAll renews the list of closed trades, and counts and sums up all orders.
func (k *known) readAll(ctx context.Context, sessions []session) error {
	lowest, count, err := k.measure(ctx, sessions[0])
	if err != nil {
		return err
	}
	sums := newAllSums(lowest, k.highest, count)
	var scanned scannedTrades
	var ordered scannedOrders
	err = together(ctx, len(sessions) > 1, func(ctx context.Context) (err error) {
		scanned, err = scanTrades(ctx, sessions[0], k.tables, newCollector(k.closed, count))
		return err
	}, func(ctx context.Context) (err error) {
		ordered, err = scanOrders(ctx, sessions[len(sessions)-1], k.tables, sums)
		return err
	})
	if err != nil {
		return err
	}
	k.closed = scanned.closed.list(sums)
	k.outside = outside{unclear: scanned.unclear, orders: ordered.counted, versions: scanned.versions + ordered.versions}
	return nil
}

// measure finds the lowest and the highest id and counts the trades.
func (k *known) measure(ctx context.Context, from session) (lowest int64, count int, err error) {
	counted, err := readCounts(ctx, from, k.tables)
	if err != nil {
		return 0, 0, err
	}
	return lowest, int(counted.trades), from.query(ctx, "SELECT (SELECT min(id) FROM trades), (SELECT max(id) FROM trades)", func(r row) error {
		lowest, _ = asInteger(r[0])
		k.highest, _ = asInteger(r[1])
		return nil
	})
}

// scannedTrades are the closed trades, and of the others what is counted.
type scannedTrades struct {
	closed   *collector
	unclear  int
	versions print
}

func scanTrades(ctx context.Context, from session, has tables, into *collector) (scanned scannedTrades, err error) {
	all := fieldsOfTrade()
	fields := all[:len(all)-onlyOpen]
	scanned.closed = into
	var trade found
	err = from.scan(ctx, has, "trades", columnsOf(fields), func(version value, r row) error {
		if err := trade.read(fields, r); err != nil {
			return err
		}
		scanned.versions += versionOf("trades", trade.ID, version)
		if trade.closed {
			into.add(&trade.Trade)
		} else if !trade.IsOpen {
			scanned.unclear++
		}
		return nil
	})
	if err != nil {
		return scanned, fmt.Errorf("read the trades: %w", err)
	}
	return scanned, nil
}

// together runs both, at the same time if it may. When one fails the other is stopped, and the error is the first one.
func together(ctx context.Context, parallel bool, first, second func(context.Context) error) error {
	if !parallel {
		if err := first(ctx); err != nil {
			return err
		}
		return second(ctx)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	done := make(chan struct{})
	run := func(work func(context.Context) error) {
		if err := work(ctx); err != nil {
			stop(err)
		}
	}
	go func() {
		run(second)
		close(done)
	}()
	run(first)
	<-done
	return context.Cause(ctx)
}
