package charts

import (
	"bytes"
	"testing"

	"crypto-dashboard/app/browsertest"

	"github.com/chromedp/chromedp"
)

const overlaps = `[...document.querySelectorAll("svg[role=img]")].flatMap((drawing) => {
	const shown = [...drawing.querySelectorAll("text")].map((node) => ({ node, box: node.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
	const found = [];
	shown.forEach((a, i) => shown.slice(i + 1).forEach((b) => {
		if (a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 3 && b.box.top < a.box.bottom - 3)
			found.push((drawing.closest("figure")?.id ?? "") + ": " + a.node.textContent + " on " + b.node.textContent);
	}));
	for (const { node, box } of shown) {
		const panel = drawing.closest(".panel").getBoundingClientRect();
		if (box.left < panel.left || box.right > panel.right) found.push(node.textContent + " sticks out");
		if (parseFloat(getComputedStyle(node).fontSize) < 12) found.push(node.textContent + " is too small");
	}
	if (shown.length === 0 && drawing.classList.contains("plot-svg") && !drawing.closest(".plot-split")) found.push("no text in " + drawing.closest("figure").id);
	return found;
})`

// From phone to desk, with and without the script: no label lies on another, is cut off or small, and the page does not scroll
// sideways.
func TestLabelsAreLegibleEverywhere(t *testing.T) {
	address := site(t, everything()...)
	for _, noScript := range []bool{false, true} {
		ctx := browsertest.Start(t, browsertest.Options{NoScript: noScript})
		browsertest.Do(t, ctx, chromedp.Navigate(address))
		for _, width := range []int{360, 620, 1000, 1440} {
			browsertest.Do(t, ctx, browsertest.Size(width, 900))
			if !noScript { // the script has a frame's time to follow
				browsertest.Ask[any](t, ctx, "new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))")
			}
			browsertest.NoSideScroll(t, ctx)
			for _, found := range browsertest.Ask[[]string](t, ctx, overlaps) {
				t.Errorf("%d pixels, without script: %v: %s", width, noScript, found)
			}
		}
	}
}

const contrasts = `(() => {
	const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const light = (colour, under) => {
		canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1);
		canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
		const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const worst = {};
	const check = (kind, colour, panel) => {
		const [a, b] = [light(colour, panel), light(panel, panel)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
		worst[kind] = Math.min(worst[kind] ?? 21, ratio);
	};
	const style = getComputedStyle, panel = style(document.querySelector(".panel")).backgroundColor;
	document.querySelectorAll("svg[role=img] text").forEach((node) => check("text", style(node).fill, panel));
	document.querySelectorAll(".plot-read, .plot-read b, .plot-ranges button, .plot-scale, .plot-split li").forEach((node) => check("text", style(node).color, panel));
	document.querySelectorAll("path.curve, path.under, .plot-sparkline path").forEach((node) => check("lines", style(node).stroke, panel));
	document.querySelectorAll("rect.gain, rect.loss, .g4, .l4, .plot-split rect").forEach((node) => check("bars", style(node).fill, panel));
	return [worst.text, worst.lines, worst.bars];
})()`

// Text has a contrast of 4.5 and what is drawn of 3, in both themes.
func TestContrast(t *testing.T) {
	ctx := visit(t, browsertest.Options{}, everything()...)
	for _, theme := range []string{"dark", "light"} {
		browsertest.Do(t, ctx, browsertest.Theme(theme))
		found := browsertest.Ask[[3]float64](t, ctx, contrasts)
		for i, least := range []float64{4.5, 3, 3} {
			if found[i] < least {
				t.Errorf("%s: the contrast of %s is %.2f", theme, []string{"text", "lines", "bars"}[i], found[i])
			}
		}
	}
}

// Without the script the drawing is complete, and nothing promises what does not work.
func TestWithoutTheScript(t *testing.T) {
	points := curve(300, 9)
	ctx := visit(t, browsertest.Options{NoScript: true}, profits(points).HTML())
	if got := reading(t, ctx, "equity"); got != pointText(points[299]) {
		t.Errorf("it reads %q, want the last point", got)
	}
	drawn := browsertest.Ask[[4]int](t, ctx, `(() => { const seen = (name) => [...document.querySelectorAll("#equity " + name)].filter((node) => node.getBoundingClientRect().width > 0 || node.getBoundingClientRect().height > 0).length;
		return [seen("path.curve"), seen(".plot-rows text"), seen(".plot-time text"), document.querySelectorAll("button, [tabindex]").length]; })()`)
	if drawn[0] != 1 || drawn[1] < 5 || drawn[2] < 4 || drawn[3] != 0 {
		t.Errorf("curve, rows, times and things to use: %v", drawn)
	}
}

func TestOnPaper(t *testing.T) {
	ctx := visit(t, browsertest.Options{Print: true, Theme: "light"}, profits(curve(300, 9)).HTML())
	if shown := browsertest.Ask[bool](t, ctx, `getComputedStyle(document.querySelector(".plot-ranges")).display !== "none"`); shown {
		t.Error("buttons are printed")
	}
	if paper := browsertest.Paper(t, ctx); bytes.Count(paper, []byte("/Type /Page\n")) != 1 {
		t.Errorf("a chart takes %d pages", bytes.Count(paper, []byte("/Type /Page\n")))
	}
}

// A chart that is hidden has no width, and gets one later.
func TestAChartThatIsHiddenAtFirst(t *testing.T) {
	ctx := visit(t, browsertest.Options{}, `<details>`+profits(curve(300, 9)).HTML()+`</details>`)
	texts := browsertest.Ask[int](t, ctx, `(document.querySelector("details").open = true, new Promise((done) => setTimeout(done, 100)).then(() => document.querySelectorAll("#equity .plot-time text").length))`)
	if texts < 5 {
		t.Errorf("after it was opened it has %d labels of time", texts)
	}
}
