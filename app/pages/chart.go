package pages

import (
	"fmt"
	"strings"
	"time"

	"crypto-dashboard/app/figures/former"
)

// chart is the equity curve and, under it, how far the sum of profits is below its highest point: coordinates and words for the
// template, drawn by it as SVG.
type chart struct {
	ID, Size           string
	Width, Height      int
	Title, Description string
	Plot, Under        box
	Zero               float64
	Line, Area, Depth  string
	Rows, Columns      []tick
	Deepest            string // label of the strip's lowest line
	Spots              []spot
	End, Trough        spot
	HasTrough          bool
}

// box is a part of the drawing.
type box struct{ Left, Top, Right, Bottom float64 }

// Width and Height are for the template.
func (b box) Width() float64  { return b.Right - b.Left }
func (b box) Height() float64 { return b.Bottom - b.Top }

// tick is a grid line at a coordinate, with its label.
type tick struct {
	At    float64
	Label string
}

// spot is a place on the curve that answers to the pointer: a column from Left, Span wide.
type spot struct {
	X, Y, Left, Span float64
	When, Value      string
}

// size is a drawing for a range of screen widths: the text in it must stay readable, so one that shrinks is no good.
type size struct {
	name          string
	width, height int
	points        int // most points of the line
	columns, rows int
	spots         int
}

var sizes = []size{
	{"wide", 1180, 380, 500, 9, 5, 120},
	{"medium", 720, 340, 300, 6, 5, 80},
	{"narrow", 380, 300, 150, 4, 4, 40},
}

const underHeight = 56

func chartsOf(section int, sums figures.Figures, currency string) []chart {
	curve := timed(sums.Curve)
	if len(curve) < 2 {
		return nil
	}
	charts := make([]chart, len(sizes))
	for i, s := range sizes {
		charts[i] = chartOf(fmt.Sprintf("equity-%d-%s", section, s.name), s, curve, sums, currency)
	}
	return charts
}

// timed begins at zero with the first trade, and gives trades without a closing time the last known one.
func timed(curve []figures.Point) []figures.Point {
	var points []figures.Point
	for _, point := range curve {
		if point.At.IsZero() && len(points) > 0 {
			point.At = points[len(points)-1].At
		}
		if !point.At.IsZero() {
			points = append(points, point)
		}
	}
	if len(points) == 0 {
		return nil
	}
	return append([]figures.Point{{At: points[0].At.Add(-time.Second)}}, points...)
}

func chartOf(id string, s size, curve []figures.Point, sums figures.Figures, currency string) chart {
	made := chart{ID: id, Size: s.name, Width: s.width, Height: s.height, Title: "Equity curve in " + currency}
	made.Description = description(curve, sums, currency)
	made.Plot = box{2, 14, float64(s.width) - 64, float64(s.height) - underHeight - 40}
	made.Under = box{2, made.Plot.Bottom + 12, made.Plot.Right, made.Plot.Bottom + 12 + underHeight - 12}
	draw(&made, s, curve, sums, currency)
	return made
}

func draw(made *chart, s size, curve []figures.Point, sums figures.Figures, currency string) {
	across := timeScale(curve[0].At, curve[len(curve)-1].At, made.Plot)
	low, high := padded(extremes(curve))
	step := niceStep(low, high, s.rows)
	up := scale{low, high, made.Plot.Bottom, made.Plot.Top}
	down := scale{0, max(sums.Drawdown.Absolute, step/100), made.Under.Top, made.Under.Bottom}
	made.Zero = up.at(0)
	made.Rows = rowTicks(low, high, step, up)
	made.Columns = timeTicks(curve[0].At, curve[len(curve)-1].At, s.columns, across)
	thin := thinned(curve, s.points)
	made.Line = path(thin, across, func(p figures.Point) float64 { return up.at(p.Cumulative) })
	made.Area = closed(made.Line, thin, across, made.Zero)
	depth := path(thin, across, func(p figures.Point) float64 { return down.at(p.High - p.Cumulative) })
	made.Depth = closed(depth, thin, across, made.Under.Top)
	made.Deepest = signed(short(sums.Drawdown.Absolute), -sums.Drawdown.Absolute)
	made.Spots = spotsOf(curve, s.spots, made.Plot, across, up, currency)
	made.End = spotAt(curve[len(curve)-1], across, up, currency)
	for _, point := range curve {
		if sums.Drawdown.Absolute > 0 && point.High-point.Cumulative == sums.Drawdown.Absolute {
			made.Trough, made.HasTrough = spotAt(point, across, up, currency), true
			break
		}
	}
}

// description says in words what the drawing shows.
func description(curve []figures.Point, sums figures.Figures, currency string) string {
	first, last := curve[0].At, curve[len(curve)-1].At
	return fmt.Sprintf("Sum of the profits of %s from %s to %s (UTC): it ends at %s %s. Its deepest fall was %s %s. The table after the drawing has the months.",
		plural(sums.Closed, "closed trade"), shortDay(first), shortDay(last), signed(money(sums.Profit, currency), sums.Profit), currency,
		money(sums.Drawdown.Absolute, currency), currency)
}

func path(points []figures.Point, across, up func64) string {
	var text strings.Builder
	command := byte('M')
	for _, point := range points {
		fmt.Fprintf(&text, "%c%.1f %.1f", command, across(point), up(point))
		command = 'L'
	}
	return text.String()
}

// func64 places a point on an axis.
type func64 = func(figures.Point) float64

// closed is the area between a line and a base.
func closed(line string, points []figures.Point, across func64, base float64) string {
	return fmt.Sprintf("%sL%.1f %.1fL%.1f %.1fZ", line, across(points[len(points)-1]), base, across(points[0]), base)
}
