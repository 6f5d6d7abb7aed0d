package bots

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/events"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// View is everything there is to show of a bot at a moment; its parts fit together. It is not changed after it was made.
type View struct {
	State *ledger.State
	// Figures are of State.Snapshot; nil when there is none.
	Figures *figures.Figures
	// Took is how long it took to make the figures.
	Took time.Duration
	// API is nil when the bot's API is not used.
	API   *botapi.State
	Start figures.Start
	// Version names all that is shown; DataVersion what comes from the ledger alone, which is the same for every worker.
	Version, DataVersion string
}

// View is the newest one; it never waits.
func (b *Bot) View() View {
	view := *b.view.Load()
	if b.Ledger == nil {
		return view
	}
	if newest := b.Ledger.State(); newest.Snapshot == view.State.Snapshot && newest.Problem == view.State.Problem {
		view.State = newest // the same data, known to be current at a later moment
	}
	return view
}

// Fixed is a bot about which there is nothing new, ever: for tests of what is made from a view.
func Fixed(name string, view View) *Bot {
	bot := &Bot{Name: name, seen: make(chan struct{})}
	close(bot.seen)
	bot.view.Store(&view)
	return bot
}

// Now is what listeners are told.
func (b *Bot) Now() events.Now {
	changed := b.changed.wait()
	view := b.View()
	return events.Now{Version: view.Version, Data: view.DataVersion, Current: view.State.Current, Changed: changed}
}

// viewAfter makes the view of what is known now. Figures that are still right are kept.
func (b *Bot) viewAfter(before *View) *View {
	after := &View{State: b.Ledger.State()}
	if b.API != nil {
		after.API = b.API.State()
	}
	after.Start = startOf(b.settings, after.API, after.State.Snapshot)
	after.Figures, after.Took = figuresAfter(before, after)
	after.DataVersion = dataVersion(after.State)
	after.Version = after.DataVersion
	if after.API != nil {
		after.Version += "." + after.API.Version
	}
	return after
}

func figuresAfter(before, after *View) (*figures.Figures, time.Duration) {
	switch {
	case after.State.Snapshot == nil:
		return nil, 0
	case before.Figures != nil && before.State.Snapshot == after.State.Snapshot && before.Start == after.Start:
		return before.Figures, before.Took
	}
	began := time.Now()
	return figures.Of(after.State.Snapshot, after.Start, before.Figures), time.Since(began)
}

// dataVersion also changes when the ledger can no longer be read, and when it can again.
func dataVersion(state *ledger.State) string {
	parts := []string{state.Problem}
	if state.Snapshot != nil {
		parts = append(parts, state.Snapshot.Version)
	}
	return joined(parts)
}
