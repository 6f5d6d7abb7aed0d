package pages

import (
	"net/http"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// Sheet is a page without what is around all pages. Its template is the file templates/NAME.html, which defines "title" (optional)
// and "content"; both see a frame, and Content in it. What several pages use is in templates/parts.
type Sheet struct {
	Name    string
	Here    string // the path in the navigation that it belongs to
	Title   string
	Status  int    // 0 is 200
	Style   string // a file of its own in assets, or nothing
	Content any
}

// frame is what templates see: the layout's own things, and the page's in Content.
type frame struct {
	Sheet
	Base      string // in front of every link: nothing, or /bots/NAME
	Bot       string // the name, when there are several
	About     string // exchange, strategy and market
	Others    []string
	Mode      mode
	Freshness freshness
	Synthetic bool
	Version   string // of the data
	OpenCount int
	Options   Options
	Now       time.Time
}

// Links are the navigation.
func (f frame) Links() []link {
	return []link{{"/", "Overview"}, {"/trades", "Trades"}, {"/performance", "Performance"}, {"/locks", "Locks"}, {"/bot", "Bot"}}
}

type link struct{ Path, Name string }

// Answer renders a page about a bot in the layout.
func (p *Pages) Answer(response http.ResponseWriter, request *http.Request, bot *bots.Bot, sheet Sheet) {
	page, err := p.pageOf(bot, viewOf(bot), sheet, time.Now())
	if err != nil {
		panic(err) // web answers 500 and logs it
	}
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	if sheet.Status != 0 {
		response.WriteHeader(sheet.Status)
	}
	response.Write(page)
}

func (p *Pages) pageOf(bot *bots.Bot, view botView, sheet Sheet, now time.Time) ([]byte, error) {
	return p.render(sheet.Name, p.frameOf(bot.Name, view, sheet, now))
}

func (p *Pages) frameOf(name string, view botView, sheet Sheet, now time.Time) frame {
	made := frame{Sheet: sheet, Bot: name, Mode: modeOf(ledger.Orders{}), Freshness: freshnessOf(view.State, now), Options: p.options, Now: now}
	if snapshot := view.State.Snapshot; snapshot != nil {
		made.About, made.Mode, made.Synthetic = botOf(snapshot), modeOf(snapshot.Orders), snapshot.Synthetic
		made.OpenCount, made.Version = len(snapshot.Open), snapshot.Version
	}
	return made
}

// botView stands in for the view of a bot.
type botView struct{ State *ledger.State }

func viewOf(bot *bots.Bot) botView { return botView{bot.Ledger.State()} }
