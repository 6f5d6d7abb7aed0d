package browser

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/sample"
)

//go:embed testdata/page.js
var wrongs string

// view is a page to look at. What the browser says about a status of 404 is expected.
type view struct{ name, path, expected string }

var ofOne = []view{
	{"overview", "/", ""}, {"trades", "/trades", ""}, {"trades-filtered", "/trades?result=losses&exit_reason=stop_loss&percent_max=-1", ""},
	{"trades-wrong", "/trades?closed_from=yesterday", "400"}, {"trades-open", "/trades?state=open", ""}, {"trade", "/trades/600", ""}, {"trade-open", "/trades/601", ""},
	{"performance", "/performance", ""}, {"locks", "/locks", ""}, {"bot", "/bot", ""}, {"problem", "/nothing", "404"},
}

var ofSeveral = []view{
	{"bots", "/", ""}, {"bots-overview", "/bots/second/", ""}, {"bots-trades", "/bots/second/trades", ""}, {"bots-trade", "/bots/second/trades/90", ""},
	{"bots-performance", "/bots/second/performance", ""}, {"bots-problem", "/bots/third/", "404"},
}

// Every page in both themes, on a desktop and on a phone.
func TestPages(t *testing.T) {
	lookAt(t, start(t, ledgerOf(t, sample.Options{})), ofOne)
}

func TestPagesOfSeveralBots(t *testing.T) {
	lookAt(t, startTwo(t), ofSeveral)
}

func lookAt(t *testing.T, dashboard *dashboard, views []view) {
	for _, view := range views {
		for _, width := range []int{1440, 360} {
			t.Run(fmt.Sprint(view.name, " ", width), func(t *testing.T) {
				options := browsertest.Options{Width: width, Theme: "light"}
				if view.expected != "" {
					options.Expected = []string{view.expected}
				}
				ctx := browsertest.Start(t, options)
				browsertest.Do(t, ctx, chromedp.Navigate(dashboard.url(view.path)))
				for _, theme := range []string{"light", "dark"} {
					browsertest.Do(t, ctx, browsertest.Theme(theme))
					isWell(t, ctx, theme)
					keep(t, ctx, fmt.Sprintf("%s-%s-%d.png", view.name, theme, width))
				}
				if width == 1440 || view.path == "/" { // the header is another on a phone
					tabThrough(t, ctx)
				}
			})
		}
	}
}

// isWell fails for everything that is wrong with the page as it is now.
func isWell(t *testing.T, ctx context.Context, theme string) {
	t.Helper()
	browsertest.Ask[bool](t, ctx, `Promise.all(document.getAnimations().map((a) => a.finished)).then(() => true)`)
	browsertest.NoSideScroll(t, ctx)
	for _, wrong := range browsertest.Ask[[]string](t, ctx, wrongs) {
		t.Errorf("%s: %s", theme, wrong)
	}
}

// mostStops are enough to get through the header and into the content.
const mostStops = 20

// focus describes what has the focus: what it is, then whether one sees it.
const focus = `(() => {
	const at = document.activeElement;
	if (!at || at === document.body) return ['nothing', ''];
	const style = getComputedStyle(at), box = at.getBoundingClientRect();
	const ring = at.type === 'date' && !at.matches(':focus-visible') || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && !/(, 0\)|transparent)$/.test(style.outlineColor);
	const inside = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
	const what = [at.localName + (at.id && '#' + at.id), ...at.classList].join('.') + ' ' + (at.textContent.trim().slice(0, 30) || at.name || '');
	return [what, !ring ? 'has no ring' : !inside ? 'is out of sight' : ''];
})()`

// tabThrough walks over the page with the keyboard: first the link to the content, then one visible stop after the other.
func tabThrough(t *testing.T, ctx context.Context) {
	t.Helper()
	if first := press(t, ctx, kb.Tab); !strings.HasPrefix(first, "a.skip") {
		t.Errorf("the first stop is %s, want the link to the content", first)
	}
	for range mostStops {
		if press(t, ctx, kb.Tab) == "nothing" {
			return
		}
	}
}

// press presses keys and gives what has the focus then. It fails when one cannot see where that is.
func press(t *testing.T, ctx context.Context, keys string) string {
	t.Helper()
	browsertest.Do(t, ctx, chromedp.KeyEvent(keys))
	at := browsertest.Ask[[]string](t, ctx, focus)
	if at[1] != "" {
		t.Errorf("with the focus, %s %s", at[0], at[1])
	}
	return at[0]
}
