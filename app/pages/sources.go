package pages

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
)

// source is where figures are from, and how old what it gave is.
type source struct {
	Name, Gives string
	At          time.Time // zero: it never gave anything
	Problem     string    // why there is nothing newer
	State       string    // in a word, when there is no problem
	Class       string    // good, warn, none
}

func sourcesOf(view bots.View) []source {
	state := view.State
	database := source{Name: "Database, last read or found unchanged", Gives: "trades, orders, locks, balances by day, and every figure made of them", Problem: state.Problem}
	written := source{Name: "Database, last written by the bot", Gives: "a sign that the bot did something then; that it is long ago is no sign that it is dead", State: nothing}
	if state.Snapshot != nil {
		database.At, written.At = state.Current, state.Snapshot.Written
		if written.At.IsZero() {
			written.Problem = "this database does not tell when it was written"
		}
	}
	return append([]source{database.judged(), written.judged()}, apiSources(view.API)...)
}

func apiSources(api *botapi.State) []source {
	if api == nil {
		return []source{{Name: "API", Gives: "heartbeat, state, prices, balances", Problem: noAPI, Class: "none"}}
	}
	return []source{
		sourceOf("API, health", "heartbeat and starts", api.Health), sourceOf("API, configuration", "state, versions, set-up, dry run or live", api.Config),
		sourceOf("API, open trades", "prices and unrealised profit", api.OpenTrades), sourceOf("API, balance", "balances and the starting balance", api.Balance),
	}
}

func sourceOf[T any](name, gives string, part botapi.Part[T]) source {
	return source{Name: name, Gives: gives, At: part.Got, Problem: part.Problem}.judged()
}

func (s source) judged() source {
	s.Class = "good"
	if s.State == "" {
		s.State = "current"
	}
	if s.State == nothing {
		s.Class = ""
	}
	if s.Problem != "" || s.At.IsZero() {
		s.Class = "warn"
	}
	return s
}
