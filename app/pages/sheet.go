package pages

import (
	"fmt"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// Sheet is a page without what is around all pages. Its template is the file templates/NAME.html, which defines "content" and, if
// it likes, "title"; both see a frame, and Content in it. What several pages use is in templates/parts.
type Sheet struct {
	Name   string
	Here   string // the path in the navigation that it belongs to
	Title  string
	Status int    // 0 is 200
	Style  string // a file of its own in assets, or nothing
	// View is what Content was made from, so that the header tells of the same moment. Nil: of now.
	View    *bots.View
	Content any
}

// frame is what templates see: the layout's own things, and the page's in Content.
type frame struct {
	Sheet
	Base      string // in front of every link: nothing, or /bots/NAME
	Bot       string // the name, when there are several
	Names     []string
	About     string // exchange, strategy and market
	Mode      mode
	Freshness freshness
	Prices    prices
	Synthetic bool
	OpenCount int
	// Events is where changes of what is shown are told; Version names the data of the page.
	Events, Version string
	Summary         string // of the data, for people who hear the page
	Options         Options
	Now             time.Time
}

type link struct{ Path, Name string }

// Links are the navigation between the pages of a bot.
func (f frame) Links() []link {
	if f.Name == "bots" {
		return []link{{"/", "Bots"}}
	}
	return []link{{"/", "Overview"}, {"/trades", "Trades"}, {"/performance", "Performance"}, {"/locks", "Locks"}, {"/bot", "Bot"}}
}

func (p *Pages) frameOf(bot string, view bots.View, sheet Sheet, now time.Time) frame {
	made := frame{Sheet: sheet, Mode: modeOf(view), About: aboutOf(view), Freshness: freshnessOf(view.State, now), Prices: pricesOf(view),
		Version: view.DataVersion, Options: p.options, Now: now}
	if p.several() {
		made.Base, made.Bot, made.Names = "/bots/"+bot, bot, p.names()
	}
	made.Events = made.Base + "/events"
	if snapshot := view.State.Snapshot; snapshot != nil {
		made.Synthetic, made.OpenCount, made.Summary = snapshot.Synthetic, len(snapshot.Open), summaryOf(snapshot)
	}
	return made
}

func summaryOf(snapshot *ledger.Snapshot) string {
	return fmt.Sprintf("Updated: %s open, %s closed.", plural(len(snapshot.Open), "trade"), plural(len(snapshot.Closed), "trade"))
}

func (p *Pages) several() bool { return p.options.Bots != nil && len(p.options.Bots.Bots) > 1 }

func (p *Pages) names() []string {
	var names []string
	for _, bot := range p.options.Bots.Bots {
		names = append(names, bot.Name)
	}
	return names
}
