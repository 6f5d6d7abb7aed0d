package charts

import (
	"fmt"
	"math"
)

// equityDrawing is what the template sees.
type equityDrawing struct {
	Equity
	Grain            grain
	Clock            clock
	Base             float64 // what the path's zero stands for, in grains
	Curve, Depth     panel
	Line, Under      series
	Before           series
	CaptureAt        float64
	EndX, EndY       float64
	Low              int // the deepest point
	When, Last, Fall string
	Deepest          string
	Description      string
	Axes             []axis
}

// panel is a part of the drawing with its own heights.
type panel struct {
	Top, High float64
	Rows      []row
	ViewBox   string
	Spot      string // the deepest point
}

func (e Equity) drawing(unit grain) equityDrawing {
	made := equityDrawing{Equity: e, Grain: unit, Clock: clockOf(e.Points, e.Rebuilt)}
	made.Low = deepest(e.Points)
	made.drawCurve()
	made.drawDepth()
	made.Axes = made.Clock.axes()
	made.say()
	return made
}

func (d *equityDrawing) drawCurve() {
	low, high := d.extremes()
	up := span{low, high, curveTop + curveHigh, curveTop}
	d.Base = low
	if low < 0 && high > 0 {
		d.Base = 0
	}
	place := func(p Point) float64 { return d.Base - d.Grain.whole(p.Equity) }
	d.Curve = panel{Top: curveTop, High: curveHigh, Rows: rows(up, curveRows, d.Grain, d.Amounts)}
	d.Curve.ViewBox = fmt.Sprintf("0 %.0f %d %.0f", d.Base-high, d.Clock.width, high-low)
	d.Line, d.Before = d.Clock.series(d.Points, place, true), d.Clock.series(d.Rebuilt, place, false)
	d.Curve.Spot = d.Clock.spot(d.Points[d.Low], place)
	last := d.Points[len(d.Points)-1]
	d.EndX, d.EndY = d.Clock.share(last.At), up.at(d.Grain.whole(last.Equity))
	if !d.Capture.IsZero() {
		d.CaptureAt = d.Clock.share(d.Capture)
	}
}

// extremes of the drawing, with some air. Both are whole.
func (d *equityDrawing) extremes() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, points := range [][]Point{d.Points, d.Rebuilt} {
		for _, point := range points {
			whole := d.Grain.whole(point.Equity)
			low, high = min(low, whole), max(high, whole)
		}
	}
	return roomy(low, high, d.Signed)
}

// roomy is a range with zero in it when wanted, and with air above and below.
func roomy(low, high float64, zero bool) (from, to float64) {
	if zero {
		low, high = min(low, 0), max(high, 0)
	}
	air := math.Ceil((high - low) * 0.05)
	if high == low {
		air = math.Ceil(max(math.Abs(high)*0.02, 100))
	}
	return low - air, high + air
}

func (d *equityDrawing) drawDepth() {
	most := max(math.Ceil(d.Grain.whole(d.Points[d.Low].Depth)*1.08), 100)
	place := func(p Point) float64 { return d.Grain.whole(p.Depth) }
	down := span{-most, 0, depthTop + depthHigh, depthTop}
	d.Depth = panel{Top: depthTop, High: depthHigh, Rows: rows(down, depthRows, d.Grain, Amounts{})}
	d.Depth.ViewBox = fmt.Sprintf("0 0 %d %.0f", d.Clock.width, most)
	d.Under = d.Clock.series(d.Points, place, true)
	d.Depth.Spot = d.Clock.spot(d.Points[d.Low], place)
}

// deepest is the first of the deepest points.
func deepest(points []Point) int {
	found := 0
	for i, point := range points {
		if point.Depth > points[found].Depth {
			found = i
		}
	}
	return found
}
