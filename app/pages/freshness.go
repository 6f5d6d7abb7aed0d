package pages

import (
	"time"

	"crypto-dashboard/app/ledger"
)

// freshness says how old the data is. A page never looks newer than it is.
type freshness struct {
	// Problem is why the data is not current, empty while it is.
	Problem string
	// HasData is false when the database was never read.
	HasData bool
	// Current is when the data was last known to be what the database holds, Age how long ago that was.
	Current time.Time
	Age     time.Duration
	// Written is when the bot last wrote.
	Written time.Time
}

// staleAfter is when data counts as old though no check has failed: checks come every half second.
const staleAfter = 15 * time.Second

func freshnessOf(state *ledger.State, now time.Time) freshness {
	fresh := freshness{Problem: state.Problem, HasData: state.Snapshot != nil}
	if !fresh.HasData {
		return fresh
	}
	fresh.Current, fresh.Written = state.Current, state.Snapshot.Written
	fresh.Age = max(0, now.Sub(state.Current))
	if fresh.Problem == "" && fresh.Age > staleAfter {
		fresh.Problem = "reading the database is taking long"
	}
	return fresh
}
