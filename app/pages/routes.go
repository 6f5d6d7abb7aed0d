package pages

import (
	"net/http"
	"slices"

	"crypto-dashboard/app/bots"
)

// Route is a page of a bot. With one bot it is found at Path, with several at /bots/NAME and then Path.
type Route struct {
	Path  string
	Serve func(http.ResponseWriter, *http.Request, *bots.Bot)
}

// Routes are all pages of a bot.
func (p *Pages) Routes() []Route {
	return slices.Concat([]Route{{"/", p.serveOverview}}, p.tradeRoutes())
}

func (p *Pages) serveOverview(response http.ResponseWriter, request *http.Request, bot *bots.Bot) {
	view := viewOf(bot)
	p.Answer(response, request, bot, Sheet{Name: "overview", Here: "/", Title: "Overview", Content: p.overviewOf(view.State.Snapshot)})
}
