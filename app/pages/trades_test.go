package pages

import (
	"fmt"
	"html"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/tradelist"
)

func TestTheListBeginsWithTheNewest(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 120}, nil)
	page := site.page(200, "/trades")
	closed := site.snapshot().Closed
	for i, id := range idsOn(page) {
		if want := strconv.FormatInt(closed[len(closed)-1-i].ID, 10); id != want {
			t.Fatalf("place %d has trade %s, want %s", i, id, want)
		}
	}
	if got := len(idsOn(page)); got != tradelist.DefaultPerPage {
		t.Errorf("%d trades on a page, want %d", got, tradelist.DefaultPerPage)
	}
	want(t, "the heading", panel(t, page, "120 trades"), "1 to 50")
	want(t, "the link to a trade", page, fmt.Sprintf(`<a href="/trades/%d">`, closed[119].ID))
	want(t, "the pager", words(page), "Page of 3 Next Last")
}

// Walking along the links shows every trade of a list once, in its order.
func TestLinksToTheNextPageShowTheWholeList(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 150, Mode: sample.Futures}, nil)
	for _, query := range []string{"", "per_page=25&sort=close_profit_abs", "per_page=25&side=short&sort=pair", "per_page=25&state=all"} {
		parsed, err := tradelist.Parse(must(url.ParseQuery(query)))
		if err != nil {
			t.Fatal(err)
		}
		list, err := tradelist.New().List(t.Context(), site.snapshot(), parsed)
		if err != nil {
			t.Fatal(err)
		}
		var shown []string
		for next := "?" + query; next != ""; {
			page := site.page(200, "/trades"+strings.TrimSuffix(next, "?"))
			shown = append(shown, idsOn(page)...)
			next = nextOf(page)
		}
		if len(shown) != list.Len() || list.Len() < 30 {
			t.Fatalf("%q: %d trades shown, want %d", query, len(shown), list.Len())
		}
		for i, id := range shown {
			if id != strconv.FormatInt(list.At(i).ID, 10) {
				t.Fatalf("%q: place %d has trade %s, want %d", query, i, id, list.At(i).ID)
			}
		}
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// A header says how the list is ordered, and turns it round without losing the filters.
func TestHeadersSort(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 60}, nil)
	page := site.page(200, "/trades?pair_part=usdt&sort=pair")
	if got := strings.Count(page, "aria-sort"); got != 1 {
		t.Errorf("%d columns say that the list is ordered by them", got)
	}
	want(t, "the sorted header", page, `aria-sort="ascending"><a data-stay href="?order=desc&amp;pair_part=usdt&amp;sort=pair">Pair`)
	want(t, "another header", page, `<a data-stay href="?pair_part=usdt&amp;sort=close_profit">Profit %`)
	want(t, "the exports", page, `<a href="/trades.csv?pair_part=usdt&amp;sort=pair" download>CSV</a> · <a href="/trades.json?pair_part=usdt&amp;sort=pair" download>JSON</a>`)
	want(t, "back to the default", page, `<a data-stay href="?pair_part=usdt">Closed (UTC)`)
	turned := site.page(200, "/trades?order=desc&pair_part=usdt&sort=pair")
	want(t, "the turned header", turned, `aria-sort="descending"><a data-stay href="?pair_part=usdt&amp;sort=pair">Pair`)
	first, second := idsOn(page), idsOn(turned)
	slices.Reverse(first)
	if len(first) != 50 || slices.Equal(first, second) { // 60 trades: pages of 50 overlap but differ
		t.Errorf("turning round showed %d trades", len(second))
	}
}

// Every column that a header or the form offers can be sorted by, in every state.
func TestEveryColumnCanBeSortedBy(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 12, Mode: sample.Futures}, nil)
	form := site.page(200, "/trades")
	for _, column := range tradelist.Columns() {
		want(t, "the form", form, fmt.Sprintf(`<option value="%s">`, column))
		for _, state := range []tradelist.State{tradelist.Closed, tradelist.Open, tradelist.All} {
			q := tradelist.Query{State: state}.SortedBy(column, true)
			if response, body := site.ask("GET", strings.TrimSuffix("/trades?"+q.Encode(), "?")); response.StatusCode != 200 || len(idsOn(body)) == 0 {
				t.Errorf("%s answers %d with %d trades", q.Encode(), response.StatusCode, len(idsOn(body)))
			}
		}
	}
}

// What was chosen stays in the form, and the part of the form that it is in is open.
func TestTheFormKeepsWhatWasChosen(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 60}, nil)
	tag := site.snapshot().Closed[slices.IndexFunc(site.snapshot().Closed, func(t ledger.Trade) bool { return t.EnterTag.String() != "" })].EnterTag.String()
	query := url.Values{"enter_tag": {tag}, "pair": {"NONE/SUCH"}, "result": {"wins"}, "closed_from": {"2025-01-02"}, "percent_min": {"-0.5"}, "without": {"exit_reason"},
		"sort": {"fees"}, "order": {"asc"}, "per_page": {"100"}}
	page := site.page(200, "/trades?"+query.Encode())
	for _, part := range []string{`<option value="` + html.EscapeString(tag) + `" selected>`, `<option value="NONE/SUCH" selected>`, `<option value="wins" selected>`,
		`name="closed_from" type="date" value="2025-01-02"`, `name="percent_min" type="text" value="-0.5"`, `value="exit_reason" checked`,
		`<option value="fees" selected>`, `<option value="100" selected>`, `id="more" open`} {
		want(t, "the form", page, part)
	}
	plain := site.page(200, "/trades")
	for _, part := range []string{" checked", `id="more" open`} {
		wantNot(t, "the form without filters", plain, part)
	}
	if got := strings.Count(plain, " selected"); got != 1 {
		t.Errorf("%d things are chosen in a form that nobody filled, want the length of a page", got)
	}
	want(t, "the state", site.page(200, "/trades?state=open"), `<input type="hidden" name="state" value="open">`)
}

// A form full of empty fields leads to a short address, and the same list always has the same.
func TestAListHasOneAddress(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	cases := map[string]string{
		"/trades?pair_part=&pair=&side=&sort=&order=&per_page=50": "/trades",
		"/trades?pair=ETH/USDT&side=long&page=1":                  "/trades?pair=ETH%2FUSDT&side=long",
		"/trades?sort=close_date&order=desc":                      "/trades",
		"/trades?without=strategy&without=enter_tag":              "/trades?without=enter_tag%2Cstrategy",
	}
	for address, target := range cases {
		response, _ := site.ask("GET", address)
		if got := response.Header.Get("Location"); response.StatusCode != http.StatusFound || got != target {
			t.Errorf("%s leads with %d to %q, want %q", address, response.StatusCode, got, target)
		}
		site.page(200, target)
	}
}

// What cannot be understood is named, all of it, and stays in the form; there is no list that would seem to be the filtered one.
func TestBrokenFilters(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	page := site.page(400, "/trades?closed_from=yesterday&percent_min=abc&profitmin=3&side=up&pair_part=eth&x=%3Cscript%3E")
	told := words(page)
	for _, part := range []string{"5 filters cannot be used", `closed_from must be a day as YYYY-MM-DD, not before the year 1: it is "yesterday"; for example "2026-11-02"`, `percent_min must be a plain`,
		"profitmin is not a parameter", "side must be one of long, short", `x is not a parameter`, `it is "<script>"`} {
		want(t, "the page", told, part)
	}
	for _, part := range []string{`name="closed_from" type="text" value="yesterday"`, `value="abc"`, `<option value="up" selected>`, `name="pair_part" type="search" value="eth"`,
		`aria-invalid="true" aria-describedby="p-closed_from"`, `id="p-closed_from"`} {
		want(t, "the form", page, part)
	}
	for _, part := range []string{"<table", "CSV", "<script>"} {
		wantNot(t, "a page without a list", strings.ReplaceAll(page, `<script src=`, ""), part)
	}
	want(t, "one problem", words(site.page(400, "/trades?page=0")), "A filter cannot be used")
}

func TestAnEmptyListSaysSo(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	page := site.page(200, "/trades?pair_part=nosuch&per_page=25&sort=pair")
	want(t, "the page", words(page), "No trade fits. Clear the filters to see all of them.")
	want(t, "the way out", page, `<a href="?per_page=25&amp;sort=pair">Clear the filters</a>`)
	wantNot(t, "an empty list", page, "trades.csv")
	nothingAtAll := newTradeSite(t, sample.Options{Closed: -1}, nil)
	want(t, "a new database", words(nothingAtAll.page(200, "/trades")), "No trade fits. There is none yet.")
	want(t, "no data", words(siteOf(t, withoutData()).page(200, "/trades")), "not available: the database was not read yet")
}

func TestAPageTooFarIsTheLast(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 60}, nil)
	page := site.page(200, "/trades?page=999&per_page=25")
	want(t, "the export", page, `href="/trades.csv"`)
	if got := len(idsOn(page)); got != 10 {
		t.Errorf("%d trades on the last page, want 10", got)
	}
	want(t, "the pager", page, `name="page" value="3"`)
}

// The sums are of the whole list, not of the page.
func TestSumsOfTheList(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 200}, nil)
	var wins int
	var profit, ratios float64
	for _, trade := range site.snapshot().Closed {
		profit += float64(trade.CloseProfitAbs)
		ratios += float64(trade.CloseProfit)
		if trade.CloseProfit >= 0 {
			wins++
		}
	}
	page := site.page(200, "/trades?per_page=25")
	sums := words(page[strings.Index(page, `data-currency="USDT"`):])
	want(t, "the sums", sums, fmt.Sprintf("200 trades Profit %s USDT Win rate %s %% %d wins, %d losses Mean per closed trade %s USDT %s", signed(money(profit, "USDT"), profit),
		percent(float64(wins)/200), wins, 200-wins, signed(money(profit/200, "USDT"), profit), percentOrDash(ledger.Number(ratios/200))))
}

// Amounts in different currencies are never added up, and each has its own unit.
func TestCurrenciesInAListStayApart(t *testing.T) {
	other := closedTrade(3, 0.5)
	other.StakeCurrency, other.Pair = ledger.Intern("BTC"), ledger.Intern("ETH/BTC")
	page := siteOf(t, handMade(closedTrade(1, 5), closedTrade(2, 6), other)).page(200, "/trades")
	first, second, _ := strings.Cut(page, `data-currency="BTC"`)
	want(t, "the first sum", words(first), "In USDT 2 trades Profit +11.00 USDT")
	want(t, "the second sum", words("<"+second), "In BTC 1 trade Profit +0.50000000 BTC")
	_, table, _ := strings.Cut(page, "<table")
	want(t, "a cell", words("<"+table), "+0.50000000 BTC +0.50 %")
	alone := siteOf(t, handMade(closedTrade(1, 5))).page(200, "/trades")
	want(t, "one currency is in the header", words(alone), "Profit USDT")
}

func TestSumsThatAreTooLarge(t *testing.T) {
	page := siteOf(t, handMade(closedTrade(1, math.MaxFloat64), closedTrade(2, math.MaxFloat64))).page(200, "/trades")
	want(t, "the sum", words(page), "the database holds values too large to add up")
}

func TestMissingProfitsAreCounted(t *testing.T) {
	trade := closedTrade(2, 0)
	trade.CloseProfit, trade.CloseProfitAbs = ledger.Missing, ledger.Missing
	page := siteOf(t, handMade(closedTrade(1, 5), trade)).page(200, "/trades")
	want(t, "the sum", words(page), "1 trade without a profit in the database, counted as 0 as in freqtrade")
}

// As in freqtrade, and as on the overview, a closed trade without a closing time is in no figure.
func TestUndatedTradesAreLeftOutOfTheSums(t *testing.T) {
	undated := closedTrade(3, 100)
	undated.CloseDate = ledger.Never
	view := handMade(closedTrade(1, 5), closedTrade(2, -1), undated)
	page := words(siteOf(t, view).page(200, "/trades"))
	want(t, "the sum", page, "3 trades Profit +4.00 USDT Win rate 50.00 % 1 win, 1 loss")
	want(t, "the remark", page, "1 closed trade without a closing time in the database, left out of these sums as in freqtrade")
	if all := view.Figures.Currencies[0].All; all.Profit.Number != 4 || all.Undated != 1 {
		t.Errorf("the overview has a profit of %v and leaves %d out", all.Profit, all.Undated)
	}
}

// Live numbers are shown with their age; without them stands why.
func TestOpenTradesHavePricesOnlyFromTheAPI(t *testing.T) {
	view := handMade(closedTrade(1, 5), openTrade(2), openTrade(3))
	page := words(siteOf(t, view).page(200, "/trades?state=open"))
	want(t, "without an API", page, "Prices and profits of open trades now: not available, the bot’s database does not hold current prices, and the bot’s API is not used")
	wantNot(t, "without an API", page, "Rate now")
	live := withAPI(view, func(state *botapi.State) {
		missing := botapi.Missing
		state.OpenTrades.Got = time.Now().Add(-90 * time.Second)
		state.OpenTrades.Problem = "the bot's API gives no answer"
		state.OpenTrades.Value = map[int64]botapi.OpenTrade{2: {ID: 2, CurrentRate: 2150.5, ProfitAbs: -1.25, ProfitRatio: -0.0125, TotalProfitAbs: missing, TotalProfitRatio: missing,
			AtStop: missing, AtStopRatio: missing}}
	})
	page = words(siteOf(t, live).page(200, "/trades?state=open"))
	want(t, "the note", page, "from the bot’s API, told 1 min ago; no newer ones: the bot's API gives no answer")
	want(t, "the known trade", page, "2,150.50 −1.25 −1.25 %")
	all := words(siteOf(t, live).page(200, "/trades?state=all"))
	want(t, "among all", all, "−1.25 now")
	want(t, "among all", all, "still open")
	wantNot(t, "closed trades alone", words(siteOf(t, live).page(200, "/trades")), "Prices and profits of open trades")
}

// The profit that the database holds for an open trade is its last exit's: it must not look like the trade's.
func TestAnOpenTradeHasNoProfitYet(t *testing.T) {
	open := openTrade(2)
	open.CloseProfit, open.CloseProfitAbs, open.ExitReason = 0.77, 77.7, ledger.Intern("partial_exit")
	page := words(siteOf(t, handMade(closedTrade(1, 5), open)).page(200, "/trades?state=all"))
	for _, part := range []string{"77.7", "partial_exit"} {
		wantNot(t, "the list", page, part)
	}
}

// Whatever the database holds: the pages are whole, and texts stay texts.
func TestHostileValuesInLists(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 100, Mode: sample.Futures, Hostile: true}, nil)
	for _, query := range []string{"", "?per_page=200", "?state=open", "?state=all&per_page=200", "?sort=enter_tag", "?sort=pair", "?sort=close_profit", "?sort=duration"} {
		q, err := tradelist.Parse(must(url.ParseQuery(strings.TrimPrefix(query, "?"))))
		if err != nil {
			t.Fatal(err)
		}
		page := site.page(200, strings.TrimSuffix("/trades?"+q.Encode(), "?"))
		for _, live := range []string{"<script>alert", "<img src=x", "<h1>x", "<b>X", "</td></tr></table><h1>"} {
			wantNot(t, query, page, live)
		}
	}
	for _, trade := range site.snapshot().Closed {
		if tag := trade.EnterTag.String(); strings.ContainsAny(tag, "<>&'\"") {
			q := tradelist.Query{EnterTag: tag}
			want(t, "the list of a tag", site.page(200, "/trades?"+q.Encode()), `id="t`+strconv.FormatInt(trade.ID, 10)+`"`)
		}
	}
}

// Within a second a page of a list is made once, however many ask; another list, other data and another moment are another page.
func TestPagesOfListsAreKept(t *testing.T) {
	site := siteOf(t, handMade(closedTrade(1, 5), closedTrade(2, 6)))
	made := func(query string) (places int) {
		site.page(200, "/trades"+query)
		return len(site.pages.lists.places)
	}
	if first, again, other := made(""), made(""), made("?sort=pair"); first != 1 || again != 1 || other != 2 {
		t.Errorf("%d, %d and %d pages are kept", first, again, other)
	}
	for i := range 200 {
		made("?pair_part=" + strconv.Itoa(i))
	}
	if kept := len(site.pages.lists.places); kept > shelfPlaces {
		t.Errorf("%d pages are kept, want at most %d", kept, shelfPlaces)
	}
	want(t, "a list that was pushed out", words(site.page(200, "/trades")), "2 trades")
	want(t, "an empty one", words(site.page(200, "/trades?pair_part=7")), "No trade fits")
}

func TestBusyLists(t *testing.T) {
	site := siteOf(t, handMade(closedTrade(1, 5)))
	var refused bool
	recorder := &statusOnly{header: http.Header{}}
	site.pages.answerBusy(recorder, site.bot, "because")
	refused = recorder.status == http.StatusServiceUnavailable && recorder.header.Get("Retry-After") != "" && strings.Contains(words(recorder.body.String()), "because")
	if !refused {
		t.Errorf("busy is %d %q", recorder.status, recorder.header)
	}
}

type statusOnly struct {
	header http.Header
	status int
	body   strings.Builder
}

func (s *statusOnly) Header() http.Header         { return s.header }
func (s *statusOnly) WriteHeader(status int)      { s.status = status }
func (s *statusOnly) Write(p []byte) (int, error) { return s.body.Write(p) }
