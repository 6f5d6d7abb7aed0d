package metrics

import (
	"maps"
	"slices"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

const workerLabel = "worker"

func number(worker int) string { return strconv.Itoa(worker) }

var workerUp = prometheus.NewDesc("dashboard_worker_up", "1 when the worker answered the one that was asked, else 0.",
	[]string{workerLabel}, nil)

// gather puts everybody's series together. What two releases tell differently, as happens while workers are replaced, is told as
// this one does; the error that comes with it is for the log.
func (m *Metrics) gather() ([]*dto.MetricFamily, error) {
	all := prometheus.Gatherers{m.own, m.shared}
	up := upCollector{number(m.config.Worker): true}
	for worker, families := range m.askSiblings() {
		up[worker] = families != nil
		all = append(all, prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) { return families, nil }))
	}
	for worker := 1; worker <= m.config.Workers; worker++ {
		up[number(worker)] = up[number(worker)] // one without a socket is down
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(up)
	return append(all, registry).Gather()
}

// upCollector knows who answered.
type upCollector map[string]bool

func (u upCollector) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- workerUp }

func (u upCollector) Collect(metrics chan<- prometheus.Metric) {
	for _, worker := range slices.Sorted(maps.Keys(u)) {
		metrics <- prometheus.MustNewConstMetric(workerUp, prometheus.GaugeValue, oneIf(u[worker]), worker)
	}
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
