package charts

import (
	"context"
	"fmt"
	"html/template"
	"math"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/browsertest"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visit opens a page with charts.
func visit(t *testing.T, options browsertest.Options, parts ...template.HTML) context.Context {
	t.Helper()
	ctx := browsertest.Start(t, options)
	browsertest.Do(t, ctx, chromedp.Navigate(site(t, parts...)))
	return ctx
}

// box is where an element is: left, top, width, height.
func box(t *testing.T, ctx context.Context, selector string) [4]float64 {
	t.Helper()
	return browsertest.Ask[[4]float64](t, ctx, fmt.Sprintf(`(() => { const node = document.querySelector(%q); node.scrollIntoView({block: "center"});
		const b = node.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()`, selector))
}

// mouse does something at a share of a chart's width.
func mouse(t *testing.T, ctx context.Context, id string, kind input.DispatchMouseEventType, share float64, options ...chromedp.MouseOption) {
	t.Helper()
	at := box(t, ctx, "#"+id+" .plot-svg")
	browsertest.Do(t, ctx, chromedp.MouseEvent(kind, at[0]+at[2]*share, at[1]+90, options...))
}

// reading is what stands above a chart.
func reading(t *testing.T, ctx context.Context, id string) string {
	t.Helper()
	return browsertest.Text(t, ctx, "#"+id+" .plot-now")
}

func press(t *testing.T, ctx context.Context, keys ...string) {
	t.Helper()
	for _, key := range keys {
		browsertest.Do(t, ctx, chromedp.KeyEvent(key))
	}
}

func focus(t *testing.T, ctx context.Context, id string) {
	t.Helper()
	browsertest.Ask[bool](t, ctx, fmt.Sprintf(`(document.querySelector("#%s .plot-stage").focus(), true)`, id))
}

func pointText(point Point) string {
	return fmt.Sprintf("%s UTC Profit %s USDT Drawdown %s", minute(point.At), usdt.text(point.Equity), Amounts{Digits: 2}.text(-point.Depth))
}

func profits(points []Point) Equity {
	return Equity{ID: "equity", Title: "Sum of profits", Name: "Profit", Amounts: usdt, Points: points}
}

// Of points at the same moment the last one is shown.
func TestTheCrosshairShowsThePointUnderThePointer(t *testing.T) {
	points := curve(40, 9)
	points[30].At = points[29].At
	ctx := visit(t, browsertest.Options{}, profits(points).HTML())
	clock := clockOf(points)
	before := reading(t, ctx, "equity")
	for _, i := range []int{0, 1, 17, 25, 30, 38, 39} {
		mouse(t, ctx, "equity", chromedp.MouseMoved, min(clock.share(points[i].At), 0.9999))
		if got := reading(t, ctx, "equity"); got != pointText(points[i]) {
			t.Errorf("at point %d it reads %q, want %q", i, got, pointText(points[i]))
		}
	}
	x := browsertest.Ask[string](t, ctx, `document.querySelector(".plot-cross line").getAttribute("x1")`)
	if x != "100%" {
		t.Errorf("the line is at %s", x)
	}
	if busy := browsertest.Ask[string](t, ctx, "document.documentElement.dataset.busy"); busy != "chart" {
		t.Errorf("the page is busy with %q", busy)
	}
	browsertest.Do(t, ctx, chromedp.MouseEvent(chromedp.MouseMoved, 2, 2))
	if got := reading(t, ctx, "equity"); got != before || browsertest.Ask[bool](t, ctx, `"busy" in document.documentElement.dataset`) {
		t.Errorf("after the pointer has left it reads %q", got)
	}
}

// The dots of the crosshair are on the curves, also when these are zoomed.
func TestTheDotsAreOnTheCurves(t *testing.T) {
	points := curve(300, 9)
	ctx := visit(t, browsertest.Options{}, profits(points).HTML())
	for _, length := range []string{"Infinity", "30", "7"} {
		browsertest.Ask[bool](t, ctx, fmt.Sprintf(`(document.querySelector("#equity button[value='%s']").click(), true)`, length))
		mouse(t, ctx, "equity", chromedp.MouseMoved, 0.7)
		off := browsertest.Ask[float64](t, ctx, `Math.max(...["curve", "under"].map((name, i) => {
			const path = document.querySelector("path." + name), dot = document.querySelectorAll(".plot-cross circle")[i].getBoundingClientRect();
			const matrix = path.getScreenCTM().inverse(), at = new DOMPoint(dot.x + dot.width / 2, dot.y + dot.height / 2).matrixTransform(matrix);
			let [x, y] = path.dataset.from.split(" ").map(Number), best = Infinity;
			const moves = path.getAttribute("d").match(/l([^H]*)/)[1].match(/-?\d+/g).map(Number);
			for (let k = 0; k < moves.length; k += 2) {
				x += moves[k]; y += moves[k + 1];
				best = Math.min(best, Math.hypot((x - at.x) / matrix.a, (y - at.y) / matrix.d));
			}
			return best;
		}))`)
		if off > 0.5 {
			t.Errorf("with %s days a dot is %v pixels off", length, off)
		}
	}
}

func TestKeysReadTheValuesAloud(t *testing.T) {
	points := curve(60, 9)
	ctx := visit(t, browsertest.Options{}, profits(points).HTML())
	press(t, ctx, kb.Tab) // the first thing that can be focused
	for range 4 {         // the buttons come before
		if browsertest.Ask[bool](t, ctx, `document.activeElement.classList.contains("plot-stage")`) {
			break
		}
		press(t, ctx, kb.Tab)
	}
	steps := []struct {
		key  string
		want int
	}{{kb.ArrowLeft, 59}, {kb.ArrowLeft, 58}, {kb.ArrowRight, 59}, {kb.ArrowRight, 59}, {kb.Home, 0}, {kb.ArrowRight, 1}, {kb.PageDown, 7}, {kb.PageUp, 1}, {kb.End, 59}}
	for _, step := range steps {
		press(t, ctx, step.key)
		spoken := browsertest.Text(t, ctx, "#equity [aria-live]")
		if got := reading(t, ctx, "equity"); got != pointText(points[step.want]) || spoken != got {
			t.Fatalf("it reads %q and says %q, want point %d: %q", got, spoken, step.want, pointText(points[step.want]))
		}
	}
	press(t, ctx, kb.Escape, kb.ArrowRight)
	if got := reading(t, ctx, "equity"); got != pointText(points[0]) {
		t.Errorf("from nowhere the right arrow reads %q, want the first point", got)
	}
	if role := browsertest.Ask[string](t, ctx, `document.activeElement.getAttribute("role") + ": " + document.activeElement.getAttribute("aria-label")`); role != "application: Sum of profits: arrow keys read the values" {
		t.Errorf("what has the focus is %q", role)
	}
}

// visible is the part of the time that each panel shows, in Unix seconds.
func visible(t *testing.T, ctx context.Context, points []Point) (from, to [2]float64) {
	t.Helper()
	clock := clockOf(points)
	for i, view := range browsertest.Ask[[2]string](t, ctx, `[...document.querySelectorAll("#equity .plot-panel")].map((node) => node.getAttribute("viewBox"))`) {
		fields := strings.Fields(view)
		left, wide := number(t, fields[0]), number(t, fields[2])
		from[i], to[i] = float64(clock.Start)+left*float64(clock.Step), float64(clock.Start)+(left+wide)*float64(clock.Step)
	}
	return from, to
}

func wantVisible(t *testing.T, ctx context.Context, points []Point, from, to, tolerance float64) {
	t.Helper()
	begin, end := visible(t, ctx, points)
	for i := range 2 {
		if math.Abs(begin[i]-from) > tolerance || math.Abs(end[i]-to) > tolerance {
			t.Errorf("panel %d shows %v to %v, want %v to %v", i, begin[i], end[i], from, to)
		}
	}
}

func wholeTime(points []Point) (from, to float64) {
	clock := clockOf(points)
	return float64(clock.Start), float64(clock.Start + clock.width*clock.Step)
}

func TestDraggingZoomsBothPanels(t *testing.T) {
	points := curve(500, 9)
	ctx := visit(t, browsertest.Options{}, profits(points).HTML())
	begin, end := wholeTime(points)
	drag := func(from, to float64) {
		mouse(t, ctx, "equity", chromedp.MousePressed, from, chromedp.ButtonLeft, chromedp.ClickCount(1))
		mouse(t, ctx, "equity", chromedp.MouseMoved, (from+to)/2, chromedp.ButtonLeft)
		mouse(t, ctx, "equity", chromedp.MouseMoved, to, chromedp.ButtonLeft)
		mouse(t, ctx, "equity", chromedp.MouseReleased, to, chromedp.ButtonLeft, chromedp.ClickCount(1))
	}
	drag(0.25, 0.5)
	pixel := (end - begin) / 1000
	wantVisible(t, ctx, points, begin+(end-begin)*0.25, begin+(end-begin)*0.5, 2*pixel)
	drag(0.75, 0.5) // backwards, in what is visible now
	wantVisible(t, ctx, points, begin+(end-begin)*0.375, begin+(end-begin)*0.4375, 3*pixel)
	focus(t, ctx, "equity")
	press(t, ctx, kb.Home)
	if got := reading(t, ctx, "equity"); got == pointText(points[0]) || !strings.Contains(got, "UTC") {
		t.Errorf("the first visible point is %q", got)
	}
	drag(0.5, 0.501) // too short to be meant
	wantVisible(t, ctx, points, begin+(end-begin)*0.375, begin+(end-begin)*0.4375, 3*pixel)
	at := box(t, ctx, "#equity .plot-svg")
	browsertest.Do(t, ctx, chromedp.MouseClickXY(at[0]+200, at[1]+90, chromedp.ClickCount(2)))
	wantVisible(t, ctx, points, begin, end, 1)
}

func TestButtonsAndKeysZoom(t *testing.T) {
	points := curve(900, 9)
	ctx := visit(t, browsertest.Options{}, profits(points).HTML())
	begin, end := wholeTime(points)
	names := browsertest.Ask[string](t, ctx, `[...document.querySelectorAll("#equity button")].map((button) => button.textContent + (button.ariaPressed === "true" ? "*" : "")).join(" ")`)
	if names != "1 w 1 m 3 m all*" { // the points are less than a year
		t.Errorf("the buttons are %q", names)
	}
	before := browsertest.Text(t, ctx, "#equity .plot-time")
	for value, days := range map[string]float64{"7": 7, "30": 30, "91": 91} {
		browsertest.Ask[bool](t, ctx, fmt.Sprintf(`(document.querySelector("#equity button[value='%s']").click(), true)`, value))
		wantVisible(t, ctx, points, end-days*day, end, 1)
		if pressed := browsertest.Ask[string](t, ctx, `[...document.querySelectorAll("#equity [aria-pressed=true]")].map((button) => button.value).join()`); pressed != value {
			t.Errorf("with %s days the button %s is pressed", value, pressed)
		}
		if after := browsertest.Text(t, ctx, "#equity .plot-time"); after == before {
			t.Errorf("with %s days the axis still says %q", value, after)
		}
	}
	focus(t, ctx, "equity")
	press(t, ctx, kb.Escape)
	wantVisible(t, ctx, points, begin, end, 1)
	press(t, ctx, "+")
	wantVisible(t, ctx, points, begin+(end-begin)/4, begin+(end-begin)*3/4, 60)
	press(t, ctx, kb.End, "+") // around the last visible point, as far as there is something
	from, to := visible(t, ctx, points)
	if math.Abs(to[0]-from[0]-(end-begin)/4) > 60 {
		t.Errorf("the second step shows %v to %v", from, to)
	}
	press(t, ctx, "-", "-", "-")
	wantVisible(t, ctx, points, begin, end, 1)
	if after := browsertest.Text(t, ctx, "#equity .plot-time"); after != before {
		t.Errorf("the axis was %q and is %q", before, after)
	}
}

// What was rebuilt has no drawdown; marks outside of the visible time are not drawn at its edge.
func TestRebuiltValuesAreReadAndMarksStayInTheirTime(t *testing.T) {
	points := curve(200, 9)
	equity := Equity{ID: "equity", Title: "Balance", Name: "Balance", Amounts: usdt, Points: points[99:], Rebuilt: points[:100], Capture: points[99].At}
	ctx := visit(t, browsertest.Options{}, equity.HTML())
	mouse(t, ctx, "equity", chromedp.MouseMoved, clockOf(points).share(points[40].At))
	if got, want := reading(t, ctx, "equity"), minute(points[40].At)+" UTC Balance "+usdt.text(points[40].Equity)+" USDT Drawdown –"; got != want {
		t.Errorf("a rebuilt value reads %q, want %q", got, want)
	}
	drawn := func() string {
		return browsertest.Ask[string](t, ctx, `["capture", "end"].map((name) => getComputedStyle(document.querySelector(".plot-" + name)).display !== "none").join()`)
	}
	focus(t, ctx, "equity")
	whole := drawn()
	press(t, ctx, kb.Home, "+", "+", "+")
	begin := drawn()
	press(t, ctx, kb.Escape, kb.End, "+", "+", "+")
	if end := drawn(); whole != "true,true" || begin != "false,false" || end != "false,true" {
		t.Errorf("capture and end are drawn in the whole: %s, at the beginning: %s, at the end: %s", whole, begin, end)
	}
}

// With the script the name of a drawing is no tooltip that lies over the values, but still its name.
func TestNamesAreNoTooltips(t *testing.T) {
	ctx := visit(t, browsertest.Options{}, everything()[:7]...)
	unnamed := browsertest.Ask[int](t, ctx, `document.querySelectorAll("[data-chart] [role=img]:not([aria-label])").length`)
	if titles := browsertest.Ask[int](t, ctx, `document.querySelectorAll("[data-chart] title").length`); titles > 0 || unnamed > 0 {
		t.Errorf("%d titles are left, %d drawings have no name", titles, unnamed)
	}
}

func TestAFingerReadsAndDoesNotZoom(t *testing.T) {
	points := curve(40, 9)
	ctx := visit(t, browsertest.Options{Width: 360}, profits(points).HTML())
	at, share := box(t, ctx, "#equity .plot-svg"), clockOf(points).share(points[20].At)
	for i, kind := range []input.DispatchTouchEventType{input.DispatchTouchEventTypeTouchStart, input.DispatchTouchEventTypeTouchMove} {
		touch(t, ctx, kind, &input.TouchPoint{X: at[0] + at[2]*[]float64{0.2, share}[i], Y: at[1] + 90})
	}
	if got := reading(t, ctx, "equity"); got != pointText(points[20]) {
		t.Errorf("under the finger it reads %q, want %q", got, pointText(points[20]))
	}
	touch(t, ctx, input.DispatchTouchEventTypeTouchEnd)
	begin, end := wholeTime(points)
	wantVisible(t, ctx, points, begin, end, 1)
}

func touch(t *testing.T, ctx context.Context, kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
	t.Helper()
	browsertest.Do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
		return err
	}))
}

// A refresh replaces the chart by one with newer points: what is visible and the focus stay, and nothing is there twice.
func TestAReplacedChartStaysAsItWas(t *testing.T) {
	points := curve(500, 9)
	ctx := visit(t, browsertest.Options{}, profits(points[:490]).HTML())
	browsertest.Ask[bool](t, ctx, `(document.querySelector("#equity button[value='30']").click(), true)`)
	focus(t, ctx, "equity")
	swap := func() {
		browsertest.Ask[bool](t, ctx, fmt.Sprintf(`(() => { document.querySelector("#live section").innerHTML = %q; document.dispatchEvent(new CustomEvent("swapped"));
			document.dispatchEvent(new CustomEvent("swapped")); return true; })()`, profits(points).HTML()))
	}
	swap()
	_, end := wholeTime(points)
	wantVisible(t, ctx, points, end-30*day, end, 1)
	press(t, ctx, kb.ArrowLeft, kb.ArrowLeft)
	if got := reading(t, ctx, "equity"); got != pointText(points[498]) {
		t.Errorf("after the refresh the last point but one is %q, want %q", got, pointText(points[498]))
	}
	if got := browsertest.Ask[int](t, ctx, `document.querySelectorAll(".plot-ranges").length`); got != 1 {
		t.Errorf("there are %d groups of buttons", got)
	}
	press(t, ctx, "+", "+")
	from, to := visible(t, ctx, points)
	swap()
	wantVisible(t, ctx, points, from[0], to[0], 1)
}

func TestBarsAndCellsAreRead(t *testing.T) {
	bars, calendar := days(90)
	ctx := visit(t, browsertest.Options{}, Bars{ID: "days", Title: "Profit per day", Amounts: usdt, Bars: bars}.HTML(),
		Calendar{ID: "calendar", Title: "Profit per day", Amounts: usdt, Year: 2025, Days: calendar}.HTML(), hours().HTML())
	before := reading(t, ctx, "days")
	mouse(t, ctx, "days", chromedp.MouseMoved, (40+0.5)/90)
	if want := fmt.Sprintf("%s: %s, %s", bars[40].When, usdt.full(bars[40].Value), bars[40].Note); reading(t, ctx, "days") != want {
		t.Errorf("the bar reads %q, want %q", reading(t, ctx, "days"), want)
	}
	browsertest.Do(t, ctx, chromedp.MouseEvent(chromedp.MouseMoved, 2, 2))
	if got := reading(t, ctx, "days"); got != before {
		t.Errorf("after the pointer has left it reads %q, want %q", got, before)
	}
	focus(t, ctx, "days")
	press(t, ctx, kb.End, kb.ArrowLeft)
	if got := browsertest.Text(t, ctx, "#days [aria-live]"); !strings.HasPrefix(got, bars[88].When) {
		t.Errorf("the keys say %q", got)
	}
	focus(t, ctx, "calendar")
	press(t, ctx, kb.Home, kb.ArrowRight, kb.ArrowDown, kb.ArrowDown)
	if got := browsertest.Text(t, ctx, "#calendar [aria-live]"); !strings.HasPrefix(got, "Fri 10 Jan 2025") {
		t.Errorf("a week and two days after the first is %q", got)
	}
	focus(t, ctx, "week")
	press(t, ctx, kb.Home, kb.ArrowRight, kb.ArrowDown)
	if got := browsertest.Text(t, ctx, "#week [aria-live]"); !strings.HasPrefix(got, "Tuesday 01:00 to 02:00") {
		t.Errorf("an hour and a day after the first is %q", got)
	}
	at := box(t, ctx, "#calendar .plot-marks path:nth-child(20)")
	browsertest.Do(t, ctx, chromedp.MouseEvent(chromedp.MouseMoved, at[0]+6, at[1]+6))
	if got := reading(t, ctx, "calendar"); !strings.HasPrefix(got, "Mon 20 Jan 2025") {
		t.Errorf("the day under the pointer reads %q", got)
	}
}

// What the script writes must be what the server has written: the same numbers, the same lines.
func TestTheScriptWritesAsTheServer(t *testing.T) {
	var parts []template.HTML
	var equities []Equity
	for name, values := range edges {
		for unit, amounts := range map[string]Amounts{"signed": usdt, "coins": {Unit: "BTC", Digits: 8}} {
			points := walk(values, noon, 7*time.Hour)
			for i := range points { // the largest number of all is Infinity in the end
				points[i].Equity = max(-1e308, min(points[i].Equity, 1e308))
			}
			equity := Equity{ID: strings.ReplaceAll(name+"-"+unit, " ", "-"), Title: name, Amounts: amounts, Points: points}
			if cleaned, _ := equity.drawable(); len(cleaned.Points) > 0 {
				parts, equities = append(parts, equity.HTML()), append(equities, equity)
			}
		}
	}
	ctx := visit(t, browsertest.Options{}, parts...)
	for _, equity := range equities {
		drawing := drawingOf(equity)
		var labels []string
		for _, line := range append(drawing.Curve.Rows, drawing.Depth.Rows...) {
			labels = append(labels, line.Label)
		}
		rows := browsertest.Ask[string](t, ctx, fmt.Sprintf(`[...document.querySelectorAll("#%s .plot-rows text")].map((node) => node.textContent).join(" ")`, equity.ID))
		if want := strings.Join(labels, " "); rows != want {
			t.Errorf("%s: the script draws the rows %q, the server %q", equity.ID, rows, want)
		}
		before := reading(t, ctx, equity.ID)
		focus(t, ctx, equity.ID)
		press(t, ctx, kb.End)
		if got := reading(t, ctx, equity.ID); got != before {
			t.Errorf("%s: the script reads %q, the server %q", equity.ID, got, before)
		}
	}
}

// The lines of time are the same with and without the script in drawings as wide as the server thinks they are.
func TestTheScriptDividesTimeAsTheServer(t *testing.T) {
	var charts []Equity
	var parts []template.HTML
	for i, hours := range []float64{0.001, 0.01, 0.2, 1, 3, 9, 20, 30, 50, 70, 90, 120, 200, 400, 800, 2000, 9000, 30000} {
		chart := profits(curve(50, hours))
		chart.ID = fmt.Sprintf("chart-%d", i)
		charts, parts = append(charts, chart), append(parts, chart.HTML())
	}
	ctx := visit(t, browsertest.Options{Width: 1200}, parts...)
	wide := box(t, ctx, "#chart-0 .plot-svg")[2]
	for i, width := range widths {
		browsertest.Do(t, ctx, browsertest.Size(1200-int(wide-width.pixels), 900))
		narrow := box(t, ctx, "#chart-0 .plot-svg")[2] // smaller windows have smaller margins
		browsertest.Do(t, ctx, browsertest.Size(1200-int(wide-width.pixels)-int(narrow-width.pixels), 900))
		if got := box(t, ctx, "#chart-0 .plot-svg")[2]; got != width.pixels {
			t.Fatalf("the drawing is %v wide, want %v", got, width.pixels)
		}
		for _, chart := range charts {
			var want []string
			for _, line := range clockOf(chart.Points).axes()[i].Lines {
				if line.Label != "" {
					want = append(want, line.Label)
				}
			}
			if got := timesOf(t, ctx, chart.ID); got != strings.Join(want, " ") {
				t.Errorf("%s, %v pixels: the script has %q, the server %q", chart.ID, width.pixels, got, want)
			}
		}
	}
}

// timesOf are the labels of time, when the drawing has got its new size.
func timesOf(t *testing.T, ctx context.Context, id string) string {
	t.Helper()
	return browsertest.Ask[string](t, ctx, fmt.Sprintf(`new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))
		.then(() => [...document.querySelectorAll("#%s .plot-time text")].map((node) => node.textContent).join(" "))`, id))
}
