package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/sample"
)

// list is the rows of the list in the page: pair, profit in percent and exit reason of each.
const list = `[...document.querySelectorAll('table.list tbody tr')].map((row) => ({
	pair: row.querySelector('th').textContent.trim(),
	percent: parseFloat(row.querySelector('[data-label="Profit %"]').textContent.replace('\u2212', '-')),
	reason: row.querySelector('[data-label="Exit reason"]').textContent.trim(),
}))`

// total is how many trades the list has on all its pages.
const total = `parseInt(document.querySelector('#list').textContent.replaceAll(',', ''))`

// A reader types filters, sorts, turns pages, takes the whole list away, and goes back.
func TestFiltersSortingPagesAndExport(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{}))
	ctx := visit(t, dashboard, "/trades", browsertest.Options{})
	want(t, ctx, map[string]string{"all trades are there": total + ` === 600`})
	browsertest.Do(t, ctx, chromedp.Click(chromedp.CSS("#more summary")),
		chromedp.SendKeys(chromedp.CSS("#f-per_page"), "25"), chromedp.SendKeys(chromedp.CSS("#f-pair_part"), "eth"), chromedp.SendKeys(chromedp.CSS("#f-percent_min"), "-2.5"))
	leave(t, ctx, chromedp.KeyEvent(kb.Enter))
	want(t, ctx, map[string]string{
		"the address says the filters":    `location.search.includes('pair_part=eth') && location.search.includes('percent_min=-2.5')`,
		"the form keeps what was typed":   `document.querySelector('#f-pair_part').value === 'eth' && document.querySelector('#f-percent_min').value === '-2.5'`,
		"some trades are left, not all":   total + ` > 25 && ` + total + ` < 600`,
		"a page of them is shown":         list + `.length === 25`,
		"the list has only what it ought": list + `.every(({ pair, percent }) => pair === 'ETH/USDT' && percent >= -2.5)`,
	})
	want(t, ctx, map[string]string{"the export is the list": fmt.Sprintf(`fetch(document.querySelector('a[href*="trades.csv"]').href).then((answer) => answer.text())
		.then((text) => { const lines = text.trim().split('\r\n'); return lines.length - 1 === %s && lines.slice(1).every((line) => line.includes('ETH/USDT')) })`, total)})

	profits := list + `.map(({ percent }) => percent).join()`
	ordered := func(by string) string {
		return list + `.map(({ percent }) => percent).every((value, i, all) => !i || all[i - 1] ` + by + ` value)`
	}
	browsertest.Do(t, ctx, chromedp.Click(chromedp.CSS(`th a[href$="sort=close_profit"], th a[href*="sort=close_profit&"]`)))
	become(t, ctx, ordered(">=")+` && document.querySelector('th[aria-sort=descending]').textContent.startsWith('Profit %')`)
	best := browsertest.Ask[string](t, ctx, profits)
	browsertest.Do(t, ctx, chromedp.Click(chromedp.CSS(`th[aria-sort] a`)))
	become(t, ctx, ordered("<=")+` && document.querySelector('th[aria-sort=ascending]') !== null`)
	worst := browsertest.Ask[string](t, ctx, profits)
	if worst == best {
		t.Errorf("sorted both ways the list is %s", worst)
	}
	leave(t, ctx, chromedp.Click(chromedp.CSS(`a[rel=next]`)))
	want(t, ctx, map[string]string{
		"the second page is another":       profits + ` !== ` + fmt.Sprintf("%q", worst),
		"it goes on where the first ended": fmt.Sprintf(`Math.min(...%s.split(',')) >= Math.max(...%q.split(','))`, profits, worst),
		"its filters are the same":         list + `.every(({ pair }) => pair === 'ETH/USDT')`,
	})
	leave(t, ctx, chromedp.NavigateBack())
	want(t, ctx, map[string]string{"back is the first page": profits + ` === ` + fmt.Sprintf("%q", worst)})
	leave(t, ctx, chromedp.Click(chromedp.CSS("table.list tbody a")))
	want(t, ctx, map[string]string{"the trade of the line opens": `document.querySelector('h1').textContent === 'ETH/USDT'`})
}

// What cannot be used is named at its field, and nothing is shown as if it had been.
func TestAWrongFilterIsNamed(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{Closed: 40}))
	ctx := visit(t, dashboard, "/trades?percent_min=lots&pair_part=ETH", browsertest.Options{Expected: []string{"400"}})
	want(t, ctx, map[string]string{
		"there is no list":           `document.querySelector('table.list') === null`,
		"the banner names it":        `document.querySelector('[role=alert] .wrongs').textContent.includes('lots')`,
		"the field is marked":        `document.querySelector('#f-percent_min').getAttribute('aria-invalid') === 'true'`,
		"it can be seen":             `document.querySelector('#f-percent_min').checkVisibility()`,
		"the other filter is kept":   `document.querySelector('#f-pair_part').value === 'ETH'`,
		"only the wrong one is told": `document.querySelectorAll('[aria-invalid]').length === 1`,
	})
}
