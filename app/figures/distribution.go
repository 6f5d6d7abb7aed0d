package figures

import (
	"math"
	"sort"
)

// Bin is a bar of a histogram: From ≤ x < To. The first begins at −Inf, the last ends at +Inf.
type Bin struct {
	From, To float64
	Count    int
}

const (
	minute = 60.0
	hour   = 60 * minute
	day    = 24 * hour
)

// The edges between the bins: of one width where most trades are, wider outside.
var (
	ratioEdges = [...]float64{-0.2, -0.1, -0.05, -0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2}
	// seconds
	durationEdges = [...]float64{minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour, day,
		2 * day, 4 * day, 7 * day, 14 * day, 28 * day}
)

// histogram counts numbers between edges; both kinds have as many.
type histogram [len(ratioEdges) + 1]int32

var _ = histogram([len(durationEdges) + 1]int32{})

// binAmong is the number of the bin a number is in.
func binAmong(edges []float64, number float64) int {
	return sort.Search(len(edges), func(i int) bool { return number < edges[i] })
}

func (h *histogram) bins(edges []float64) []Bin {
	bins := make([]Bin, len(h))
	from := math.Inf(-1)
	for i, count := range h {
		to := math.Inf(1)
		if i < len(edges) {
			to = edges[i]
		}
		bins[i] = Bin{from, to, int(count)}
		from = to
	}
	return bins
}
