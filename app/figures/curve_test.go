package figures_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"

	"pgregory.net/rapid"
)

func TestASmallCurveIsWhole(t *testing.T) {
	curve := allOf(t, closed(10, -4, 6, -8)...).Curve
	points := curve.Points(1000)
	if len(points) != 4 {
		t.Fatalf("%d points, want 4", len(points))
	}
	for i, want := range []struct{ sum, high, depth float64 }{{10, 10, 0}, {6, 10, 4}, {12, 12, 0}, {4, 12, 8}} {
		if points[i].Cumulative != want.sum || points[i].High != want.high || points[i].Depth() != want.depth {
			t.Errorf("point %d is %+v, want %v", i, points[i], want)
		}
		wantAt(t, "a point", points[i].At, start.AddDate(0, 0, i).Add(hour))
	}
	if curve.Lowest != points[3] || curve.Highest != points[2] || curve.Deepest != points[3] || curve.Last != points[3] {
		t.Errorf("the curve is %+v", curve)
	}
}

// wholeCurve is every point, the simple way.
func wholeCurve(trades []ledger.Trade) []figures.Point {
	var sum, high float64
	points := make([]figures.Point, len(trades))
	for i, trade := range trades {
		sum += float64(trade.CloseProfitAbs)
		high = max(high, sum)
		points[i] = figures.Point{At: trade.CloseDate, Cumulative: sum, High: high}
	}
	return points
}

// Few points of many keep their order, their number and what matters. Whole profits make the sums exact.
func TestAThinCurveKeepsWhatMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rapid.Int64().Draw(t, "seed")
		trades := closed(make([]float64, rapid.IntRange(1, 6000).Draw(t, "trades"))...)
		at := ledger.At(start)
		for i := range trades {
			random = random*6364136223846793005 + 1442695040888963407
			trades[i].CloseProfitAbs = ledger.Number(random >> 58)
			at += ledger.Time(1) << (uint64(random) >> 40 % 32)
			trades[i].CloseDate = at
		}
		n := rapid.IntRange(8, 3000).Draw(t, "most")
		curve := of(trades...).Currencies[0].All.Curve
		points, whole := curve.Points(n), wholeCurve(trades)
		if len(points) > n || len(points) < min(len(trades), n/4, 500) {
			t.Fatalf("%d points of %d, at most %d", len(points), len(trades), n)
		}
		next := 0
		for _, point := range points {
			found := slices.IndexFunc(whole[next:], func(p figures.Point) bool {
				return p.At == point.At && p.Cumulative == point.Cumulative && p.High == point.High
			})
			if found < 0 {
				t.Fatalf("%+v is not of the curve, or out of order", point)
			}
			next += found + 1
		}
		depth := func(p figures.Point) float64 { return p.Depth() }
		sum := func(p figures.Point) float64 { return p.Cumulative }
		minus := func(p figures.Point) float64 { return -p.Cumulative }
		for what, of := range map[string]func(figures.Point) float64{"deepest": depth, "highest": sum, "lowest": minus} {
			most, kept := first(whole, of), first(points, of)
			if most.At != kept.At {
				t.Fatalf("the %s is %+v, kept is %+v", what, most, kept)
			}
		}
		if first(whole, sum).At != curve.Highest.At || first(whole, minus).At != curve.Lowest.At || first(whole, depth).At != curve.Deepest.At {
			t.Fatalf("the curve is %+v", curve)
		}
		if last := points[len(points)-1]; last != curve.Last || last.At != whole[len(whole)-1].At {
			t.Fatalf("the last is %+v", last)
		}
	})
}

// first is the first point that has most of something.
func first(points []figures.Point, of func(figures.Point) float64) figures.Point {
	best, most := points[0], math.Inf(-1)
	for _, point := range points {
		if of(point) > most {
			best, most = point, of(point)
		}
	}
	return best
}

// A burst of trades in one minute does not take the points from the months around it.
func TestQuietTimesKeepTheirPoints(t *testing.T) {
	profits := make([]float64, 50000)
	trades := closed(profits...)
	for i := range trades {
		trades[i].CloseProfitAbs = ledger.Number(math.Sin(float64(i)))
		trades[i].CloseDate = ledger.At(start.Add(time.Duration(i) * time.Millisecond))
	}
	for i := range 100 {
		trades[49900+i].CloseDate = ledger.At(start.AddDate(0, 0, i+1))
	}
	quiet := 0
	for _, point := range of(trades...).Currencies[0].All.Curve.Points(400) {
		if point.At >= ledger.At(start.AddDate(0, 0, 1)) {
			quiet++
		}
	}
	if quiet < 90 {
		t.Errorf("%d of 100 quiet days have a point", quiet)
	}
}

func TestTradesAtOneMoment(t *testing.T) {
	trades := closed(1, -5, 9, -2)
	for i := range trades {
		trades[i].CloseDate = ledger.At(start)
	}
	points := allOf(t, trades...).Curve.Points(100)
	if len(points) != 3 || points[0].Cumulative != -4 || points[1].Cumulative != 5 || points[2].Cumulative != 3 {
		t.Errorf("the points are %+v", points)
	}
}
