// Package metrics tells Prometheus about the whole service: whichever worker is asked answers for all of them.
package metrics

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Path is where Prometheus asks, SelfPath where one worker asks another for what is its own. Both tell of the service, Path of money
// too: they are not for visitors.
const (
	Path     = "/metrics"
	SelfPath = "/metrics/worker"
)

// Config is what is told.
type Config struct {
	Version, Release string
	// Worker is this worker's number, Workers how many there should be; 0 when it is not known.
	Worker, Workers int
	// Socket is this worker's own address, beside which the others' are found; empty when it is alone.
	Socket string
	// Listeners is the number of browsers that wait for changes.
	Listeners func() int
	// Sources and Bots are called at each scrape, so they must not wait: they tell the newest that is known.
	Sources func() []Source
	Bots    func() []Bot
	// PerPair adds a series for each pair of each bot.
	PerPair bool
	Log     *slog.Logger
}

// Metrics of one worker.
type Metrics struct {
	config  Config
	own     *prometheus.Registry // what differs from worker to worker, with its number
	shared  *prometheus.Registry // what every worker would tell: the bots
	http    httpMetrics
	limit   time.Duration
	largest int64
}

// New begins to count.
func New(config Config) *Metrics {
	m := &Metrics{config: config, own: prometheus.NewRegistry(), shared: prometheus.NewRegistry(), limit: siblingLimit,
		largest: siblingLargest}
	own := prometheus.WrapRegistererWith(prometheus.Labels{workerLabel: number(config.Worker)}, m.own)
	m.http = newHTTPMetrics(own)
	own.MustRegister(processMetrics(config)...)
	own.MustRegister(sources{config.Sources})
	m.shared.MustRegister(bots{config.Bots, config.PerPair})
	return m
}

// Handler answers for the whole service. A worker that does not answer is told as down; that is no failure of the scrape.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(prometheus.GathererFunc(m.gather), promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError,
		ErrorLog: logged{m.config.Log}, EnableOpenMetrics: true, CoalesceGather: true})
}

// SelfHandler answers for this worker alone.
func (m *Metrics) SelfHandler() http.Handler {
	return promhttp.HandlerFor(m.own, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, ErrorLog: logged{m.config.Log}})
}

// logged writes what could not be told, which is left out.
type logged struct{ log *slog.Logger }

func (l logged) Println(words ...any) {
	for _, word := range words {
		if err, ok := word.(error); ok {
			l.log.Warn("metrics are incomplete", "error", err.Error())
		}
	}
}
