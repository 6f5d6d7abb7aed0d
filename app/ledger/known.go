package ledger

import (
	"context"
	"fmt"
)

// known is what a reading found, with what the next one needs to read only what is new.
type known struct {
	tables  tables
	closed  closedList
	watched part // the open trades, those that closed last, and the one with the highest id
	outside outside
	rest    rest
	highest int64 // id of a trade
}

// outside is what there is beside the watched trades and what hangs on them.
type outside struct {
	unclear  int // trades that are neither open nor closed
	orders   Orders
	versions print // the sum of the versions of all rows, where the engine has any
}

func (o *outside) take(m *member) {
	o.orders = o.orders.plus(m.counted)
	o.versions += m.versions
	if m.unclear() {
		o.unclear++
	}
}

func (o *outside) leave(m *member) {
	o.orders = o.orders.minus(m.counted)
	o.versions -= m.versions
	if m.unclear() {
		o.unclear--
	}
}

// all is what there is with the watched trades.
func (k *known) all() outside {
	total := k.outside
	for _, m := range k.watched.members {
		total.take(m)
	}
	return total
}

// justClosed is how many of the trades that closed last are watched: the bot completes their rows in further commits.
const justClosed = 20

// lastClosed are the ids of the trades that closed last.
func (k *known) lastClosed() []int64 {
	var ids []int64
	for _, trade := range k.closed.trades[max(0, len(k.closed.trades)-justClosed):] {
		ids = append(ids, trade.ID)
	}
	return ids
}

// watch keeps the members of a part that have to be watched. What hangs on the others is outside from now on.
func (k *known) watch(touched part) {
	wanted := map[int64]bool{k.highest: true}
	for _, id := range k.lastClosed() {
		wanted[id] = true
	}
	k.watched = part{byID: map[int64]*member{}}
	for _, m := range touched.members {
		if m.IsOpen || wanted[m.ID] {
			k.watched.add(m)
		} else {
			k.outside.take(m)
		}
	}
}

// contents is the print of everything that was read: equal contents are the same data, whichever way they were read.
func (k *known) contents() print {
	all := k.all()
	p := print(13).with(uint64(k.closed.print)).with(uint64(all.unclear)).with(uint64(all.versions))
	p = p.with(uint64(all.orders.DryRun)).with(uint64(all.orders.Live)).with(uint64(k.rest.print()))
	for _, m := range k.watched.members {
		if m.IsOpen {
			p = p.with(uint64(m.print))
		}
	}
	return p
}

// sameAs tells whether nothing that is read quickly has changed.
func (k *known) sameAs(other *known) bool {
	if k.contents() != other.contents() || len(k.watched.members) != len(other.watched.members) {
		return false
	}
	for i, m := range k.watched.members {
		if before := other.watched.members[i]; m.ID != before.ID || m.print != before.print {
			return false
		}
	}
	return true
}

// snapshot is what is shown of it.
func (k *known) snapshot() *Snapshot {
	shown := &Snapshot{Closed: k.closed.shown(), Base: k.closed.base, Orders: k.all().orders}
	for _, m := range k.watched.members {
		if m.IsOpen {
			shown.Open = append(shown.Open, m.OpenTrade)
		}
	}
	k.rest.show(shown)
	return shown
}

// counts are how many rows there are.
type counts struct{ trades, orders int64 }

func readCounts(ctx context.Context, from session, has tables) (counted counts, err error) {
	orders := "0"
	if has.has("orders", "id", "ft_trade_id") {
		orders = "(SELECT count(*) FROM orders)"
	}
	err = from.query(ctx, "SELECT (SELECT count(*) FROM trades), "+orders, func(r row) error {
		counted.trades, _ = asInteger(r[0])
		counted.orders, _ = asInteger(r[1])
		return nil
	})
	if err != nil {
		return counted, fmt.Errorf("count the trades and orders: %w", err)
	}
	return counted, nil
}

// counts are how many rows there should be.
func (k *known) counts() counts {
	all, open := k.all(), 0
	for _, m := range k.watched.members {
		if m.IsOpen {
			open++
		}
	}
	return counts{trades: int64(len(k.closed.trades) + all.unclear + open), orders: int64(all.orders.DryRun + all.orders.Live)}
}
