package pages

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

func number(value float64) ledger.Number { return ledger.Number(value) }

func closedTrade(id int64, profit float64) ledger.Trade {
	return ledger.Trade{ID: id, Pair: ledger.Intern("ETH/USDT"), StakeCurrency: ledger.Intern("USDT"), Leverage: 1, OpenRate: number(2000), CloseRate: number(2100),
		CloseProfit: number(profit / 100), CloseProfitAbs: number(profit), Stake: number(100), Amount: number(0.05),
		OpenDate: ledger.At(noon.AddDate(0, 0, -int(10-id))), CloseDate: ledger.At(noon.AddDate(0, 0, -int(9-id))),
		ExitReason: ledger.Intern("trailing_stop_loss"), Strategy: ledger.Intern("S")}
}

func stateOf(trades ...ledger.Trade) *ledger.State {
	snapshot := &ledger.Snapshot{Orders: ledger.Orders{DryRun: 1}, Written: noon.Add(-time.Hour), Newest: ledger.Newest{Exchange: "binance", Strategy: "S"}}
	for _, trade := range trades {
		if trade.IsOpen {
			snapshot.Open = append(snapshot.Open, ledger.OpenTrade{Trade: trade, StopLoss: ledger.Missing})
		} else {
			snapshot.Closed = append(snapshot.Closed, trade)
		}
	}
	return &ledger.State{Snapshot: snapshot, Current: noon, Checked: noon}
}

// rendered gives the overview, after checks that hold for every page: it is well formed and has nothing inline.
func rendered(t *testing.T, options Options, state *ledger.State) string {
	t.Helper()
	pages, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	page, err := pages.Overview(state, noon.Add(2*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	wantWellFormed(t, string(page))
	return string(page)
}

var inline = regexp.MustCompile(`(?i)<style|<script>|\sstyle=|\son[a-z]+=|javascript:`)

func wantWellFormed(t *testing.T, page string) {
	t.Helper()
	if found := inline.FindString(page); found != "" {
		t.Errorf("the page has %q: the content security policy refuses it", found)
	}
	decoder := xml.NewDecoder(strings.NewReader(page))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	depth := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	if depth != 0 {
		t.Errorf("%d elements are not closed", depth)
	}
	for _, broken := range []string{"NaN", "+Inf", "-Inf", "ZgotmplZ", "0001-01-01"} {
		if strings.Contains(page, broken) {
			t.Errorf("the page shows %q", broken)
		}
	}
}

// figure is what a card shows: its value, or "not available", and its note.
func figure(t *testing.T, page, key string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `data-figure="`+key+`"`)
	if !ok {
		t.Fatalf("no figure %q on the page", key)
	}
	card, _, _ := strings.Cut(rest, "</li>")
	words := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(card[1:], " ")
	return strings.Join(strings.Fields(html.UnescapeString(words)), " ")
}

func want(t *testing.T, what, got, wanted string) {
	t.Helper()
	if !strings.Contains(got, wanted) {
		t.Errorf("%s is %q, want %q in it", what, got, wanted)
	}
}

func TestFigures(t *testing.T) {
	page := rendered(t, Options{StartingBalance: 1000, HasBalance: true}, stateOf(closedTrade(1, 1500.5), closedTrade(2, -500.25), closedTrade(3, 0)))
	want(t, "profit", figure(t, page, "closed-profit"), "Closed profit +1,000.25 USDT")
	want(t, "total", figure(t, page, "total-profit"), "+100.03 % of the starting 1,000.00 USDT")
	want(t, "win rate", figure(t, page, "win-rate"), "66.67 % 2 wins, 1 loss; break-even is a win")
	want(t, "factor", figure(t, page, "profit-factor"), "3.00 won for each 1 lost")
	want(t, "drawdown", figure(t, page, "max-drawdown"), "−500.25 USDT 20.01 % of the balance, 25 Oct 2026 to 26 Oct 2026")
	want(t, "trades", figure(t, page, "trades"), "3 3 closed, 0 open")
	want(t, "exact value", page, `<data value="1000.25">`)
	want(t, "badge", page, "dry run")
	want(t, "reason in words", page, "trailing stop loss")
}

func TestNoFigureWithoutASource(t *testing.T) {
	page := rendered(t, Options{}, stateOf(closedTrade(1, 5)))
	want(t, "total profit", figure(t, page, "total-profit"), "not available needs the starting balance")
	if drawdown := figure(t, page, "max-drawdown"); strings.Contains(drawdown, "%") {
		t.Errorf("a relative drawdown without a starting balance: %q", drawdown)
	}
	want(t, "open trades", page, "current prices and unrealised profit: not available")
	open := closedTrade(1, 5)
	open.IsOpen, open.CloseDate = true, ledger.Never
	page = rendered(t, Options{}, stateOf(open))
	for _, key := range []string{"closed-profit", "win-rate", "profit-factor", "max-drawdown"} {
		want(t, key, figure(t, page, key), "not available no trade is closed yet")
	}
}

func TestCurrenciesAreNeverSummed(t *testing.T) {
	other := closedTrade(3, 0.5)
	other.StakeCurrency = ledger.Intern("BTC")
	page := rendered(t, Options{StartingBalance: 1000, HasBalance: true}, stateOf(closedTrade(1, 5), closedTrade(2, 6), other))
	want(t, "the first", figure(t, page, "closed-profit"), "+11.00 USDT")
	_, second, _ := strings.Cut(page, "Results in BTC")
	want(t, "the second", figure(t, second, "closed-profit"), "+0.50000000 BTC")
	want(t, "total profit", figure(t, page, "total-profit"), "not available DASHBOARD_STARTING_BALANCE is one amount")
}

func TestNothingToShow(t *testing.T) {
	page := rendered(t, Options{}, &ledger.State{Problem: "the database file does not exist", Checked: noon})
	want(t, "banner", page, "<strong>No data.</strong> Nothing can be shown, because the database file does not exist.")
	if strings.Contains(page, "data-figure") {
		t.Error("figures without data")
	}
	want(t, "no trades", rendered(t, Options{}, stateOf()), "No trades yet")
}

func TestOldDataIsShownAsOld(t *testing.T) {
	state := *stateOf(closedTrade(1, 5))
	if page := rendered(t, Options{}, &state); strings.Contains(page, "Old data") {
		t.Error("current data is called old")
	}
	state.Problem, state.Current = "the database is locked by another process", noon.Add(-10*time.Minute)
	page := rendered(t, Options{}, &state)
	want(t, "banner", page, "<strong>Old data.</strong>")
	want(t, "banner", page, "10 min ago, because the database is locked by another process.")
	want(t, "the data itself", figure(t, page, "closed-profit"), "+5.00 USDT")
	state.Problem, state.Current = "", noon.Add(-time.Minute)
	want(t, "a check that hangs", rendered(t, Options{}, &state), "reading the database is taking long")
}

func TestHostileText(t *testing.T) {
	evil := `"><script>alert(1)</script>{{.}}` + "\u202e" + `javascript:alert(1)`
	trade := closedTrade(1, 5)
	trade.Pair, trade.ExitReason, trade.Strategy = ledger.Intern(evil), ledger.Intern(evil), ledger.Intern(strings.Repeat("長", 300))
	trade.StakeCurrency = ledger.Intern(`<img src=x>`)
	open := trade
	open.IsOpen, open.EnterTag = true, ledger.Intern(evil)
	pages, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	page, err := pages.Overview(stateOf(trade, open), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, live := range []string{"<script>", "<img src=x>", "' onload='"} {
		if strings.Contains(string(page), live) {
			t.Errorf("%q reached the page unescaped", live)
		}
	}
	want(t, "the text itself", string(page), "&lt;script&gt;alert(1)&lt;/script&gt;{{.}}")
}

func TestMissingAndAbsurdValues(t *testing.T) {
	empty := ledger.Trade{ID: 1, Leverage: 1, CloseProfit: ledger.Missing, CloseProfitAbs: ledger.Missing}
	open := ledger.Trade{ID: 2, IsOpen: true, Leverage: 3, IsShort: true, Amount: number(0)}
	huge := closedTrade(3, 1e300)
	huge.OpenRate, huge.CloseRate, huge.CloseProfit = number(1e-12), number(math.MaxFloat64), number(-1e300)
	overflow := closedTrade(4, math.MaxFloat64)
	overflow.StakeCurrency = ledger.Intern("EUR")
	page := rendered(t, Options{StartingBalance: 1, HasBalance: true}, stateOf(empty, open, huge, overflow, overflow, closedTrade(5, -1e300)))
	want(t, "an unfilled entry", page, "entry not filled")
	want(t, "the side", page, "short 3×")
	want(t, "a missing profit", page, "1 closed trade has no profit in the database")
	_, euro, _ := strings.Cut(page, "Results in EUR")
	want(t, "an overflow", figure(t, euro, "closed-profit"), "not available the database holds values too large to add up")
	if longest := longestWord(page); longest > 400 {
		t.Errorf("a number %d characters long", longest)
	}
}

func longestWord(page string) int {
	longest := 0
	for _, word := range regexp.MustCompile(`[0-9,.]+`).FindAllString(page, -1) {
		longest = max(longest, len(word))
	}
	return longest
}

func TestModes(t *testing.T) {
	for orders, name := range map[ledger.Orders]string{{DryRun: 2}: "dry run", {Live: 2}: "live", {}: "mode unknown", {DryRun: 1, Live: 1}: "mode unknown"} {
		if got := modeOf(orders).Name; got != name {
			t.Errorf("%+v is %q, want %q", orders, got, name)
		}
	}
}

// A page is made once for a state and a second, however often it is asked for.
func TestAPageIsKept(t *testing.T) {
	pages, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	state := stateOf(closedTrade(1, 5))
	first, _ := pages.Overview(state, noon)
	again, _ := pages.Overview(state, noon.Add(900*time.Millisecond))
	later, _ := pages.Overview(state, noon.Add(time.Minute))
	if &first[0] != &again[0] || &first[0] == &later[0] {
		t.Error("want one page within a second and another one later")
	}
	changed, _ := pages.Overview(stateOf(closedTrade(1, 7)), noon.Add(time.Minute))
	want(t, "the changed figure", figure(t, string(changed), "closed-profit"), "+7.00 USDT")
}

func TestProblemPages(t *testing.T) {
	pages, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	page := string(pages.Problem(404))
	wantWellFormed(t, page)
	want(t, "the page", page, "Not Found")
}
