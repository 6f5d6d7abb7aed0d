package pages

import (
	"fmt"
	"slices"

	"crypto-dashboard/app/figures/former"
	"crypto-dashboard/app/ledger"
)

// view is what can be computed from a snapshot alone, so once for each.
type view struct {
	snapshot *ledger.Snapshot
	Mode     mode
	Bot      string // exchange, strategy and market of the newest trade
	Sections []section
}

// mode is the badge: dry run, live, or unknown with the reason.
type mode struct{ Name, Class, Why string }

// section is everything about the trades in one stake currency.
type section struct {
	ID       int
	Currency string
	Cards    []card
	Notes    []string
	Charts   []chart
	Months   []month
	Open     []row
	Closed   []row
	Total    int // closed trades, of which Closed are the latest
}

// latest is how many closed trades the overview lists.
const latest = 20

func (p *Pages) overviewOf(snapshot *ledger.Snapshot) *view {
	if snapshot == nil {
		return &view{Mode: modeOf(ledger.Orders{})}
	}
	made := &view{snapshot: snapshot, Mode: modeOf(snapshot.Orders), Bot: botOf(snapshot)}
	groups := figures.ByCurrency(snapshot)
	for i, group := range groups {
		made.Sections = append(made.Sections, p.sectionOf(i, group, len(groups)))
	}
	return made
}

// modeOf reads the only trace of the mode in the database: the ids of the orders.
func modeOf(orders ledger.Orders) mode {
	switch {
	case orders.DryRun > 0 && orders.Live > 0:
		return mode{"mode unknown", "unknown", "the database holds orders of a dry run and real ones"}
	case orders.DryRun > 0:
		return mode{"dry run", "dry", "the orders are simulated: no real money moves"}
	case orders.Live > 0:
		return mode{"live", "live", "the orders are real"}
	}
	return mode{"mode unknown", "unknown", "the database holds no order to tell by"}
}

func botOf(snapshot *ledger.Snapshot) string {
	newest := snapshot.Newest
	if newest.Exchange == "" {
		return ""
	}
	var parts []string
	for _, part := range []string{newest.Exchange, newest.Strategy, newest.Mode.String()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return join(parts)
}

// sectionOf computes a currency's part of the page; currencies is how many there are.
func (p *Pages) sectionOf(id int, group figures.Group, currencies int) section {
	sums := figures.Of(group.Closed, len(group.Open))
	made := section{ID: id, Currency: orUnknown(group.Currency), Total: sums.Closed}
	made.Cards = cardsOf(sums, made.Currency, p.balanceFor(currencies))
	made.Notes = notesOf(sums)
	if sums.Finite() {
		made.Charts = chartsOf(id, sums, made.Currency)
		made.Months = monthsOf(sums.Curve)
	}
	made.Open, made.Closed = rowsOf(group)
	return made
}

// balance is the starting balance, or why there is none.
type balance struct {
	amount float64
	reason string // empty when there is one
}

// balanceFor: the setting is one amount in the one stake currency; with several nobody knows which it is.
func (p *Pages) balanceFor(currencies int) balance {
	switch {
	case !p.options.HasBalance:
		return balance{reason: "needs the starting balance, which the bot's database does not hold: set DASHBOARD_STARTING_BALANCE"}
	case currencies > 1:
		return balance{reason: "DASHBOARD_STARTING_BALANCE is one amount, but the trades are in several stake currencies"}
	}
	return balance{amount: p.options.StartingBalance}
}

func notesOf(sums figures.Figures) []string {
	var notes []string
	if sums.Missing == 1 {
		notes = append(notes, "1 closed trade has no profit in the database. As in freqtrade it counts as 0.")
	}
	if sums.Missing > 1 {
		notes = append(notes, fmt.Sprintf("%d closed trades have no profit in the database. As in freqtrade they count as 0.", sums.Missing))
	}
	return notes
}

// rowsOf gives the open trades and the latest closed ones, newest first.
func rowsOf(group figures.Group) (open, closed []row) {
	for _, trade := range slices.Backward(group.Open) {
		open = append(open, row{trade})
	}
	for _, trade := range slices.Backward(group.Closed[max(0, len(group.Closed)-latest):]) {
		closed = append(closed, row{ledger.OpenTrade{Trade: trade}})
	}
	return open, closed
}
