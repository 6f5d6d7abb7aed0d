package pages

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
)

// ServeBots answers with the list of all bots.
func (p *Pages) ServeBots(response http.ResponseWriter, _ *http.Request) {
	page, err := p.list(time.Now())
	write(response, 0, page, err)
}

// list is the page of all bots as of now.
func (p *Pages) list(now time.Time) ([]byte, error) {
	var seen []named
	var versions []string
	current := p.options.Bots.Now()
	for _, bot := range p.options.Bots.Bots {
		view := bot.View()
		seen, versions = append(seen, named{bot.Name, view}), append(versions, view.Version)
	}
	return p.keptList(seen, current.Data, strings.Join(versions, " "), now)
}

// named is what is known about a bot.
type named struct {
	Name string
	View bots.View
}

func (p *Pages) keptList(seen []named, data, version string, now time.Time) ([]byte, error) {
	made := p.rendered.get("bots", version+"@"+strconv.FormatInt(now.Unix(), 10), func() answer {
		sheet := Sheet{Name: "bots", Here: "/", Title: "Bots", Style: "detail.css", Content: listOf(seen, now)}
		page, err := p.render(frame{Sheet: sheet, Names: p.names(), Version: data, Events: "/events", Options: p.options, Now: now,
			Summary: "Updated.", OpenCount: openIn(seen)})
		return answer{page, err}
	})
	return made.page, made.err
}

func openIn(seen []named) int {
	open := 0
	for _, bot := range seen {
		if bot.View.State.Snapshot != nil {
			open += len(bot.View.State.Snapshot.Open)
		}
	}
	return open
}

// list is what the template sees.
type list struct {
	Bots []listed
	Sums []sum
}

// listed is a bot in the list.
type listed struct {
	Name, About string
	Mode        mode
	Pulse       pulse
	State       string
	Freshness   freshness
	Rows        []listedRow
}

// listedRow is a bot's trades in one stake currency.
type listedRow struct {
	Currency string
	All      *figures.Side
	Spark    template.HTML
}

// sum is what bots of one mode made in one stake currency: simulated and real money are as little added up as two currencies.
type sum struct {
	Currency     string
	Mode         mode
	Bots         int
	Open, Closed int
	Profit       figures.Value
	Unknown      []string // the bots whose profit is not known
}

func listOf(seen []named, now time.Time) list {
	var made list
	for _, bot := range seen {
		row := listedOf(bot, now)
		made.Bots = append(made.Bots, row)
		for _, in := range row.Rows {
			made.add(row, in)
		}
	}
	slices.SortStableFunc(made.Sums, func(a, b sum) int { return b.Closed + b.Open - a.Closed - a.Open })
	return made
}

func listedOf(bot named, now time.Time) listed {
	row := listed{Name: bot.Name, About: aboutOf(bot.View), Mode: modeOf(bot.View), Pulse: pulseOf(bot.View, now), Freshness: freshnessOf(bot.View.State, now)}
	if api := bot.View.API; api != nil && api.Config.Known() {
		row.State, _, _ = strings.Cut(stateWords[api.Config.Value.State], ":")
	}
	if bot.View.Figures == nil {
		return row
	}
	for _, currency := range bot.View.Figures.Currencies {
		name := orUnknown(currency.Name)
		row.Rows = append(row.Rows, listedRow{name, currency.All, sparkOf(currency, name)})
	}
	return row
}

// add sums up in the order of the list. A bot whose profit is not known is counted, but the sum then is not known either, and says
// because of whom.
func (l *list) add(bot listed, row listedRow) {
	at := slices.IndexFunc(l.Sums, func(s sum) bool { return s.Currency == row.Currency && s.Mode.Class == bot.Mode.Class })
	if at < 0 {
		l.Sums = append(l.Sums, sum{Currency: row.Currency, Mode: bot.Mode})
		at = len(l.Sums) - 1
	}
	into := &l.Sums[at]
	into.Bots, into.Open, into.Closed = into.Bots+1, into.Open+row.All.Open.Count, into.Closed+row.All.Closed
	if row.All.Closed > 0 && !row.All.Profit.OK() {
		into.Unknown = append(into.Unknown, bot.Name)
		into.Profit.Reason = strings.Join(into.Unknown, ", ") + ": " + row.All.Profit.Reason
	}
	if into.Profit.Number += row.All.Profit.Number; into.Profit.OK() && abs(into.Profit.Number) > huge*huge*huge {
		into.Profit.Reason = "the profits are too large to add up"
	}
}
