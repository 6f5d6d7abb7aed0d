package browsertest

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { os.Exit(Run(m)) }

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"

// site serves a page with a body and a script, under a strict policy.
func site(t *testing.T, body, script string) string {
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Content-Security-Policy", policy)
		switch request.URL.Path {
		case "/":
			response.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(response, `<!DOCTYPE html><html lang="en"><title>page</title><link rel="icon" href="data:,"><script src="/page.js" defer></script>%s`, body)
		case "/page.js":
			response.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(response, script)
		default:
			http.NotFound(response, request)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A test whose page misbehaves is told so: here each kind is expected, and an expectation that is not met is an error.
func TestFaultsOfThePageAreReported(t *testing.T) {
	cases := []struct{ name, body, script, fault string }{
		{"an exception", "", `throw new Error('first mistake')`, "first mistake"},
		{"a rejected promise", "", `Promise.reject(new Error('second mistake'))`, "second mistake"},
		{"an error on the console", "", `console.error('third', 3)`, "console: third 3"},
		{"a file that is missing", `<img src="/missing.png" alt="">`, "", "404"},
		{"a style attribute", `<p style="color: red">red</p>`, "", "content security policy: style-src"},
		{"an inline script", `<script>document.title = 'inline'</script>`, "", "content security policy: script-src"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			address := site(t, c.body, c.script)
			expected := []string{c.fault}
			if c.name == "a style attribute" || c.name == "an inline script" {
				expected = append(expected, "security: ") // the browser says it twice
			}
			Do(t, Start(t, Options{Expected: expected}), chromedp.Navigate(address))
		})
	}
}

func TestFaultsAndExpectations(t *testing.T) {
	found := problems([]string{"exception: Uncaught a", "console: b"}, []string{"Uncaught", "404"})
	want := []string{"the page: console: b", `the page did not complain about "404"`}
	if !slices.Equal(found, want) {
		t.Errorf("problems are %q, want %q", found, want)
	}
}

func TestAGoodPageHasNoFault(t *testing.T) {
	ctx := Start(t, Options{})
	Do(t, ctx, chromedp.Navigate(site(t, "<p>text</p>", "console.log('fine'); console.warn('fine as well')")))
	if text := Text(t, ctx, "p"); text != "text" {
		t.Errorf("the page says %q", text)
	}
}

func TestSizeThemeScriptAndPaper(t *testing.T) {
	const script = `document.title = [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: light)').matches, matchMedia('print').matches].join(' ')`
	cases := []struct {
		options Options
		title   string
	}{
		{Options{}, "1440 1000 false false"},
		{Options{Width: 360, Height: 700, Theme: "light"}, "360 700 true false"},
		{Options{Print: true, Theme: "light"}, "1440 1000 true true"},
		{Options{NoScript: true}, "page"},
	}
	for _, c := range cases {
		t.Run(c.title, func(t *testing.T) {
			ctx := Start(t, c.options)
			Do(t, ctx, chromedp.Navigate(site(t, "", script)))
			if title := Get(t, ctx, chromedp.Title()); title != c.title {
				t.Errorf("the page sees %q, want %q", title, c.title)
			}
		})
	}
}

func TestTheThemeCanChangeWhileThePageIsOpen(t *testing.T) {
	ctx := Start(t, Options{})
	Do(t, ctx, chromedp.Navigate(site(t, "", "")), Theme("light"), Size(500, 400))
	if !Ask[bool](t, ctx, `matchMedia('(prefers-color-scheme: light)').matches && innerWidth === 500`) {
		t.Error("the page does not see the new theme and size")
	}
}

// Storage of one test must not be there in the next.
func TestTabsShareNothing(t *testing.T) {
	address := site(t, "", "document.title = localStorage.length; localStorage.setItem('seen', 'yes')")
	for range 2 {
		ctx := Start(t, Options{})
		Do(t, ctx, chromedp.Navigate(address))
		if title := Get(t, ctx, chromedp.Title()); title != "0" {
			t.Errorf("the page found %q things in its storage", title)
		}
	}
}

func TestScreenshotsShowTheWholePage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.png")
	Do(t, Start(t, Options{Width: 400, Height: 300}), chromedp.Navigate(site(t, `<svg width="100" height="900"></svg>`, "")), Screenshot(path))
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil || picture.Width != 400 || picture.Height < 900 {
		t.Errorf("the picture is %d × %d (%v), want 400 × over 900", picture.Width, picture.Height, err)
	}
}

func TestWhatIsTooWideIsNamed(t *testing.T) {
	ctx := Start(t, Options{Width: 360})
	Do(t, ctx, chromedp.Navigate(site(t, `<svg id="drawing" class="big" width="700" height="5"></svg>`, "")))
	names := Ask[[]string](t, ctx, sticksOut)
	if fmt.Sprint(names[1:]) != "[svg#drawing.big]" {
		t.Errorf("too wide is %q, want the drawing", names)
	}
	Do(t, ctx, Size(800, 600))
	NoSideScroll(t, ctx)
}

func TestAPageCanBePrinted(t *testing.T) {
	ctx := Start(t, Options{})
	Do(t, ctx, chromedp.Navigate(site(t, "<p>text</p>", "")))
	if paper := Paper(t, ctx); !bytes.HasPrefix(paper, []byte("%PDF-")) {
		t.Errorf("printing gives %d bytes that are no PDF", len(paper))
	}
}
