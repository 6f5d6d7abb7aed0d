package charts

import (
	"cmp"
	"html/template"
	"slices"
	"time"
)

// Point of a curve. Depth is how far the equity is below the highest before, 0 or more.
type Point struct {
	At            time.Time
	Equity, Depth float64
}

// Equity is a curve and, under it on the same axis of time, its drawdown. With signed amounts the curve is a sum of profits and
// zero is in the drawing; else it is a balance and the drawing shows the range it was in. Points that are not finite are left out.
// All times are written in UTC.
type Equity struct {
	ID    string // unique in the page
	Title string
	Name  string // what the curve is, "Equity" when empty
	Amounts
	Points  []Point   // at most some 2,000: see Thin
	Rebuilt []Point   // from before it was measured, drawn dashed; their depth is not used
	Capture time.Time // where measuring began, zero for none
	Note    string    // a sentence that is added to the description
}

// Heights in pixels; charts.js finds them in the drawing.
const (
	curveTop, curveHigh = 12, 216
	depthTop, depthHigh = 250, 72
	curveRows           = 7 // at most, and with the steps there are at least three
	depthRows           = 3
)

// HTML is the drawing with its values in words above.
func (e Equity) HTML() template.HTML {
	e, unit := e.drawable()
	if len(e.Points) == 0 {
		return render("nothing", e.Title)
	}
	return render("equity", e.drawing(unit))
}

// drawable leaves out what has no place on paper, puts the rest in the order of time, and rounds it to the grain.
func (e Equity) drawable() (Equity, grain) {
	e.Points, e.Rebuilt, e.Name = placed(e.Points), placed(e.Rebuilt), cmp.Or(e.Name, "Equity")
	var values []float64
	for _, point := range slices.Concat(e.Points, e.Rebuilt) {
		values = append(values, point.Equity, point.Depth)
	}
	unit := e.grain(values)
	for _, points := range [][]Point{e.Points, e.Rebuilt} {
		for i, point := range points {
			points[i].Equity, points[i].Depth = unit.rounded(point.Equity), unit.rounded(max(0, point.Depth))
		}
	}
	return e, unit
}

// placed are new points: those that have a place, in the order of time.
func placed(points []Point) []Point {
	kept := make([]Point, 0, len(points))
	for _, point := range points {
		if finite(point.Equity) && finite(point.Depth) && point.At.Year() >= 0 && point.At.Year() <= 9999 {
			kept = append(kept, point)
		}
	}
	slices.SortStableFunc(kept, func(a, b Point) int { return a.At.Compare(b.At) })
	return kept
}
