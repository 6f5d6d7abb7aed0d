package charts

import (
	"html/template"
	"math"
	"strings"
	"testing"
	"time"
)

var edges = map[string][]float64{
	"nothing": {}, "one": {12.5}, "zero": {0}, "two": {3, -4}, "all equal": {7, 7, 7, 7}, "all zero": {0, 0, 0}, "all negative": {-5, -3, -9},
	"huge": {math.MaxFloat64, -math.MaxFloat64, 1e308, -1e308}, "tiny": {1e-12, -3e-13, 2e-12}, "tinier than numbers": {5e-324, -5e-324, 1e-310},
	"small change of a lot": {1e9, 1e9 + 0.01, 1e9 - 0.01}, "not finite": {1, math.NaN(), math.Inf(1), math.Inf(-1), 2}, "all not finite": {math.NaN(), math.Inf(1)},
	"far apart": {1e-9, 1e14}, "many": many(200), "halves": {0.125, 0.375, 98.285, 1.005},
}

func many(n int) (values []float64) {
	for i := range n {
		values = append(values, math.Sin(float64(i)/40)*100)
	}
	return values
}

var starts = map[string]struct {
	begin time.Time
	step  time.Duration
}{
	"hours": {noon, time.Hour}, "the same moment": {noon, 0}, "one day": {noon, time.Minute}, "seconds": {noon, time.Second},
	"before 1970": {time.Date(1901, 2, 3, 4, 5, 6, 0, time.UTC), 5000 * time.Hour}, "after 2100": {time.Date(2180, 12, 31, 23, 59, 59, 0, time.UTC), 90 * 24 * time.Hour},
	"backwards": {noon, -time.Hour}, "no date": {time.Time{}, time.Hour}, "the last days": {time.Date(9999, 12, 30, 0, 0, 0, 0, time.UTC), time.Hour},
	"another zone": {noon.In(time.FixedZone("far", 50000)), time.Hour},
}

var units = map[string]Amounts{
	"signed": usdt, "unsigned": {Unit: "USDT", Digits: 2}, "whole": {Unit: "%", Signed: true}, "coins": {Unit: "BTC", Digits: 8},
	"long unit": {Unit: strings.Repeat("<&\"'>x", 50), Digits: 2}, "none": {},
}

// Whatever the values, dates and units are, drawings are XML and their coordinates numbers inside of them.
func TestEdgesOfEquity(t *testing.T) {
	for name, values := range edges {
		for unit := range units {
			checkEquity(t, name+", "+unit, values, units[unit], noon, time.Hour)
		}
		for when, start := range starts {
			checkEquity(t, name+", "+when, values, usdt, start.begin, start.step)
		}
	}
}

func checkEquity(t *testing.T, name string, values []float64, amounts Amounts, begin time.Time, step time.Duration) {
	t.Run(name, func(t *testing.T) {
		points := walk(values, begin, step)
		drawing := Equity{ID: "e", Title: "Equity", Amounts: amounts, Points: points, Capture: begin}
		checkDrawing(t, drawing.HTML()+drawing.Table(10).HTML())
		drawing.Points, drawing.Rebuilt = points[len(points)/2:], points[:len(points)/2]
		checkDrawing(t, drawing.HTML())
	})
}

func walk(values []float64, at time.Time, step time.Duration) (points []Point) {
	high := math.Inf(-1)
	for _, value := range values {
		high = max(high, value)
		points, at = append(points, Point{at, value, high/2 - value/2}), at.Add(step)
	}
	return points
}

func TestEdgesOfTheOthers(t *testing.T) {
	for name, values := range edges {
		checkOthers(t, name, values, usdt)
	}
	for unit, amounts := range units {
		checkOthers(t, "huge, "+unit, edges["huge"], amounts)
		checkOthers(t, "tiny, "+unit, edges["tiny"], amounts)
	}
}

func checkOthers(t *testing.T, name string, values []float64, amounts Amounts) {
	t.Run(name, func(t *testing.T) {
		for _, html := range others(values, amounts) {
			checkDrawing(t, html)
		}
	})
}

func others(values []float64, amounts Amounts) []template.HTML {
	bars := Bars{ID: "b", Title: "Bars", Amounts: amounts}
	calendar := Calendar{ID: "c", Title: "Days", Amounts: amounts, Year: 2024}
	week := Week{ID: "w", Title: "Hours", Amounts: amounts}
	histogram := Histogram{ID: "h", Title: "Distribution", Noun: "trades", Signed: true, Mean: math.NaN(), Format: amounts.full}
	split, share := Split{ID: "s", Title: "Split"}, template.HTML("")
	for i, value := range values {
		at := time.Date(2023, 12, 30+i, 0, 0, 0, 0, time.UTC)
		bars.Bars = append(bars.Bars, Bar{at.Format("2 Jan"), at.Format("2 Jan 2006"), value, amounts.Unit})
		calendar.Days = append(calendar.Days, Day{at, value, amounts.Unit})
		week.Hours[i%7][i%24] = Hour{Value: value, Note: amounts.Unit}
		histogram.Bins = append(histogram.Bins, Bin{float64(i), float64(i + 1), int(math.Min(math.Abs(value), 1e6))})
		histogram.Mean, histogram.Median = float64(i)/2, value
		split.Parts = append(split.Parts, Part{amounts.Unit, value, amounts.Unit})
		share += Share{value, -3, 8}.HTML() + Share{value, value, value}.HTML()
	}
	return []template.HTML{bars.HTML() + bars.Table().HTML(), calendar.HTML() + calendar.Table().HTML(), week.HTML() + week.Table().HTML(),
		histogram.HTML() + histogram.Table().HTML(), split.HTML(), share, Sparkline{"Spark", amounts, values}.HTML()}
}

// The outer bins may be open, and the means outside of all bins or where bins have no width.
func TestEdgesOfHistograms(t *testing.T) {
	for _, bins := range [][]Bin{{{math.Inf(-1), math.Inf(1), 3}}, {{math.Inf(-1), 0, 1}, {0, math.Inf(1), 9}}, {{1, 1, 4}}, {{-math.MaxFloat64, math.MaxFloat64, 1}}, {{0, 1, -4}, {1, 2, 1}}} {
		for _, mean := range []float64{0, 1, -7, 1e300, math.NaN(), math.Inf(1)} {
			histogram := Histogram{ID: "h", Title: "Distribution", Noun: "trades", Bins: bins, Mean: mean, Median: 0.5, Format: usdt.full}
			checkDrawing(t, histogram.HTML()+histogram.Table().HTML())
			histogram.Format = nil
			checkDrawing(t, histogram.HTML()+histogram.Table().HTML())
		}
	}
}
