package metrics

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// processMetrics tell about this process.
func processMetrics(config Config) []prometheus.Collector {
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "dashboard_build_info", Help: "1; which build of the dashboard runs.",
		ConstLabels: prometheus.Labels{"version": config.Version, "commit": config.Release, "goversion": runtime.Version()}})
	build.Set(1)
	listeners := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "dashboard_events_listeners",
		Help: "Browsers that wait for changes."}, func() float64 { return float64(config.Listeners()) })
	return []prometheus.Collector{collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), build, listeners}
}
