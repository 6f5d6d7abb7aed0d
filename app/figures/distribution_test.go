package figures_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

func TestBinsHoldWhatIsBetweenTheirEdges(t *testing.T) {
	// Ratios: −50 %, −1 %, −0.5 %, 0, 0.99 %, 1 %, 20 %, 300 %.
	all := allOf(t, closed(-50, -1, -0.5, 0, 0.99, 1, 20, 300)...)
	if first, last := all.Ratios[0], all.Ratios[len(all.Ratios)-1]; !math.IsInf(first.From, -1) || !math.IsInf(last.To, 1) {
		t.Errorf("the ends are %v and %v", first, last)
	}
	want := map[float64]int{-0.2: 1, 0: 2, 0.01: 2, 0.02: 1, math.Inf(1): 2}
	total := 0
	for i, bin := range all.Ratios {
		if bin.Count != want[bin.To] {
			t.Errorf("%v: want %d", bin, want[bin.To])
		}
		if i > 0 && bin.From != all.Ratios[i-1].To {
			t.Errorf("%v does not begin where the one before ends", bin)
		}
		total += bin.Count
	}
	if total != 8 {
		t.Errorf("%d trades in the bins", total)
	}
}

func TestDurationBins(t *testing.T) {
	trades := closed(1, 1, 1)
	trades[1].OpenDate = trades[1].CloseDate - 59*1e6
	trades[2].OpenDate = ledger.Never
	for _, bin := range allOf(t, trades...).Durations {
		want := 0
		if bin.From == 3600 || bin.To == 60 {
			want = 1
		}
		if bin.Count != want {
			t.Errorf("%v: want %d", bin, want)
		}
	}
}

func TestMediansAreOffByAThousandth(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 2, 3, 100, 1001} {
		profits := make([]float64, n)
		for i := range profits {
			profits[i] = math.Exp(random.NormFloat64()*3) - 2
		}
		got := allOf(t, closed(profits...)...).RatioMedian
		slices.Sort(profits)
		low, high := profits[(n-1)/2]/100, profits[n/2]/100
		if off := math.Abs(got.Number - (low+high)/2); !got.OK() || off > 0.001*(math.Abs(low)+math.Abs(high))/2+1e-12 {
			t.Errorf("the median of %d is %v, want %v", n, got, (low+high)/2)
		}
	}
	wantNear(t, "the median of draws", allOf(t, closed(0, 0, 5)...).RatioMedian, 0)
}

func TestHoursOfTheWeek(t *testing.T) {
	// 1 January 2026 is a Thursday; the trades close at 01:00, a day apart.
	week := allOf(t, closed(1, 2, 4, 8, 16, 32, 64, 128)...).Week
	for day, want := range []figures.Cell{{1, figures.Value{Number: 16}}, {1, figures.Value{Number: 32}}, {1, figures.Value{Number: 64}},
		{2, figures.Value{Number: 129}}, {1, figures.Value{Number: 2}}, {1, figures.Value{Number: 4}}, {1, figures.Value{Number: 8}}} {
		if week[day][1] != want || week[day][0].Count != 0 || week[day][2].Count != 0 {
			t.Errorf("day %d has %v, want %v", day, week[day][:3], want)
		}
	}
	trades := closed(5)
	trades[0].CloseDate = -1 // the last microsecond of Wednesday, 31 December 1969
	all := allOf(t, trades...)
	if all.Week[2][23].Count != 1 || all.Calendar[0].Date.Time().Format("2006-01-02") != "1969-12-31" {
		t.Errorf("before 1970: %v on %v", all.Week[2], all.Calendar[0].Date.Time())
	}
}
