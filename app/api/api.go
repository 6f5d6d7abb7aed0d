// Package api gives what the dashboard knows as JSON under /api/v1: freqtrade's own REST API as far as it only reads, with its names
// and meanings, from the bot's database. openapi.json describes it.
package api

import (
	"net/http"
	"strings"
	"time"

	"crypto-dashboard/app/bots"
)

// API answers everything under /api/v1/.
type API struct {
	bots    []*bots.Bot
	names   []string
	version string
	ids     map[string]*idList // by bot
	cache   *cache
	gate    gate
	// patience is how long a request waits at the gate.
	patience time.Duration
	routes   *http.ServeMux
}

// New makes the API of some bots; version is the dashboard's own.
func New(bots []*bots.Bot, version string) http.Handler {
	api := &API{bots: bots, version: version, cache: newCache(), gate: make(gate, together), patience: patience, routes: http.NewServeMux(),
		ids: map[string]*idList{}}
	for _, bot := range bots {
		api.names = append(api.names, bot.Name)
		api.ids[bot.Name] = &idList{}
	}
	for _, endpoint := range endpoints {
		api.handle(endpoint.path, api.serve(endpoint))
	}
	api.handle(Description, describe)
	api.routes.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { noSuchPath().write(w, r) })
	return api
}

// ServeHTTP answers.
func (a *API) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	a.routes.ServeHTTP(response, request)
}

func (a *API) handle(path string, handler http.HandlerFunc) {
	a.routes.HandleFunc("GET "+path, handler)
	a.routes.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { noSuchMethod().write(w, r) })
}

// endpoint is a path, and how a request for it is understood. The plan is carried out when nothing is wrong with the request.
type endpoint struct {
	path string
	plan func(*call) plan
}

var endpoints = []endpoint{
	{"/api/v1/count", count},
	{"/api/v1/daily", daily},
	{"/api/v1/entries", entries},
	{"/api/v1/exits", exits},
	{"/api/v1/health", health},
	{"/api/v1/locks", locks},
	{"/api/v1/monthly", monthly},
	{"/api/v1/performance", performance},
	{"/api/v1/profit", profit},
	{"/api/v1/status", status},
	{"/api/v1/trade/{id}", trade},
	{"/api/v1/trades", trades},
	{"/api/v1/weekly", weekly},
}

// serve understands a request, says everything that is wrong with it, or answers.
func (a *API) serve(endpoint endpoint) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		call := a.callOf(request)
		plan := endpoint.plan(call)
		if faults := call.done(); len(faults) > 0 {
			badParameters(faults).write(response, request)
			return
		}
		if problem := call.withoutData(); problem != nil && !plan.dataless {
			problem.write(response, request)
			return
		}
		body, err := a.carryOut(request.Context(), call, plan)
		if err != nil {
			problemOf(err).write(response, request)
			return
		}
		call.tellAge(response.Header())
		body.write(response, request)
	}
}

// call is one request.
type call struct {
	*parameters
	api  *API
	now  time.Time
	path func(name string) string
	// bot is nil, and view empty, when the request does not say which; the request is then refused.
	bot  *bots.Bot
	view bots.View
}

func (a *API) callOf(request *http.Request) *call {
	c := &call{parameters: parametersOf(request.URL.RawQuery), api: a, now: time.Now(), path: request.PathValue}
	name := c.oneOf("bot", a.names, true)
	for _, bot := range a.bots {
		if bot.Name == name {
			c.bot, c.view = bot, bot.View()
		}
	}
	return c
}

// withoutData is the problem that the bot's database was never read.
func (c *call) withoutData() *problem {
	if state := c.view.State; state.Snapshot == nil {
		return unreadable(strings.TrimSpace("the bot's database was never read: " + state.Problem))
	}
	return nil
}
