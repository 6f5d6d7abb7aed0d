package charts

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Sparkline is a curve without axes, for a list.
type Sparkline struct {
	Title string // says what it shows and how it ends: nothing else does
	Amounts
	Values []float64
}

// HTML is the curve, or nothing when there is less than two values.
func (s Sparkline) HTML() template.HTML {
	values := s.drawable()
	if len(values) < 2 {
		return ""
	}
	unit := s.grain(values)
	low, high := math.Inf(1), math.Inf(-1)
	for _, value := range values {
		low, high = min(low, unit.whole(value)), max(high, unit.whole(value))
	}
	low, high = roomy(low, high, false)
	return render("sparkline", sparklineDrawing{s, s.path(values, unit, span{low, high, 28, 0}), s.words(values), tone(values[len(values)-1] - values[0])})
}

// sparklineDrawing is what the template sees.
type sparklineDrawing struct {
	Sparkline
	Path, Words, Class string
}

func (s Sparkline) drawable() (kept []float64) {
	unit := s.grain(s.Values)
	for _, value := range s.Values {
		if finite(value) {
			kept = append(kept, unit.rounded(value))
		}
	}
	return kept
}

func (s Sparkline) path(values []float64, unit grain, up span) string {
	var path strings.Builder
	for i, value := range values {
		fmt.Fprintf(&path, "%c%s %s", "ML"[min(i, 1)], fixed(float64(i)/float64(len(values)-1)*100), fixed(up.at(unit.whole(value))))
	}
	return path.String()
}

func (s Sparkline) words(values []float64) string {
	return fmt.Sprintf("%s: from %s to %s", s.Title, s.text(values[0]), s.full(values[len(values)-1]))
}
