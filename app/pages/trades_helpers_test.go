package pages

import (
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
)

// tradeSite is the trades of one bot, served.
type tradeSite struct {
	t      *testing.T
	pages  *tradePages
	bot    *bots.Bot
	path   string // of the database
	server *httptest.Server
}

// newTradeSite serves a sample. The view is what change makes of it.
func newTradeSite(t *testing.T, options sample.Options, change func(bots.View) bots.View) tradeSite {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trades.sqlite")
	if err := sample.WriteWith(t.Context(), path, options); err != nil {
		t.Fatal(err)
	}
	keeper, err := ledger.NewKeeper("sqlite:///"+path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	keeper.Refresh(t.Context())
	if problem := keeper.State().Problem; problem != "" {
		t.Fatal(problem)
	}
	view := viewAt(thousand, keeper.State().Snapshot)
	if change != nil {
		view = change(view)
	}
	bot := bots.Fixed("bot", view)
	bot.Ledger = keeper
	site := serveTrades(t, bot)
	site.path = path
	return site
}

// siteOf serves a view that no database is behind.
func siteOf(t *testing.T, view bots.View) tradeSite {
	t.Helper()
	return serveTrades(t, bots.Fixed("bot", view))
}

func serveTrades(t *testing.T, bot *bots.Bot) tradeSite {
	t.Helper()
	site := tradeSite{t: t, pages: newTradePages(newPages(t, bot)), bot: bot}
	mux := http.NewServeMux()
	for _, route := range site.pages.routes() {
		mux.HandleFunc("GET "+route.Path, func(response http.ResponseWriter, request *http.Request) { route.Serve(response, request, bot) })
	}
	site.server = httptest.NewServer(mux)
	t.Cleanup(site.server.Close)
	return site
}

func (s tradeSite) snapshot() *ledger.Snapshot { return s.bot.View().State.Snapshot }

// ask does not follow redirections.
func (s tradeSite) ask(method, address string) (*http.Response, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		s.t.Fatalf("%s: %v", address, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatalf("%s: %v", address, err)
	}
	return response, string(body)
}

// page asks for a page, which must be good and have the status.
func (s tradeSite) page(status int, address string) string {
	s.t.Helper()
	response, body := s.ask("GET", address)
	if response.StatusCode != status {
		s.t.Fatalf("%s answers %d, want %d: %.1500s", address, response.StatusCode, status, words(body))
	}
	wantGood(s.t, strings.ReplaceAll(body, `value="javascript:`, `value="`)) // a value goes nowhere by itself
	return body
}

var (
	rowID = regexp.MustCompile(`<tr id="t(-?[0-9]+)">`)
	nexts = regexp.MustCompile(`<a href="(\?[^"]*)" rel="next">`)
)

// idsOn are the trades that a page of the list shows.
func idsOn(page string) []string {
	var ids []string
	for _, found := range rowID.FindAllStringSubmatch(page, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

// nextOf is where the link to the next page leads; empty: there is none.
func nextOf(page string) string {
	if found := nexts.FindStringSubmatch(page); found != nil {
		return html.UnescapeString(found[1])
	}
	return ""
}

// handMade is the view of a snapshot made by hand.
func handMade(trades ...ledger.Trade) bots.View { return viewOf(thousand, trades...) }

func viewOfMany(n int) bots.View {
	trades := make([]ledger.Trade, n)
	for i := range trades {
		trades[i] = closedTrade(1, float64(i%7)-3)
		trades[i].ID = int64(i + 1)
		trades[i].CloseDate = ledger.At(noon.Add(time.Duration(i) * time.Minute))
	}
	snapshot := &ledger.Snapshot{Version: "many", Base: new(ledger.Base), Closed: trades, FirstOpened: ledger.Never, LastOpened: ledger.Never,
		Started: ledger.Never, FirstStarted: ledger.Never}
	return bots.View{State: &ledger.State{Snapshot: snapshot, Current: noon, Checked: noon}, Figures: figures.Of(snapshot, unknown, nil), Start: unknown,
		Version: "many", DataVersion: "many"}
}
