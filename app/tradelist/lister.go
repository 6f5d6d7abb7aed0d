package tradelist

import (
	"context"
	"sync"

	"crypto-dashboard/app/ledger"
)

// Lister makes lists. It keeps the last few, so that the next page of one costs nothing, and what it knows of all closed trades,
// so that one more costs only itself. It can be used by many goroutines, and for the snapshots of several bots.
type Lister struct {
	kept    *cache
	working chan struct{} // as many as may compute at the same time
	ahead   int           // how far a list is ordered when only its first pages are wanted
	known   catalogues
	mutex   sync.Mutex // for known
}

const (
	// keptBytes bounds what is kept: eight lists of a million trades.
	keptBytes = 32 << 20
	// atWork bounds what is in use for a moment: ordering a million trades takes about 30 MB.
	atWork = 2
	// firstRows is twenty pages.
	firstRows = 1000
)

// New gives a Lister that has nothing yet.
func New() *Lister {
	return &Lister{kept: newCache(keptBytes), working: make(chan struct{}, atWork), ahead: firstRows}
}

// Page is a part of a list.
type Page struct {
	Rows []Row
	// Number is the page's, from 1 to Pages: the last one when the query asked for one further on. Pages is at least 1.
	Number, Pages int
	// First is the place of the first row in the list, from 1. Total is how many rows the list has.
	First, Total int
	Sums         []Sum // of the whole list
}

// Page gives the page that a query asks for. It fails only when ctx ends first.
func (l *Lister) Page(ctx context.Context, snapshot *ledger.Snapshot, q Query) (Page, error) {
	q = q.canonical()
	list, err := l.list(ctx, snapshot, q, max(1, q.Page)*q.perPage())
	if err != nil {
		return Page{}, err
	}
	made := Page{Total: list.Len(), Sums: list.Sums, Pages: max(1, (list.Len()+q.perPage()-1)/q.perPage())}
	made.Number = min(max(1, q.Page), made.Pages)
	first := (made.Number - 1) * q.perPage()
	for i := first; i < min(first+q.perPage(), list.Len()); i++ {
		made.Rows = append(made.Rows, list.At(i))
	}
	made.First = first + 1
	return made, nil
}

// List gives all rows that a query selects, whatever page it asks for. It fails only when ctx ends first.
func (l *Lister) List(ctx context.Context, snapshot *ledger.Snapshot, q Query) (*List, error) {
	return l.list(ctx, snapshot, q.canonical(), len(snapshot.Closed)+len(snapshot.Open))
}

// list gives a list of which at least the first rows are ordered.
func (l *Lister) list(ctx context.Context, snapshot *ledger.Snapshot, q Query, first int) (*List, error) {
	column, descending := q.order()
	if column == ByCloseDate && q.selection() == (Query{}) {
		return inClosingOrder(snapshot, descending, l.know(snapshot).sums), nil
	}
	key := keyOf(snapshot, q)
	slot := l.kept.slot(key)
	defer l.kept.release(key, slot)
	if err := slot.take(ctx); err != nil {
		return nil, err
	}
	defer slot.leave()
	if !slot.has(first) {
		found, err := l.compute(ctx, rows{snapshot}, q, first)
		if err != nil {
			return nil, err
		}
		slot.found = found
		l.kept.keep(key, slot)
	}
	return listOf(snapshot, slot.found), nil
}

func (l *Lister) compute(ctx context.Context, all rows, q Query, first int) (*selected, error) {
	select {
	case l.working <- struct{}{}:
		defer func() { <-l.working }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if first <= l.ahead {
		return selectFirst(all, q, l.ahead), nil
	}
	return selectAll(all, q), nil
}

// Choices are the texts that filters can be set to.
func (l *Lister) Choices(snapshot *ledger.Snapshot) Choices { return l.know(snapshot).choices }

func (l *Lister) know(snapshot *ledger.Snapshot) summary {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.known.of(snapshot)
}
