package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// step is something done in a tab.
type step = chromedp.Action[chromedp.Void]

func call[P, R any](command cdp.Command[P, R], params P) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, command, params)
		return err
	})
}

func setUp(options Options) step {
	media := emulation.SetEmulatedMediaParams{Features: themeOf(options.Theme)}
	if options.Print {
		media.Media = "print"
	}
	return chromedp.Steps(Size(options.Width, options.Height), call(emulation.SetEmulatedMedia, media),
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: options.NoScript}))
}

// Size sets the size of the window, in CSS pixels.
func Size(width, height int) step {
	return call(emulation.SetDeviceMetricsOverride,
		emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: int64(height), DeviceScaleFactor: 1})
}

// Theme is what the visitor's system prefers: "dark" or "light".
func Theme(name string) step {
	return call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: themeOf(name)})
}

func themeOf(name string) []*emulation.MediaFeature {
	return []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}
}

// Screenshot writes a picture of the whole page, as PNG.
func Screenshot(path string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		picture, err := chromedp.FullScreenshot(100)(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(path, picture, 0o644)
	})
}

// ScreenshotOf writes a picture of the first element that a CSS selector finds, as PNG.
func ScreenshotOf(selector, path string) step {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		picture, err := chromedp.Screenshot(chromedp.CSS(selector))(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(path, picture, 0o644)
	})
}

// Paper is the page as the browser prints it, as PDF.
func Paper(t *testing.T, ctx context.Context) []byte {
	t.Helper()
	background := true
	return Get(t, ctx, func(ctx context.Context, tab *chromedp.Target) ([]byte, error) {
		printed, err := cdp.Call(ctx, tab, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: &background})
		return printed.Data, err
	})
}

// Ask is the value of a JavaScript expression in the page; a promise is waited for.
func Ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	return Get(t, ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Text is the text of the first element that a CSS selector finds; no element is an error.
func Text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	quoted, _ := json.Marshal(selector)
	return Ask[string](t, ctx, fmt.Sprintf("document.querySelector(%s).textContent.trim()", quoted))
}

// NoSideScroll fails when the page is wider than its window, and names what sticks out.
func NoSideScroll(t *testing.T, ctx context.Context) {
	t.Helper()
	if wide := Ask[[]string](t, ctx, sticksOut); len(wide) > 0 {
		t.Errorf("the page scrolls sideways: %v", wide)
	}
}

const sticksOut = `(() => {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= width) return [];
	const names = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1)
		.map((e) => [e.tagName.toLowerCase() + (e.id && '#' + e.id), ...e.classList].join('.'));
	return ['the page is ' + document.documentElement.scrollWidth + ' wide, its window ' + width, ...names.slice(0, 5)];
})()`
