package browser

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/sample"
)

// Without JavaScript every page is complete: figures, drawings, tables, links, filters.
func TestWithoutJavaScript(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{Closed: 120}))
	options := browsertest.Options{Width: 1000, NoScript: true}
	drawn := `[...document.querySelectorAll('main svg[role=img]')].every((svg) => { const { width, height } = svg.getBoundingClientRect();
		return svg.closest('details:not([open])') || width > 20 && height > 8 && svg.querySelector('path, rect, polyline, line, circle'); })`
	for path, expressions := range map[string]map[string]string{
		"/": {"the figures": `document.querySelector('[data-figure=closed-profit] data').checkVisibility()`, "two drawings": `document.querySelectorAll('main svg[role=img]').length >= 2 && ` + drawn,
			"the tables": `document.querySelectorAll('main table').length >= 3`, "no menu that does nothing": `[...document.querySelectorAll('[data-script]')].every((menu) => !menu.checkVisibility())`},
		"/trades":      {"the list": list + `.length === 50`, "the filters": `document.querySelector('#f-pair_part').checkVisibility()`},
		"/trades/120":  {"the facts": `document.querySelectorAll('.facts dt').length > 20`, "the orders": `document.querySelector('table.orders').checkVisibility()`},
		"/performance": {"drawings": `document.querySelectorAll('main svg[role=img]').length >= 5 && ` + drawn, "the groups": `document.querySelectorAll('main table').length >= 5`},
		"/locks":       {"the locks": `document.querySelectorAll('tr[id^=l]').length > 2`},
		"/bot":         {"what is known": `document.querySelector('main').innerText.length > 400`},
	} {
		t.Run(path, func(t *testing.T) {
			ctx := visit(t, dashboard, path, options)
			want(t, ctx, expressions)
			want(t, ctx, map[string]string{
				"the navigation":     `document.querySelectorAll('nav a').length >= 5`,
				"no alert":           `[...document.querySelectorAll('[role=alert]')].every((alert) => !alert.checkVisibility())`,
				"text in the middle": `document.querySelector('main').innerText.trim().length > 200`,
			})
			browsertest.NoSideScroll(t, ctx)
		})
	}
}

func TestFiltersAndLinksWorkWithoutJavaScript(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{Closed: 120}))
	ctx := visit(t, dashboard, "/", browsertest.Options{NoScript: true})
	leave(t, ctx, chromedp.Click(chromedp.CSS(`nav a[href="/trades"]`)))
	browsertest.Do(t, ctx, chromedp.SendKeys(chromedp.CSS("#f-pair_part"), "btc"))
	leave(t, ctx, chromedp.KeyEvent(kb.Enter))
	want(t, ctx, map[string]string{"the list is filtered": list + `.length > 0 && ` + list + `.every(({ pair }) => pair === 'BTC/USDT')`})
	leave(t, ctx, chromedp.Click(chromedp.CSS(`th a[href*="sort=duration"]`)))
	want(t, ctx, map[string]string{"it is sorted": `document.querySelector('th[aria-sort]').textContent.startsWith('Duration')`})
	leave(t, ctx, chromedp.Click(chromedp.CSS("table.list tbody a")))
	want(t, ctx, map[string]string{"the trade opens": `document.querySelector('h1').textContent === 'BTC/USDT'`})
}

// On paper there is what is on the screen, and nothing that only a screen needs.
func TestPrinted(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{Closed: 120}))
	for _, path := range []string{"/", "/trades", "/trades/120", "/performance"} {
		ctx := visit(t, dashboard, path, browsertest.Options{Print: true, Width: 794, Theme: "dark"})
		want(t, ctx, map[string]string{
			path + " has its content":     `document.querySelector('main').innerText.length > 200`,
			path + " has no navigation":   `!document.querySelector('nav[aria-label=Pages]').checkVisibility()`,
			path + " is dark upon light":  luminance("document.body", "color") + ` < 0.2`,
			path + " wastes no ink":       `['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)'].includes(getComputedStyle(document.body).backgroundColor)`,
			path + " shows its drawings":  `[...document.querySelectorAll('main svg[role=img]')].every((svg) => svg.closest('details:not([open])') || svg.getBoundingClientRect().height > 8)`,
			path + " fits upon the sheet": `document.documentElement.scrollWidth <= innerWidth`,
		})
		if paper := browsertest.Paper(t, ctx); len(paper) < 10_000 || !bytes.Contains(paper, []byte("/Font")) {
			t.Errorf("%s: the paper has %d bytes, or no text", path, len(paper))
		}
	}
}

// luminance is how light a colour of an element is, from 0 to 1.
func luminance(element, property string) string {
	return strings.NewReplacer("ELEMENT", element, "PROPERTY", property).Replace(
		`getComputedStyle(ELEMENT).PROPERTY.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + part / 765, 0)`)
}

// The theme is the one of the reader's system, also when that changes while the page is open.
func TestTheThemeFollowsTheSystem(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{Closed: 40}))
	ctx := visit(t, dashboard, "/", browsertest.Options{Theme: "dark"})
	want(t, ctx, map[string]string{"dark": luminance("document.body", "backgroundColor") + ` < 0.2 && ` + luminance("document.body", "color") + ` > 0.7`})
	browsertest.Do(t, ctx, browsertest.Theme("light"))
	become(t, ctx, luminance("document.body", "backgroundColor")+` > 0.8 && `+luminance("document.body", "color")+` < 0.3`)
}

// zoned visits a page as a reader in Dubai, four hours ahead.
func zoned(t *testing.T, dashboard *dashboard, path string) context.Context {
	t.Helper()
	ctx := browsertest.Start(t, browsertest.Options{})
	browsertest.Do(t, ctx, zone("Asia/Dubai"), chromedp.Navigate(dashboard.url(path)))
	return ctx
}

// Times are in UTC until the reader chooses otherwise; the choice holds for the next page.
func TestTimesAsChosen(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{Closed: 40}))
	ctx := zoned(t, dashboard, "/")
	const closed = `Date.parse(document.querySelector('#t40 [data-label=Closed] time').textContent.replace(' ', 'T') + 'Z') / 36e5`
	const stored = `Math.floor(Date.parse(document.querySelector('#t40 [data-label=Closed] time').dateTime) / 6e4) / 60`
	want(t, ctx, map[string]string{
		"a time is in UTC":   closed + ` === ` + stored,
		"that is said":       `[...document.querySelectorAll('.zone')].every((zone) => zone.textContent === 'UTC')`,
		"charts stay in UTC": `document.querySelector('.plot').textContent.includes('UTC')`,
	})
	browsertest.Do(t, ctx, chromedp.Click(chromedp.CSS(".display summary")), chromedp.Click(chromedp.CSS(".display input[value=local]")))
	local := map[string]string{
		"a time is in Dubai": closed + ` === ` + stored + ` + 4`,
		"that is said":       `[...document.querySelectorAll('.zone')].every((zone) => zone.textContent === 'Asia/Dubai')`,
	}
	want(t, ctx, local)
	leave(t, ctx, chromedp.Reload())
	want(t, ctx, local)
}

// The arrow keys read a chart's values; others show a part of it.
func TestKeysReadTheCharts(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{Closed: 120}))
	for _, c := range []struct{ path, chart string }{{"/", "series"}, {"/", "marks"}, {"/performance", "cells"}} {
		t.Run(c.chart, func(t *testing.T) {
			ctx := visit(t, dashboard, c.path, browsertest.Options{})
			browsertest.Ask[bool](t, ctx, `(document.querySelector('[data-chart=`+c.chart+`] .plot-stage').focus(), true)`)
			told := `document.activeElement.closest('figure').querySelector('.plot-now, .plot-read').textContent`
			seen := map[string]bool{browsertest.Ask[string](t, ctx, told): true}
			for _, key := range []string{kb.End, kb.ArrowLeft, kb.ArrowLeft, kb.Home} {
				browsertest.Do(t, ctx, chromedp.KeyEvent(key))
				seen[browsertest.Ask[string](t, ctx, told)] = true
			}
			if len(seen) < 4 {
				t.Errorf("the keys found %d values: %v", len(seen), seen)
			}
			want(t, ctx, map[string]string{"the value is spoken": `document.activeElement.closest('figure').querySelector('[aria-live]').textContent !== ''`})
		})
	}
}
