package pages

import (
	"math"
	"regexp"
	"strconv"
	"testing"
	"time"

	"crypto-dashboard/app/figures/former"
	"crypto-dashboard/app/ledger"
)

func sumsOf(n int, profit func(int) float64) figures.Figures {
	trades := make([]ledger.Trade, n)
	for i := range trades {
		trades[i] = closedTrade(1, profit(i))
		trades[i].CloseDate = ledger.At(noon.Add(time.Duration(i) * time.Hour))
	}
	return figures.Of(trades, 0)
}

var coordinates = regexp.MustCompile(`[ML](-?[0-9.]+) (-?[0-9.]+)`)

// The line stays in its box, goes to the right, and begins and ends where the sums do.
func TestTheCurveIsInItsBox(t *testing.T) {
	sums := sumsOf(5000, func(i int) float64 { return math.Sin(float64(i)/50) * 3 })
	for _, chart := range chartsOf(0, sums, "USDT") {
		points := coordinates.FindAllStringSubmatch(chart.Line, -1)
		if len(points) < 50 || len(points) > 550 {
			t.Errorf("%s: %d points", chart.Size, len(points))
		}
		last := -1.0
		for _, point := range points {
			x, _ := strconv.ParseFloat(point[1], 64)
			y, _ := strconv.ParseFloat(point[2], 64)
			if x < last || x < chart.Plot.Left-0.1 || x > chart.Plot.Right+0.1 || y < chart.Plot.Top-0.1 || y > chart.Plot.Bottom+0.1 {
				t.Fatalf("%s: the point %v, %v is out of the box or goes back", chart.Size, x, y)
			}
			last = x
		}
		if math.Abs(last-chart.Plot.Right) > 0.1 || math.Abs(chart.End.X-last) > 0.1 {
			t.Errorf("%s: the line ends at %v, want %v", chart.Size, last, chart.Plot.Right)
		}
	}
}

// Thinning must not hide the highest and the lowest point.
func TestThinningKeepsTheExtremes(t *testing.T) {
	sums := sumsOf(3000, func(i int) float64 {
		switch i {
		case 777:
			return 1000
		case 778:
			return -1000
		case 2222:
			return -500
		case 2223:
			return 500
		}
		return 0.01
	})
	low, high := extremes(sums.Curve)
	thinLow, thinHigh := extremes(thinned(sums.Curve, 150))
	if low != thinLow || high != thinHigh {
		t.Errorf("extremes %v, %v became %v, %v", low, high, thinLow, thinHigh)
	}
}

func TestGridLines(t *testing.T) {
	cases := []struct {
		low, high   float64
		first, last string
		count       int
	}{
		{0, 93, "0", "+80", 5}, {-12, 380, "0", "+300", 4}, {0, 1, "0", "+1", 6}, {-3, 0, "−3", "0", 4}, {0, 0.00042, "0", "+0.0004", 5},
		{-1e300, 1e300, "−1e+300", "+1e+300", 5},
	}
	for _, c := range cases {
		low, high := padded(c.low, c.high)
		ticks := rowTicks(low, high, niceStep(low, high, 5), scale{low, high, 100, 0})
		if len(ticks) != c.count || ticks[0].Label != c.first || ticks[len(ticks)-1].Label != c.last {
			t.Errorf("%v to %v has the lines %v, want %d from %s to %s", c.low, c.high, ticks, c.count, c.first, c.last)
		}
		for _, line := range ticks {
			if line.At < 0 || line.At > 100 {
				t.Errorf("%v to %v: the line %v is outside", c.low, c.high, line)
			}
		}
	}
}

func TestTimeTicks(t *testing.T) {
	cases := map[time.Duration]string{
		5 * time.Hour: "12:00", 6 * 24 * time.Hour: "3 Nov", 50 * 24 * time.Hour: "8 Nov", 400 * 24 * time.Hour: "Jan 2027",
		3000 * 24 * time.Hour: "2027",
	}
	for span, first := range cases {
		ticks := timeTicks(noon, noon.Add(span), 9, func(figures.Point) float64 { return 0 })
		if len(ticks) < 2 || len(ticks) > 9 || ticks[0].Label != first {
			t.Errorf("%v gives %v, want 2 to 9 from %q", span, ticks, first)
		}
	}
}

func TestNoCurveOfNothing(t *testing.T) {
	if charts := chartsOf(0, figures.Of(nil, 0), "USDT"); charts != nil {
		t.Errorf("drew %v", charts)
	}
	one := sumsOf(1, func(int) float64 { return 3 })
	if charts := chartsOf(0, one, "USDT"); len(charts) != len(sizes) {
		t.Errorf("one trade gives %d drawings", len(charts))
	}
}
