package pages

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/events"
	"crypto-dashboard/app/ledger"
)

// site serves the pages of one bot, about which there is something new whenever the test says so.
type site struct {
	*httptest.Server
	mutex   sync.Mutex
	told    bots.View // by the events
	shown   bots.View // by the pages
	changed chan struct{}
}

func newSite(t *testing.T, view bots.View) *site {
	made := &site{told: view, shown: view, changed: make(chan struct{})}
	pages, mux := newPages(t), http.NewServeMux()
	for _, kind := range kinds {
		mux.HandleFunc("GET "+strings.TrimSuffix(kind.here, "/")+"/{$}", func(response http.ResponseWriter, request *http.Request) {
			page, err := pages.kept(kind, "bot", made.view(), request.URL.Query(), time.Now())
			write(response, 0, page, err)
		})
	}
	for _, asset := range Assets() {
		mux.HandleFunc("GET "+asset.Path, func(response http.ResponseWriter, request *http.Request) {
			response.Header().Set("Content-Type", asset.Type)
			http.ServeContent(response, request, "", time.Time{}, asset.Reader())
		})
	}
	stopping := make(chan struct{})
	server := &events.Server{Stopping: stopping, Beat: time.Second, Most: 10}
	mux.HandleFunc("GET /events", func(response http.ResponseWriter, request *http.Request) { server.Serve(response, request, made.now) })
	made.Server = httptest.NewServer(mux)
	t.Cleanup(func() { close(stopping); made.Close() })
	return made
}

func (s *site) view() bots.View {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.shown
}

func (s *site) now() events.Now {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return events.Now{Version: s.told.Version, Data: s.told.DataVersion, Current: s.told.State.Current, Changed: s.changed}
}

// tell lets the events say that there is another view, and the pages show it, if they already know it.
func (s *site) tell(view bots.View, known bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.told = view; known {
		s.shown = view
	}
	close(s.changed)
	s.changed = make(chan struct{})
}

// know lets the pages show what the events told before.
func (s *site) know() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.shown = s.told
}

// viewNumber is a view with a version.
func viewNumber(version string, trades ...ledger.Trade) bots.View {
	view := viewOf(thousand, trades...)
	view.Version, view.DataVersion = version, version
	return view
}

func visit(t *testing.T, site *site, path string) context.Context {
	t.Helper()
	ctx := browsertest.Start(t, browsertest.Options{Width: 1280, Height: 900, Theme: "light"})
	browsertest.Do(t, ctx, chromedp.Navigate(site.URL+path))
	return ctx
}

// becomes waits until a JavaScript expression is true; the browser test ends when it never is.
func becomes(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	if !browsertest.Ask[bool](t, ctx, `(async () => {
		for (let i = 0; i < 400; i++) { if (`+expression+`) return true; await new Promise((wake) => setTimeout(wake, 25)); }
		return false;
	})()`) {
		t.Fatalf("never true: %s; the page shows %.400s", expression, browsertest.Text(t, ctx, "main"))
	}
}

const profit = `document.querySelector('[data-figure=closed-profit] data').textContent`

func TestAnOpenPageFollowsTheData(t *testing.T) {
	site := newSite(t, viewNumber("v1", closedTrade(1, 5), closedTrade(2, 1)))
	ctx := visit(t, site, "/")
	becomes(t, ctx, profit+` === '+6.00'`)
	browsertest.Ask[bool](t, ctx, `(() => {
		document.querySelector('.plot-table').open = true;
		document.querySelector('#t1 a').focus();
		window.row = document.querySelector('#t1');
		scrollTo(0, 300);
		return true;
	})()`)
	site.tell(viewNumber("v2", closedTrade(1, 5), closedTrade(2, 1), closedTrade(3, 2), openTrade(4)), true)
	becomes(t, ctx, profit+` === '+8.00'`)
	for what, expression := range map[string]string{
		"the row stays the same element": `row.isConnected && row === document.querySelector('#t1')`,
		"the focus stays":                `document.activeElement === document.querySelector('#t1 a')`,
		"what was open stays open":       `document.querySelector('.plot-table').open`,
		"the page does not jump":         `scrollY === 300`,
		"the newest trade is the first":  `document.querySelector('#t3').rowIndex === 1`,
		"the title counts":               `document.title.startsWith('(1) ')`,
		"it is said":                     `document.getElementById('said').textContent === 'Updated: 1 trade open, 3 trades closed.'`,
		"the chart can be used again":    `document.querySelector('.plot').dataset.ready !== undefined`,
	} {
		if !browsertest.Ask[bool](t, ctx, expression) {
			t.Errorf("not so: %s", what)
		}
	}
}

// Another worker may answer, who has not read the newest data yet.
func TestAPageWaitsForTheDataThatWasTold(t *testing.T) {
	site := newSite(t, viewNumber("v1", closedTrade(1, 5)))
	ctx := visit(t, site, "/")
	browsertest.Ask[bool](t, ctx, `(() => { window.asked = 0; const ask = fetch; window.fetch = (...all) => { asked++; return ask(...all); }; return true; })()`)
	site.tell(viewNumber("v2", closedTrade(1, 5), closedTrade(2, 1)), false)
	becomes(t, ctx, `asked >= 2`)
	site.know()
	becomes(t, ctx, profit+` === '+6.00'`)
}

func TestAPageWaitsForWhoSelectsText(t *testing.T) {
	site := newSite(t, viewNumber("v1", closedTrade(1, 5)))
	ctx := visit(t, site, "/")
	browsertest.Ask[bool](t, ctx, `(getSelection().selectAllChildren(document.querySelector('.card')), true)`)
	site.tell(viewNumber("v2", closedTrade(1, 5), closedTrade(2, 1)), true)
	browsertest.Ask[bool](t, ctx, `new Promise((done) => setTimeout(() => done(true), 1200))`)
	if got := browsertest.Ask[string](t, ctx, profit); got != "+5.00" {
		t.Errorf("the selected figure became %s", got)
	}
	browsertest.Ask[bool](t, ctx, `(getSelection().removeAllRanges(), true)`)
	becomes(t, ctx, profit+` === '+6.00'`)
}

func TestAChoiceIsFollowedWithoutLoadingThePage(t *testing.T) {
	site := newSite(t, viewNumber("v1", closedTrade(1, 5)))
	ctx := visit(t, site, "/")
	becomes(t, ctx, `(window.same = true)`)
	browsertest.Ask[bool](t, ctx, `(document.querySelector('a[href*="per=month"]').click(), true)`)
	becomes(t, ctx, `document.querySelector('main').textContent.includes('Profit per month')`)
	if !browsertest.Ask[bool](t, ctx, `same && location.search.includes('per=month')`) {
		t.Error("the page was loaded anew, or its address does not say what it shows")
	}
}

// zone is where the reader is.
func zone(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: name})
		return err
	})
}

func TestTimesInTheReadersZone(t *testing.T) {
	site := newSite(t, viewNumber("v1", closedTrade(1, 5)))
	ctx := visit(t, site, "/locks/")
	browsertest.Do(t, ctx, zone("Asia/Dubai"), chromedp.Navigate(site.URL+"/"))
	closed := `document.querySelector('#t1 [data-label=Closed]').textContent`
	zone := `document.querySelector('th .zone').textContent`
	becomes(t, ctx, closed+` === '2026-10-25 12:00' && `+zone+` === 'UTC'`)
	browsertest.Ask[bool](t, ctx, `(document.querySelector('input[name=zone][value=local]').click(), true)`)
	becomes(t, ctx, closed+` === '2026-10-25 16:00' && `+zone+` === 'Asia/Dubai'`)
	browsertest.Do(t, ctx, chromedp.Navigate(site.URL+"/"))
	becomes(t, ctx, closed+` === '2026-10-25 16:00'`)
	site.tell(viewNumber("v2", closedTrade(1, 5), closedTrade(2, 1)), true)
	becomes(t, ctx, profit+` === '+6.00' && `+closed+` === '2026-10-25 16:00'`)
}

func TestColoursAsChosen(t *testing.T) {
	site := newSite(t, viewNumber("v1", closedTrade(1, 5)))
	ctx := visit(t, site, "/")
	colour := `getComputedStyle(document.querySelector('[data-figure=closed-profit] .gain')).color`
	first := browsertest.Ask[string](t, ctx, colour)
	browsertest.Ask[bool](t, ctx, `(document.querySelector('input[name=colours][value=blue]').click(), true)`)
	if second := browsertest.Ask[string](t, ctx, colour); first == second {
		t.Errorf("a gain is still %s", second)
	}
}

func TestALostConnectionIsSaid(t *testing.T) {
	site := newSite(t, viewNumber("v1", closedTrade(1, 5)))
	ctx := browsertest.Start(t, browsertest.Options{Width: 1280, Height: 900, Theme: "light", Expected: []string{"ERR_"}})
	browsertest.Do(t, ctx, chromedp.Navigate(site.URL+"/"))
	becomes(t, ctx, `document.getElementById('offline').hidden`)
	browsertest.Ask[bool](t, ctx, `(() => { const later = setTimeout; window.setTimeout = (run, time) => later(run, time / 50); return true; })()`)
	site.Config.SetKeepAlivesEnabled(false)
	site.CloseClientConnections()
	site.Listener.Close()
	becomes(t, ctx, `!document.getElementById('offline').hidden`)
}
