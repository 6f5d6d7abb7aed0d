package browser

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"crypto-dashboard/app/browsertest"
)

// visit opens a page of the dashboard in a tab of its own.
func visit(t *testing.T, dashboard *dashboard, path string, options browsertest.Options) context.Context {
	t.Helper()
	ctx := browsertest.Start(t, options)
	browsertest.Do(t, ctx, chromedp.Navigate(dashboard.url(path)))
	return ctx
}

// become waits until a JavaScript expression is true; the test ends when it never is.
func become(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	if !browsertest.Ask[bool](t, ctx, fmt.Sprintf(`(async () => {
		for (let i = 0; i < 1000; i++) {
			if (%s) return true;
			await new Promise((wake) => setTimeout(wake, 30));
		}
		return false;
	})()`, expression)) {
		t.Fatalf("never true: %s", expression)
	}
}

// left counts the pages that were left: a page that the browser kept has another number than the one just left.
var left atomic.Int64

// leave does a step that leads to another page, and waits until that is there.
func leave(t *testing.T, ctx context.Context, step chromedp.Action[chromedp.Void]) {
	t.Helper()
	number := left.Add(1)
	browsertest.Ask[int64](t, ctx, fmt.Sprintf(`(window.left = %d)`, number))
	browsertest.Do(t, ctx, step)
	there := chromedp.Evaluate[bool](fmt.Sprintf(`window.left !== %d && document.readyState === 'complete'`, number))
	for range 1000 {
		if is, err := chromedp.Run(ctx, there); err == nil && is { // in between there is no page to ask
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the page stays the same")
}

// want fails for each JavaScript expression that is not true.
func want(t *testing.T, ctx context.Context, expressions map[string]string) {
	t.Helper()
	for what, expression := range expressions {
		if !browsertest.Ask[bool](t, ctx, expression) {
			t.Errorf("not so: %s", what)
		}
	}
}

// zone is where the reader is.
func zone(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: name})
		return err
	})
}
