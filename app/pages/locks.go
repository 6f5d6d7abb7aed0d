package pages

import (
	"net/url"
	"slices"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// locksPage lists what keeps the bot from entering pairs. Which locks are in force depends on the moment: the template asks.
var locksPage = kind{name: "locks", here: "/locks", title: "Locks",
	content: func(view bots.View, _ time.Time, _ url.Values) any {
		if view.State.Snapshot == nil {
			return locks{}
		}
		return locks{view.State.Snapshot.Locks}
	}}

// locks is what the template sees.
type locks struct{ all []ledger.Lock }

const (
	locksShown  = 20  // that are over; further ones are folded away
	locksListed = 200 // so many at most
)

// lockTable is the locks at a moment.
type lockTable struct {
	InForce, Over, Older []ledger.Lock
	Left                 int // older ones that are not listed
}

// At sorts the locks at a moment: those in force by their end, the soonest first, then the others, the newest first.
func (l locks) At(now time.Time) lockTable {
	var table lockTable
	for _, lock := range slices.Backward(l.all) {
		if lock.InForce(now) {
			table.InForce = append(table.InForce, lock)
		} else if len(table.Over)+len(table.Older) < locksListed {
			table.addOver(lock)
		} else {
			table.Left++
		}
	}
	slices.SortStableFunc(table.InForce, func(a, b ledger.Lock) int { return int(min(max(a.End-b.End, -1), 1)) })
	return table
}

func (t *lockTable) addOver(lock ledger.Lock) {
	if len(t.Over) < locksShown {
		t.Over = append(t.Over, lock)
	} else {
		t.Older = append(t.Older, lock)
	}
}
