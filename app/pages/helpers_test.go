package pages

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// thousand is a known starting balance, unknown is none.
var (
	thousand = figures.Start{Amount: 1000, Known: true, Source: "the settings"}
	unknown  = figures.Start{Reason: "needs the balance the bot began with"}
)

func closedTrade(id int64, profit float64) ledger.Trade {
	return ledger.Trade{ID: id, Pair: ledger.Intern("ETH/USDT"), StakeCurrency: ledger.Intern("USDT"), Leverage: 1, OpenRate: 2000, CloseRate: 2100,
		CloseProfit: ledger.Number(profit / 100), CloseProfitAbs: ledger.Number(profit), Stake: 100, Amount: 0.05, Entered: 100, Traded: 200,
		OpenDate: ledger.At(noon.AddDate(0, 0, -int(10-id))), CloseDate: ledger.At(noon.AddDate(0, 0, -int(9-id))),
		ExitReason: ledger.Intern("trailing_stop_loss"), Strategy: ledger.Intern("S")}
}

func openTrade(id int64) ledger.Trade {
	trade := closedTrade(id, 0)
	trade.IsOpen, trade.CloseDate, trade.ExitReason = true, ledger.Never, 0
	trade.CloseRate, trade.CloseProfit, trade.CloseProfitAbs = ledger.Missing, ledger.Missing, ledger.Missing
	return trade
}

// viewOf is what is known about a bot with these trades.
func viewOf(start figures.Start, trades ...ledger.Trade) bots.View {
	snapshot := &ledger.Snapshot{Version: "a1", Base: new(ledger.Base), Orders: ledger.Orders{DryRun: 1}, Written: noon.Add(-time.Hour),
		FirstOpened: ledger.Never, LastOpened: ledger.Never, Started: ledger.Never, FirstStarted: ledger.Never}
	for _, trade := range trades {
		if trade.IsOpen {
			snapshot.Open = append(snapshot.Open, ledger.OpenTrade{Trade: trade, StopLoss: ledger.Missing, StopLossRatio: ledger.Missing,
				LiquidationPrice: ledger.Missing, MaxRate: ledger.Missing, MinRate: ledger.Missing})
		} else {
			snapshot.Closed = append(snapshot.Closed, trade)
		}
		snapshot.Newest = ledger.Newest{Exchange: "binance", Strategy: "S", Timeframe: 5 * time.Minute}
	}
	if len(trades) > 0 {
		snapshot.FirstOpened, snapshot.LastOpened = trades[0].OpenDate, trades[len(trades)-1].OpenDate
	}
	return viewAt(start, snapshot)
}

func viewAt(start figures.Start, snapshot *ledger.Snapshot) bots.View {
	return bots.View{State: &ledger.State{Snapshot: snapshot, Current: noon, Checked: noon}, Figures: figures.Of(snapshot, start, nil), Start: start,
		Version: "a1", DataVersion: "a1"}
}

// withoutData is a bot whose database was never read.
func withoutData() bots.View {
	return bots.View{State: &ledger.State{Problem: "the database file does not exist", Checked: noon}, Start: unknown, Version: "0", DataVersion: "0"}
}

// withAPI adds what the bot's API tells.
func withAPI(view bots.View, change func(*botapi.State)) bots.View {
	state := &botapi.State{
		Config: botapi.Part[botapi.Config]{Got: noon, Value: botapi.Config{Version: "2026.4", State: botapi.Running, DryRun: true, Strategy: "S", Timeframe: "5m",
			MaxOpenTrades: -1, StopLoss: -0.1, StakeAmount: "unlimited", StakeCurrency: "USDT", Exchange: "kraken", TradingMode: "spot"}},
		Health:     botapi.Part[botapi.Health]{Got: noon, Value: botapi.Health{LastProcess: noon.Add(-3 * time.Second)}},
		OpenTrades: botapi.Part[map[int64]botapi.OpenTrade]{Got: noon.Add(-7 * time.Second), Value: map[int64]botapi.OpenTrade{}},
		Balance: botapi.Part[botapi.Balance]{Got: noon, Value: botapi.Balance{Stake: "USDT", Total: 1100, TotalBot: 1050, StartingCapital: 1000, StartingCapitalRatio: 0.05,
			Currencies: []botapi.Currency{{Currency: "USDT", Free: 900, Used: 150, Balance: 1050, BotOwned: 1050, EstStake: 1050, BotManaged: true}}}},
		Version: "api1"}
	if change != nil {
		change(state)
	}
	view.API, view.Version = state, view.Version+".api1"
	return view
}

func newPages(t *testing.T, shown ...*bots.Bot) *Pages {
	t.Helper()
	pages, err := New(Options{Release: "r1", Version: "1.2.3", Worker: 1, Bots: &bots.All{Bots: shown}})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// kinds are all pages about a bot.
var kinds = []kind{overviewPage, performancePage, locksPage, botPage}

// rendered gives a page at two seconds past noon, after checks that hold for every page.
func rendered(t *testing.T, kind kind, view bots.View, query ...string) string {
	t.Helper()
	asked, err := url.ParseQuery(strings.Join(query, "&"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := newPages(t).kept(kind, "bot", view, asked, noon.Add(2*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	wantGood(t, string(page))
	return string(page)
}

func want(t *testing.T, what, got, wanted string) {
	t.Helper()
	if !strings.Contains(got, wanted) {
		t.Errorf("%s is %.3000q, want %q in it", what, got, wanted)
	}
}

func wantNot(t *testing.T, what, got, unwanted string) {
	t.Helper()
	if strings.Contains(got, unwanted) {
		t.Errorf("%s has %q", what, unwanted)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// words is the text of a part of a page.
func words(part string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(part, " "))), " ")
}

// figure is what a figure shows: its name, its definition, its value or "not available", and its note.
func figure(t *testing.T, page, key string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `data-figure="`+key+`"`)
	if !ok {
		t.Fatalf("no figure %q on the page", key)
	}
	end := "</li>"
	if strings.Contains(rest[:min(len(rest), 20)], "<dt>") {
		end = "</dd>"
	}
	part, _, _ := strings.Cut(rest, end)
	return words(part[1:])
}

// panel is the text under a heading.
func panel(t *testing.T, page, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, ">"+heading+"</h")
	if !ok {
		t.Fatalf("no heading %q on the page", heading)
	}
	part, _, _ := strings.Cut(rest, `<div class="head">`)
	return words("<" + part)
}

var (
	heading = regexp.MustCompile(`<h([1-6])[ >]`)
	id      = regexp.MustCompile(`\sid="([^"]*)"`)
	table   = regexp.MustCompile(`(?s)<table.*?</table>`)
	headers = regexp.MustCompile(`<th[^e][^>]*>|<th>`)
)

func wantGood(t *testing.T, page string) {
	t.Helper()
	wantWellFormed(t, page)
	for _, broken := range []string{"NaN", "+Inf", "-Inf", "ZgotmplZ", "0001-01-01", "%!", "<nil>", "<no value>"} {
		wantNot(t, "the page", page, broken)
	}
	before := 0
	for _, found := range heading.FindAllStringSubmatch(page, -1) {
		level := int(found[1][0] - '0')
		if level > before+1 || level == 1 && before > 0 {
			t.Errorf("a heading of level %d after one of level %d", level, before)
		}
		before = level
	}
	if before == 0 {
		t.Error("the page has no heading")
	}
	seen := map[string]bool{}
	for _, found := range id.FindAllStringSubmatch(page, -1) {
		if seen[found[1]] {
			t.Errorf("two elements have the id %q", found[1])
		}
		seen[found[1]] = true
	}
	for _, found := range table.FindAllString(page, -1) {
		want(t, "a table", found, "<caption")
		for _, header := range headers.FindAllString(found, -1) {
			want(t, "a header cell", header, "scope=")
		}
	}
}

func wantWellFormed(t *testing.T, page string) {
	t.Helper()
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
		switch token := token.(type) {
		case xml.StartElement:
			wantNothingInline(t, token)
			depth++
		case xml.EndElement:
			depth--
		}
	}
	if depth != 0 {
		t.Errorf("%d elements are not closed", depth)
	}
}

// leads are attributes that take the reader somewhere.
var leads = map[string]bool{"href": true, "src": true, "action": true, "formaction": true, "xlink:href": true}

// wantNothingInline fails on what the content security policy refuses.
func wantNothingInline(t *testing.T, element xml.StartElement) {
	t.Helper()
	source := false
	for _, attribute := range element.Attr {
		name, value := strings.ToLower(attribute.Name.Local), strings.ToLower(strings.TrimSpace(attribute.Value))
		source = source || name == "src"
		if name == "style" || strings.HasPrefix(name, "on") || leads[name] && strings.HasPrefix(value, "javascript:") {
			t.Errorf("<%s> has %s=%q: the content security policy refuses it", element.Name.Local, name, value)
		}
	}
	if name := element.Name.Local; name == "style" || name == "script" && !source {
		t.Errorf("<%s> inline: the content security policy refuses it", name)
	}
}
