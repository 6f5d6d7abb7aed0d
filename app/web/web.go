// Package web is what the server answers: routes, health, headers, and a log line for each request.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/pages"
)

// Config is what the answers are made of.
type Config struct {
	Version string
	Release string
	Worker  int
	PID     int
	Started time.Time
	Ledger  Ledger
	Pages   Renderer
	Log     *slog.Logger
	// Token marks requests of the worker to itself (header TokenHeader); they are not logged.
	Token, TokenHeader string
}

// Ledger knows the newest state of the bot's database without waiting for it.
type Ledger interface{ State() *ledger.State }

// Renderer makes the pages.
type Renderer interface {
	Overview(state *ledger.State, now time.Time) ([]byte, error)
	Problem(status int) []byte
}

// Handler answers everything.
func Handler(config Config) http.Handler {
	mux := http.NewServeMux()
	get := func(path string, handler http.HandlerFunc) {
		mux.HandleFunc("GET "+path, handler)
		mux.HandleFunc(path, config.methodNotAllowed)
	}
	get("/{$}", config.overview)
	get("/health", config.health)
	get("/livez", config.livez)
	get("/readyz", config.readyz)
	for _, asset := range pages.Assets() {
		get(asset.Path, serveAsset(asset))
	}
	mux.HandleFunc("/", config.notFound)
	return config.observe(config.recoverPanic(secureHeaders(mux)))
}

func (c Config) overview(response http.ResponseWriter, request *http.Request) {
	page, err := c.Pages.Overview(c.Ledger.State(), time.Now())
	if err != nil {
		c.Log.Error("overview not rendered", "error", err.Error(), "request_id", requestID(request))
		c.problem(response, http.StatusInternalServerError)
		return
	}
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	response.Write(page)
}

func (c Config) notFound(response http.ResponseWriter, _ *http.Request) {
	c.problem(response, http.StatusNotFound)
}

func (c Config) methodNotAllowed(response http.ResponseWriter, _ *http.Request) {
	response.Header().Set("Allow", "GET, HEAD")
	c.problem(response, http.StatusMethodNotAllowed)
}

func (c Config) problem(response http.ResponseWriter, status int) {
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	response.WriteHeader(status)
	response.Write(c.Pages.Problem(status))
}

// serveAsset lets browsers keep a file and ask whether it changed: two releases can answer side by side.
func serveAsset(asset pages.Asset) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		header := response.Header()
		header.Set("Cache-Control", "no-cache")
		header.Set("Content-Type", asset.Type)
		header.Set("ETag", asset.ETag)
		http.ServeContent(response, request, "", time.Time{}, asset.Reader())
	}
}
