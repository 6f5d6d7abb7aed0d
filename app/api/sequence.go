package api

import (
	"slices"
	"sort"
	"sync"

	"crypto-dashboard/app/ledger"
)

// sequence is the closed trades in an order that pages are cut from.
type sequence struct {
	length int
	at     func(int) place
	before func(a, b place) bool
}

// after is the position of the first trade behind a place; no trade needs to be there any more.
func (s sequence) after(p place) int {
	return sort.Search(s.length, func(i int) bool { return s.before(p, s.at(i)) })
}

// page is up to limit places from a position on.
func (s sequence) page(begin, limit int) []place {
	places := []place{}
	for i := begin; i < min(begin+limit, s.length); i++ {
		places = append(places, s.at(i))
	}
	return places
}

// newest orders by closing time, the last one first; those without one come last.
func newest(snapshot *ledger.Snapshot) sequence {
	closed := snapshot.Closed
	dated := sort.Search(len(closed), func(i int) bool { return !closed[i].CloseDate.Valid() })
	at := func(i int) place {
		if i < dated {
			return placeOf(closed[dated-1-i])
		}
		return placeOf(closed[len(closed)-1-(i-dated)])
	}
	return sequence{length: len(closed), at: at, before: later}
}

func placeOf(trade ledger.Trade) place { return place{trade.CloseDate, trade.ID} }

// later orders places as newest does: Never is before all times.
func later(a, b place) bool {
	if a.closed != b.closed {
		return a.closed > b.closed
	}
	return a.id > b.id
}

// byID orders by the id.
func byID(ids []int64) sequence {
	return sequence{length: len(ids), at: func(i int) place { return place{ledger.Never, ids[i]} },
		before: func(a, b place) bool { return a.id < b.id }}
}

// idList keeps the ids of a bot's closed trades in order, as there may be a million.
type idList struct {
	mutex sync.Mutex
	of    *ledger.Snapshot
	ids   []int64
}

// fewNew is up to how many new ids are put in their place one by one.
const fewNew = 64

// sorted gives the ids of a snapshot.
func (l *idList) sorted(snapshot *ledger.Snapshot) []int64 {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.of == snapshot {
		return l.ids
	}
	if l.of != nil && l.of.Base == snapshot.Base && len(l.ids) <= len(snapshot.Closed) && len(snapshot.Closed) <= len(l.ids)+fewNew {
		l.ids = extended(l.ids, snapshot.Closed[len(l.ids):])
	} else {
		l.ids = extended(nil, snapshot.Closed)
		slices.Sort(l.ids)
	}
	l.of = snapshot
	return l.ids
}

// extended is a copy with the ids of more trades, each in its place if the list is in order.
func extended(ids []int64, trades []ledger.Trade) []int64 {
	longer := append(make([]int64, 0, len(ids)+len(trades)), ids...)
	for _, trade := range trades {
		i := len(longer)
		if len(ids) > 0 {
			i, _ = slices.BinarySearch(longer, trade.ID)
		}
		longer = slices.Insert(longer, i, trade.ID)
	}
	return longer
}
