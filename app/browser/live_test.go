package browser

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/sample"
)

const closedProfit = `document.querySelector('[data-figure=closed-profit] data').value`

// same fails when the page was loaded anew since it was marked.
func same(t *testing.T, ctx context.Context) {
	t.Helper()
	if !browsertest.Ask[bool](t, ctx, `window.same === true`) {
		t.Error("the page was loaded anew")
	}
}

// A trade that the bot closes shows without anybody touching the page, and the reader's place stays.
func TestAClosedTradeArrives(t *testing.T) {
	path := ledgerOf(t, sample.Options{})
	dashboard, bot := start(t, path), bot(t, path)
	ctx := visit(t, dashboard, "/", browsertest.Options{Height: 500})
	before := browsertest.Ask[string](t, ctx, closedProfit)
	browsertest.Ask[bool](t, ctx, `(() => {
		document.querySelector('.plot-table').open = true;
		document.querySelector('#t600 a').focus({ preventScroll: true });
		scrollTo(0, 400);
		return window.same = true;
	})()`)
	if _, err := bot.Close(t.Context(), 602, time.Now(), 0.03); err != nil {
		t.Fatal(err)
	}
	become(t, ctx, fmt.Sprintf("%s !== %q", closedProfit, before))
	same(t, ctx)
	want(t, ctx, map[string]string{
		"the trade is the newest":        `document.querySelector('#t602').compareDocumentPosition(document.querySelector('#t600')) === Node.DOCUMENT_POSITION_FOLLOWING`,
		"it is open no more":             `document.querySelectorAll('#t602').length === 1 && document.querySelector('[data-figure=trades]').textContent.includes('2 open')`,
		"the focus stays":                `document.activeElement === document.querySelector('#t600 a')`,
		"the page does not jump":         `scrollY === 400`,
		"the open table stays open":      `document.querySelector('.plot-table').open`,
		"who cannot see it is told":      `document.getElementById('said').textContent.includes('601 trades closed')`,
		"nothing says it is unreachable": `document.getElementById('offline').hidden`,
	})
}

// Filters that were typed but not sent are not lost when the list moves below them.
func TestTypedFiltersStayWhileTheListMoves(t *testing.T) {
	path := ledgerOf(t, sample.Options{Closed: 60})
	dashboard, bot := start(t, path), bot(t, path)
	ctx := visit(t, dashboard, "/trades", browsertest.Options{})
	browsertest.Do(t, ctx, chromedp.Click(chromedp.CSS("#more summary")), chromedp.SendKeys(chromedp.CSS("#f-percent_max"), "7"), chromedp.SendKeys(chromedp.CSS("#f-pair_part"), "bt"))
	browsertest.Ask[bool](t, ctx, `(window.same = true)`)
	for count, leave := range []string{"", `document.activeElement.blur()`} {
		browsertest.Ask[any](t, ctx, leave+`;null`)
		if _, err := bot.AddClosed(t.Context(), time.Now(), 0.02); err != nil {
			t.Fatal(err)
		}
		become(t, ctx, fmt.Sprintf("%s === %d", total, 61+count))
		want(t, ctx, map[string]string{
			"what was typed stays":      `document.querySelector('#f-percent_max').value === '7' && document.querySelector('#f-pair_part').value === 'bt'`,
			"the open filters stay":     `document.querySelector('#more').open`,
			"the list is still the old": `!location.search.includes('bt')`,
		})
		if count == 0 {
			want(t, ctx, map[string]string{"the cursor stays": `document.activeElement.id === 'f-pair_part' && document.activeElement.selectionStart === 2`})
			browsertest.Do(t, ctx, chromedp.KeyEvent("c"))
			want(t, ctx, map[string]string{"typing goes on": `document.querySelector('#f-pair_part').value === 'btc'`})
			browsertest.Do(t, ctx, chromedp.KeyEvent("\b"))
		}
	}
	same(t, ctx)
}

// While the server is gone the page says so; when it is back the page shows by itself what happened meanwhile.
func TestThePageCatchesUpAfterAnOutage(t *testing.T) {
	t.Parallel()
	path := ledgerOf(t, sample.Options{Closed: 60})
	dashboard, bot := start(t, path), bot(t, path)
	ctx := visit(t, dashboard, "/", browsertest.Options{Expected: []string{"ERR_"}})
	browsertest.Ask[bool](t, ctx, `(window.same = true)`)
	before := browsertest.Ask[string](t, ctx, closedProfit)
	dashboard.process.Stop()
	become(t, ctx, `!document.getElementById('offline').hidden && document.getElementById('offline').checkVisibility()`)
	want(t, ctx, map[string]string{"the figures stay": fmt.Sprintf("%s === %q", closedProfit, before)})
	if _, err := bot.AddClosed(t.Context(), time.Now(), 0.04); err != nil {
		t.Fatal(err)
	}
	dashboard.run()
	become(t, ctx, fmt.Sprintf(`document.getElementById('offline').hidden && %s !== %q`, closedProfit, before))
	want(t, ctx, map[string]string{"the new trade is there": `document.querySelector('[data-figure=trades]').textContent.includes('61 closed')`})
	same(t, ctx)
}
