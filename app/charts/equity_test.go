package charts

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// The path is the data: every point is in it, exact to its digits.
func TestThePathHasEveryPointExactly(t *testing.T) {
	points := curve(700, 5)
	for name, amounts := range map[string]Amounts{"sum": usdt, "balance": {Unit: "USDT", Digits: 2}} {
		drawing := drawingOf(Equity{ID: "e", Title: "Equity", Amounts: amounts, Points: points})
		for i, line := range []series{drawing.Line, drawing.Under} {
			var found []place
			for _, at := range follow(t, line.Path) {
				if at.command == 'l' {
					found = append(found, at)
				}
			}
			if len(found) != len(points)-1 {
				t.Fatalf("%s: the path has %d points after the first, want %d", name, len(found), len(points)-1)
			}
			for k, at := range found {
				point := points[k+1]
				want := []float64{math.Round(drawing.Base - point.Equity*100), math.Round(point.Depth * 100)}[i]
				when := time.Unix(drawing.Clock.Start+int64(at.x)*drawing.Clock.Step, 0)
				if at.y != want || !when.Equal(point.At.Truncate(time.Minute)) {
					t.Fatalf("%s: point %d is at %v, %v, want %v, %v", name, k+1, when, at.y, point.At, want)
				}
			}
		}
	}
}

func drawingOf(equity Equity) equityDrawing {
	equity, unit := equity.drawable()
	return equity.drawing(unit)
}

// What adding up leaves behind the last digit is nothing to show.
func TestNoiseIsNoValue(t *testing.T) {
	tenth, fifth, third := 0.1, 0.2, 0.3
	noise := tenth + fifth - third
	equity := Equity{ID: "e", Title: "Equity", Amounts: usdt, Points: []Point{{noon, 5, 0}, {noon, noise, 5}}}
	if drawing := drawingOf(equity); drawing.Last != "0.00" {
		t.Errorf("the last value is %s", drawing.Last)
	}
	for _, html := range others([]float64{5, noise, 3}, usdt) {
		if strings.Contains(string(html), "e-") {
			t.Errorf("noise is in %s", html)
		}
	}
}

func TestPointsComeInAnyOrder(t *testing.T) {
	points := curve(50, 3)
	want := profits(points).HTML()
	slices.Reverse(points)
	if got := profits(points).HTML(); got != want {
		t.Error("points in another order give another drawing")
	}
	if points[0].At.Before(points[1].At) {
		t.Error("the caller's points were put in order")
	}
}

// A sum of profits shows where zero is, a balance the range it was in.
func TestTheRangeOfTheDrawing(t *testing.T) {
	points := []Point{{noon, 10000, 0}, {noon.Add(time.Hour), 10400, 0}}
	for signed, want := range map[bool]string{true: "+2k +4k +6k +8k +10k", false: "10.0k 10.1k 10.2k 10.3k 10.4k"} {
		var labels []string
		for _, line := range drawingOf(Equity{ID: "e", Amounts: Amounts{Digits: 2, Signed: signed}, Points: points}).Curve.Rows {
			labels = append(labels, line.Label)
		}
		if got := strings.TrimPrefix(strings.Join(labels, " "), "0 "); got != want {
			t.Errorf("signed %v: rows are %s, want %s", signed, got, want)
		}
	}
}

func TestWordsOfTheCurve(t *testing.T) {
	points := []Point{{noon, 10, 0}, {noon.AddDate(0, 1, 0), 250.5, 0}, {noon.AddDate(0, 2, 0), -20, 270.5}, {noon.AddDate(0, 3, 0), 99, 151.5}}
	html := Equity{ID: "e", Title: "Sum of profits", Name: "Profit", Amounts: usdt, Points: points, Note: "Fees are in."}.HTML()
	root := parse(t, html)
	if words := root.all("desc", "")[0].words(); words != "From 14 Mar 2025 to 14 Jun 2025 (UTC) it goes from +10.00 to +99.00 USDT. The lowest is −20.00 on 14 May 2025, "+
		"the highest +250.50 on 14 Apr 2025. The deepest drawdown is −270.50 on 14 May 2025. Fees are in." {
		t.Errorf("the description is %q", words)
	}
	if words := strings.Join(strings.Fields(root.all("p", "plot-read")[0].words()), " "); words != "14 Jun 2025, 12:00 UTC Profit +99.00 USDT Drawdown −151.50 Deepest −270.50, 14 May 2025" {
		t.Errorf("the values are %q", words)
	}
	if len(root.all("path", "ring")) != 1 {
		t.Error("the deepest point is not marked")
	}
	calm := Equity{ID: "e", Title: "Sum of profits", Amounts: usdt, Points: points[:2]}.HTML()
	if len(parse(t, calm).all("path", "ring")) != 0 || !strings.Contains(string(calm), "There is no drawdown.") {
		t.Error("a curve without drawdown marks one")
	}
}

// Values that were rebuilt are dashed, and a line says from where on they were measured.
func TestRebuiltValuesAreDrawnApart(t *testing.T) {
	points := curve(20, 30)
	root := parse(t, Equity{ID: "e", Title: "Balance", Amounts: usdt, Points: points[10:], Rebuilt: points[:11], Capture: points[10].At}.HTML())
	if got := len(root.all("path", "rebuilt")); got != 1 {
		t.Errorf("%d dashed lines", got)
	}
	capture := root.all("svg", "plot-capture")
	clock := clockOf(points)
	if len(capture) != 1 || capture[0].attributes["x"] != percent(clock.share(points[10].At)) || capture[0].words() != "measured from here" {
		t.Errorf("the beginning of measuring is %v", capture)
	}
	if begin := root.all("path", "curve")[0].attributes["data-from"]; strings.HasPrefix(begin, "0 ") {
		t.Errorf("the measured curve begins at %q", begin)
	}
}

// Thinning must not hide the highest, the lowest, the deepest and the last point, nor change the order.
func TestThinningKeepsTheShape(t *testing.T) {
	points := curve(5000, 1)
	points[777].Equity, points[778].Equity = 9000, -9000
	for _, i := range []int{2222, 3333, 4444} {
		points[i].Equity, points[i].Depth = (points[i-1].Equity+points[i+1].Equity)/2, 8000
	}
	thin := Thin(points, 200)
	if len(thin) < 100 || len(thin) > 204 {
		t.Errorf("%d points are left", len(thin))
	}
	kept := map[Point]bool{}
	for i, point := range thin {
		kept[point] = true
		if i > 0 && point.At.Before(thin[i-1].At) {
			t.Fatalf("point %d goes back", i)
		}
	}
	for _, i := range []int{0, 777, 778, 2222, 3333, 4444, 4999} {
		if !kept[points[i]] {
			t.Errorf("point %d is lost", i)
		}
	}
	if len(Thin(points, 5000)) != 5000 || len(Thin(nil, 10)) != 0 || len(Thin(points[:1], 0)) != 1 {
		t.Error("few points are thinned as well")
	}
}

func TestTheTableOfTheCurve(t *testing.T) {
	points := curve(100, 5)
	table := Equity{Title: "Sum of profits", Amounts: usdt, Points: points}.Table(10)
	last := points[99]
	if len(table.Rows) != 10 || table.Rows[0][0] != minute(last.At) || table.Rows[0][1] != usdt.text(last.Equity) || table.Head[1] != "Equity (USDT)" {
		t.Errorf("the table is %v", table)
	}
	root := parse(t, table.HTML())
	if root.all("caption", "")[0].words() != "Sum of profits" || len(root.all("th", "")) != 3+10 {
		t.Errorf("the table is drawn as %s", table.HTML())
	}
	for _, head := range root.all("th", "") {
		if scope := head.attributes["scope"]; scope != "col" && scope != "row" {
			t.Errorf("a heading has the scope %q", scope)
		}
	}
}
