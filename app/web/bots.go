package web

import (
	"net"
	"net/http"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/pages"
)

// routeBots gives one bot's pages the short paths. Several share a page at the root, and have theirs under /bots/NAME.
func (c Config) routeBots(get func(string, http.HandlerFunc)) {
	base, find := "", func(*http.Request) *bots.Bot { return c.Bots.Bots[0] }
	if len(c.Bots.Bots) > 1 {
		base, find = "/bots/{bot}", func(request *http.Request) *bots.Bot { return c.Bots.Find(request.PathValue("bot")) }
		get("/{$}", c.Pages.ServeBots)
		get("/events", func(response http.ResponseWriter, request *http.Request) {
			c.Events.Serve(response, request, c.Bots.Now)
		})
		get(base, c.withSlash)
	}
	listen := func(response http.ResponseWriter, request *http.Request, bot *bots.Bot) {
		c.Events.Serve(response, request, bot.Now)
	}
	for _, route := range append(c.Pages.Routes(), pages.Route{Path: "/events", Serve: listen}) {
		path := base + route.Path
		if route.Path == "/" {
			path += "{$}"
		}
		get(path, c.about(find, route))
	}
}

// about answers about the bot that is asked for.
func (c Config) about(find func(*http.Request) *bots.Bot, route pages.Route) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		bot := find(request)
		if bot == nil {
			c.notFound(response, request)
			return
		}
		route.Serve(response, request, bot)
	}
}

func (c Config) withSlash(response http.ResponseWriter, request *http.Request) {
	if bot := c.Bots.Find(request.PathValue("bot")); bot != nil {
		http.Redirect(response, request, "/bots/"+bot.Name+"/", http.StatusMovedPermanently)
		return
	}
	c.notFound(response, request)
}

func (c Config) onOwnSocket(request *http.Request) bool {
	address, ok := request.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && c.Socket != "" && address.Network() == "unix" && address.String() == c.Socket
}
