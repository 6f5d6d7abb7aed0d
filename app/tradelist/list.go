package tradelist

import (
	"sort"

	"crypto-dashboard/app/ledger"
)

// List is rows of one snapshot in an order.
type List struct {
	Sums []Sum // of all rows
	all  rows
	len  int
	at   func(int) uint32
}

// Len is the number of rows.
func (l *List) Len() int { return l.len }

// At gives a row, from 0.
func (l *List) At(i int) Row { return l.all.at(l.at(i)) }

func listOf(snapshot *ledger.Snapshot, found *selected) *List {
	return &List{found.sums, rows{snapshot}, found.total, func(i int) uint32 { return found.order[i] }}
}

// inClosingOrder is all closed trades, which the snapshot has in this order: nothing needs to be done for it.
func inClosingOrder(snapshot *ledger.Snapshot, descending bool, sums []Sum) *List {
	all := len(snapshot.Closed)
	dated := sort.Search(all, func(i int) bool { return !snapshot.Closed[i].CloseDate.Valid() })
	return &List{sums, rows{snapshot}, all, func(i int) uint32 {
		switch {
		case !descending:
			return uint32(i)
		case i < dated:
			return uint32(dated - 1 - i)
		}
		return uint32(all - 1 - (i - dated)) // without a date: last, but in this direction
	}}
}
