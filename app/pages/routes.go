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
	return slices.Concat([]Route{
		{"/", p.serve(overviewPage)},
		{"/performance", p.serve(performancePage)},
		{"/locks", p.serve(locksPage)},
		{"/bot", p.serve(botPage)},
	}, p.tradeRoutes())
}
