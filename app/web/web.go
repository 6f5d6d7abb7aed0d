// Package web is what the server answers: routes, health, headers, and a log line for each request.
package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/events"
	"crypto-dashboard/app/metrics"
	"crypto-dashboard/app/pages"
)

// Config is what the answers are made of.
type Config struct {
	Version string
	Release string
	Worker  int
	PID     int
	Started time.Time
	Bots    *bots.All
	Pages   Renderer
	API     http.Handler // everything under /api/v1/
	Metrics Metrics
	Events  *events.Server
	// Socket is this worker's own address, where the other workers ask for its metrics; empty: it has none.
	Socket string
	Log    *slog.Logger
	// Token marks requests of the worker to itself (header TokenHeader); they are not logged.
	Token, TokenHeader string
}

// Renderer makes the pages.
type Renderer interface {
	Routes() []pages.Route
	ServeBots(http.ResponseWriter, *http.Request)
	Problem(status int) []byte
	// Check tells whether the overview can be rendered.
	Check(now time.Time) error
}

// Metrics counts the requests, and tells.
type Metrics interface {
	Observe(pattern, method string, status int, took time.Duration)
	Handler() http.Handler
	SelfHandler() http.Handler
}

// Handler answers everything.
func Handler(config Config) http.Handler {
	mux := http.NewServeMux()
	get := func(path string, handler http.HandlerFunc) {
		mux.HandleFunc("GET "+path, handler)
		mux.HandleFunc(path, config.methodNotAllowed)
	}
	config.routeBots(get)
	get("/health", config.health)
	get("/livez", config.livez)
	get("/readyz", config.readyz)
	get(metrics.Path, config.Metrics.Handler().ServeHTTP)
	get(metrics.SelfPath, config.metricsOfWorker)
	for _, asset := range pages.Assets() {
		get(asset.Path, serveAsset(asset))
	}
	mux.Handle("/api/v1/", config.API)
	mux.HandleFunc("/", config.notFound)
	return config.observe(config.recoverPanic(secureHeaders(mux)))
}

// metricsOfWorker answers other workers only, on this worker's own socket.
func (c Config) metricsOfWorker(response http.ResponseWriter, request *http.Request) {
	if !c.onOwnSocket(request) {
		c.notFound(response, request)
		return
	}
	c.Metrics.SelfHandler().ServeHTTP(response, request)
}

func (c Config) notFound(response http.ResponseWriter, request *http.Request) {
	c.problem(response, request, http.StatusNotFound)
}

func (c Config) methodNotAllowed(response http.ResponseWriter, request *http.Request) {
	response.Header().Set("Allow", "GET, HEAD")
	c.problem(response, request, http.StatusMethodNotAllowed)
}

// problem answers people with a page, and programs as RFC 9457 says.
func (c Config) problem(response http.ResponseWriter, request *http.Request, status int) {
	if isForPrograms(request) {
		response.Header().Set("Content-Type", "application/problem+json")
		response.WriteHeader(status)
		json.NewEncoder(response).Encode(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status,
			"instance": request.URL.Path})
		return
	}
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	response.WriteHeader(status)
	response.Write(c.Pages.Problem(status))
}

func isForPrograms(request *http.Request) bool { return strings.HasPrefix(request.URL.Path, "/api/") }

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
