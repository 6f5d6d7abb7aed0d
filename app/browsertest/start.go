package browsertest

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Options of a tab. The zero value is a dark desktop, 1440 pixels wide.
type Options struct {
	Width, Height int
	Theme         string   // "dark" or "light"
	Print         bool     // the page is drawn as on paper
	NoScript      bool     // the visitor has switched JavaScript off
	Expected      []string // parts of the errors that the test provokes
}

// patience is how long a test may use its tab, on a busy machine as well.
const patience = time.Minute

// Start opens a tab for a test and closes it at the test's end. Whatever the page does wrong in between is an error of the test:
// an exception, an error on the console, a file that did not load, a violation of the Content-Security-Policy.
func Start(t *testing.T, options Options) context.Context {
	t.Helper()
	first, err := started()
	if err != nil {
		t.Fatal(err)
	}
	collected := &faults{}
	tab, closeTab := chromedp.NewContext(first, chromedp.WithNewBrowserContext(), chromedp.WithListener(collected.hear))
	t.Cleanup(closeTab)
	Do(t, tab, watch, setUp(options.orDefault()))
	ctx, cancel := context.WithTimeout(tab, patience)
	t.Cleanup(cancel)
	t.Cleanup(func() { collected.report(t, ctx, options.Expected) })
	return ctx
}

func (o Options) orDefault() Options {
	if o.Width == 0 {
		o.Width = 1440
	}
	if o.Height == 0 {
		o.Height = 1000
	}
	if o.Theme == "" {
		o.Theme = "dark"
	}
	return o
}

// Do runs steps in the tab, one after the other; a failure ends the test.
func Do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// Get runs one step that has an answer; a failure ends the test.
func Get[T any](t *testing.T, ctx context.Context, step chromedp.Action[T]) T {
	t.Helper()
	answer, err := chromedp.Run(ctx, step)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}
