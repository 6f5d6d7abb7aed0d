package browser

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/sample"
)

// spell is what somebody could have put into any text of the database: if it ever ran, the page would be marked.
const spell = `<script>window.ran='script'</script><img src=x onerror="window.ran='image'"><svg onload="window.ran='svg'"></svg>`

// marked has each document marked as clean before anything of it is read, and dialogs say that something ran.
var marked = chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
	_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.ran = ''; window.alert = window.confirm = window.prompt = (text) => { window.ran = 'dialog ' + text; };`})
	return err
})

// Whatever the database holds is shown as text: no script of it runs, and no page breaks.
func TestStoredTextStaysText(t *testing.T) {
	for _, mode := range []sample.Mode{sample.Spot, sample.Futures} {
		t.Run(string(mode), func(t *testing.T) {
			path := ledgerOf(t, sample.Options{Closed: 80, Hostile: true, Mode: mode})
			bewitch(t, path)
			dashboard := start(t, path)
			ctx := browsertest.Start(t, browsertest.Options{Width: 800})
			browsertest.Do(t, ctx, marked)
			for _, at := range []string{"/", "/trades?per_page=200", "/trades?state=open", "/performance", "/locks", "/bot", "/trades?enter_tag=" + url.QueryEscape(spell)} {
				isText(t, ctx, dashboard, at)
			}
			for _, id := range browsertest.Ask[[]string](t, ctx, `fetch('/trades?per_page=100&state=all').then((answer) => answer.text())
				.then((text) => [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('tr[id^=t]')].map((row) => row.id.slice(1)))`) {
				isText(t, ctx, dashboard, "/trades/"+id)
			}
		})
	}
}

// bewitch puts the spell wherever free text is stored.
func bewitch(t *testing.T, path string) {
	t.Helper()
	bot := bot(t, path)
	for _, statement := range []string{
		"UPDATE trades SET pair = $1, base_currency = $1, enter_tag = $1, exit_reason = $1, strategy = $1, exchange = $1, close_rate = close_rate WHERE id IN (20, 82)",
		"UPDATE trades SET stake_currency = $1, fee_open_currency = $1, fee_close_currency = $1, exit_order_status = $1 WHERE id = 21",
		"UPDATE orders SET ft_order_tag = $1, status = $1, order_type = $1, order_id = $1 || id, ft_cancel_reason = $1, side = $1 WHERE ft_trade_id = 20",
		"UPDATE trade_custom_data SET cd_key = $1, cd_type = $1, cd_value = $1 WHERE id = 1",
		"UPDATE pairlocks SET pair = $1, reason = $1, side = $1 WHERE id IN (1, 2, 3)",
		`UPDATE "KeyValueStore" SET string_value = $1 WHERE value_type = 'STRING'`,
	} {
		if err := bot.Exec(t.Context(), statement, spell); err != nil {
			t.Fatal(err)
		}
	}
}

// isText fails when a page does not render, or when something of it ran or became an element.
func isText(t *testing.T, ctx context.Context, dashboard *dashboard, at string) {
	t.Helper()
	answer := browsertest.Get(t, ctx, chromedp.NavigateResponse(dashboard.url(at)))
	if answer == nil || answer.Status != 200 {
		t.Errorf("%s answers %+v", at, answer)
		return
	}
	state := browsertest.Ask[string](t, ctx, `new Promise((wake) => setTimeout(wake, 0)).then(() => window.ran + [...document.querySelectorAll('main script, main img, main [onload], main [onerror], main b, main i')]
		.filter((node) => !/^[bi]$/.test(node.localName) || /^(X|€)$/.test(node.textContent)).map((node) => node.outerHTML).join())`)
	if state != "" {
		t.Errorf("%s: stored text became more than text: %.300s", at, state)
	}
	if !browsertest.Ask[bool](t, ctx, `document.querySelectorAll('h1').length === 1 && document.querySelector('footer').checkVisibility()`) {
		t.Errorf("%s is not a whole page", at)
	}
}

// The spell works where it is not text; without this the tests above could not fail.
func TestTheSpellWorks(t *testing.T) {
	ctx := browsertest.Start(t, browsertest.Options{})
	browsertest.Do(t, ctx, marked, chromedp.Navigate(fmt.Sprintf("data:text/html,%s", url.PathEscape(spell))))
	become(t, ctx, `window.ran !== ''`)
}
