package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Source is one place where a worker reads about a bot. Each worker reads on its own, so each tells.
type Source struct {
	Bot, Name string // Name is database or api
	Up        bool
	// LastSuccess is when it was last read well, Took how long the last reading took; zero when there was none.
	LastSuccess time.Time
	Took        time.Duration
}

var (
	sourceUp = describe("dashboard_source_up", "1 when the last look at the source went well, else 0.", "source")
	sourceAt = describe("dashboard_source_last_success_timestamp_seconds",
		"When what is shown was last known to be what the source holds.", "source")
	sourceTook = describe("dashboard_source_query_duration_seconds", "How long the last reading of the source took.", "source")
)

// describe names a metric of a bot.
func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, append([]string{"bot"}, labels...), nil)
}

// sources asks at each scrape.
type sources struct{ list func() []Source }

func (s sources) Describe(descriptions chan<- *prometheus.Desc) {
	for _, description := range []*prometheus.Desc{sourceUp, sourceAt, sourceTook} {
		descriptions <- description
	}
}

func (s sources) Collect(metrics chan<- prometheus.Metric) {
	for _, source := range s.list() {
		tell := teller{metrics, source.Bot}
		tell.value(sourceUp, oneIf(source.Up), source.Name)
		tell.time(sourceAt, source.LastSuccess, source.Name)
		if source.Took > 0 {
			tell.value(sourceTook, source.Took.Seconds(), source.Name)
		}
	}
}
