package pages

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// states are what a bot can look like; every page must stand all of them.
func states() map[string]bots.View {
	return map[string]bots.View{
		"no data":            withoutData(),
		"no data, but API":   withAPI(withoutData(), nil),
		"no trade":           viewOf(unknown),
		"one trade":          viewOf(thousand, closedTrade(1, 5)),
		"one open trade":     viewOf(unknown, openTrade(1)),
		"a loss":             viewOf(thousand, closedTrade(1, -5)),
		"several currencies": viewOf(unknown, closedTrade(1, 5), closedTrade(2, -6), inBitcoin(closedTrade(3, 0.5)), inBitcoin(openTrade(4))),
		"open with prices":   withAPI(viewOf(thousand, closedTrade(1, 5), openTrade(2), openTrade(3)), priced),
		"hostile":            withAPI(hostile(), priced),
		"absurd":             absurd(),
		"locks":              locked(30),
	}
}

func inBitcoin(trade ledger.Trade) ledger.Trade {
	trade.StakeCurrency, trade.Pair = ledger.Intern("BTC"), ledger.Intern("ETH/BTC")
	return trade
}

func priced(state *botapi.State) {
	none := botapi.Missing
	state.OpenTrades.Value[2] = botapi.OpenTrade{ID: 2, CurrentRate: 2050, ProfitAbs: 2.25, ProfitRatio: 0.0225, StopLossDistance: none, AtStop: none}
	state.OpenTrades.Value[3] = botapi.OpenTrade{ID: 3, CurrentRate: none, ProfitAbs: none, ProfitRatio: none, StopLossDistance: none, AtStop: none}
}

var evil = `"><script>alert(1)</script>{{.}}` + "\u202e" + `javascript:alert(1)' onload='x`

// hostile has text from somebody who means harm, emoji, and what is too long.
func hostile() bots.View {
	trade := closedTrade(1, 5)
	trade.Pair, trade.ExitReason, trade.Strategy = ledger.Intern(strings.Repeat("長🚀", 150)), ledger.Intern(evil), ledger.Intern("NaN")
	trade.StakeCurrency = ledger.Intern(`<img src=x>`)
	open := trade
	open.ID, open.IsOpen, open.CloseDate, open.EnterTag, open.Pair = 2, true, ledger.Never, ledger.Intern(evil), ledger.Intern(evil)
	view := viewOf(unknown, trade, open)
	view.State.Snapshot.Newest.Strategy, view.State.Snapshot.Newest.Exchange = evil, evil
	view.State.Snapshot.Locks = []ledger.Lock{{ID: 1, Pair: evil, Side: evil, Reason: evil, Begin: ledger.Never, End: ledger.Never, Active: true}}
	return view
}

// absurd has values that are missing, tiny and too large to add up.
func absurd() bots.View {
	empty := ledger.Trade{ID: 1, Leverage: 1, CloseProfit: ledger.Missing, CloseProfitAbs: ledger.Missing, Stake: ledger.Missing, OpenRate: ledger.Missing,
		CloseRate: ledger.Missing, Amount: ledger.Missing, Fees: ledger.Missing, Funding: ledger.Missing, OpenDate: ledger.Never, CloseDate: ledger.Never}
	open := ledger.Trade{ID: 2, IsOpen: true, Leverage: 3, IsShort: true, OpenDate: ledger.Never, CloseDate: ledger.Never}
	huge := closedTrade(3, 1e300)
	huge.OpenRate, huge.CloseRate, huge.CloseProfit, huge.Leverage = 1e-12, math.MaxFloat64, -1e300, 1e308
	overflow := closedTrade(4, math.MaxFloat64)
	overflow.StakeCurrency = ledger.Intern("EUR")
	again := overflow
	again.ID = 7
	return viewOf(thousand, empty, open, huge, overflow, again, closedTrade(5, -1e300), closedTrade(6, 1e-300))
}

func TestEveryPageStandsEverything(t *testing.T) {
	for name, view := range states() {
		for _, kind := range kinds {
			t.Run(kind.name+", "+name, func(t *testing.T) {
				page := rendered(t, kind, view)
				for _, live := range []string{"<script>", "<img src=x>", "' onload='"} {
					wantNot(t, "the page", page, live)
				}
				if longest := longestNumber(page); longest > 400 {
					t.Errorf("a number %d characters long", longest)
				}
			})
		}
	}
}

func longestNumber(page string) int {
	longest := 0
	for _, word := range regexp.MustCompile(`[0-9,.]+`).FindAllString(words(page), -1) {
		longest = max(longest, len(word))
	}
	return longest
}

func TestHostileTextIsShownAsText(t *testing.T) {
	view := hostile()
	for _, kind := range []kind{overviewPage, performancePage, locksPage, botPage} {
		page := rendered(t, kind, view)
		want(t, kind.name, page, "&lt;script&gt;alert(1)&lt;/script&gt;{{.}}")
	}
}

var (
	unitInValue = regexp.MustCompile(`(?s)<p class="value[^"]*">.*?</p>|<span class="value.*`)
	defined     = regexp.MustCompile(`(?s)data-figure="([^"]*)"(.*?)(</li>|</dd>)`)
)

// A number without a unit and a definition misleads.
func TestEveryFigureHasAUnitAndADefinition(t *testing.T) {
	count := 0
	view := viewOf(thousand, closedTrade(1, 5), closedTrade(2, -6), closedTrade(3, 4))
	for _, kind := range kinds {
		for _, found := range defined.FindAllStringSubmatch(rendered(t, kind, view), -1) {
			key, part := found[1], found[2]
			count++
			if definitions[key].Words == "" || definitions[key].Unit == "" {
				t.Errorf("the figure %q has no definition or no unit", key)
				continue
			}
			want(t, key, words(part), words(definitions[key].Words[:40]))
			if !strings.Contains(part, "missing") && key != "held" {
				want(t, key, unitInValue.FindString(part), `class="unit"`)
			}
		}
	}
	if count < 20 {
		t.Errorf("found %d figures", count)
	}
}

func TestStaleDataIsCalledOldOnEveryPage(t *testing.T) {
	for _, kind := range kinds {
		view := viewOf(thousand, closedTrade(1, 5))
		wantNot(t, kind.name, rendered(t, kind, view), "Old data")
		view.State.Problem, view.State.Current = "the database is locked by another process", noon.Add(-10*60e9)
		page := rendered(t, kind, view)
		want(t, kind.name, words(page), "Old data. From 2026-11-02 11:50 UTC , 10 min ago, because the database is locked by another process.")
		view.State.Problem, view.State.Current = "", noon.Add(-60e9)
		want(t, "a check that hangs", rendered(t, kind, view), "reading the database is taking long")
		want(t, kind.name, words(rendered(t, kind, withoutData())), "No data. Nothing can be shown, because the database file does not exist.")
	}
}

func TestTheTitleCountsOpenTrades(t *testing.T) {
	want(t, "the title", rendered(t, overviewPage, viewOf(unknown, openTrade(1), openTrade(2))), "<title>(2) Overview · Crypto dashboard</title>")
	want(t, "the title", rendered(t, locksPage, viewOf(unknown)), "<title>Locks · Crypto dashboard</title>")
}

func TestASyntheticSampleIsCalledSo(t *testing.T) {
	view := viewOf(unknown, closedTrade(1, 5))
	wantNot(t, "a real page", rendered(t, overviewPage, view), "Synthetic sample")
	view.State.Snapshot.Synthetic = true
	want(t, "a sample's page", rendered(t, overviewPage, view), "Synthetic sample.")
}

func TestPagesOfSeveralBotsLinkToTheirOwn(t *testing.T) {
	view := viewOf(thousand, closedTrade(1, 5), openTrade(2))
	pages := newPages(t, bots.Fixed("alpha", view), bots.Fixed("beta", view))
	for _, kind := range kinds {
		page, err := pages.kept(kind, "beta", view, nil, noon)
		if err != nil {
			t.Fatal(err)
		}
		wantGood(t, string(page))
		want(t, "the events", string(page), `data-events="/bots/beta/events"`)
		want(t, "the switch", string(page), `<a href="/bots/alpha`+kind.here+`">alpha</a>`)
		want(t, "the title", string(page), kind.title+" · beta · Crypto dashboard</title>")
		for _, link := range regexp.MustCompile(`href="/(trades|performance|locks|bot)["/?]`).FindAllString(string(page), -1) {
			t.Errorf("%s links to %s of no bot", kind.name, link)
		}
	}
}

func TestProblemPages(t *testing.T) {
	pages := newPages(t)
	for status, name := range map[int]string{404: "Not Found", 500: "Internal Server Error", 405: "Method Not Allowed", 418: "I&#39;m a teapot"} {
		page := string(pages.Problem(status))
		wantGood(t, page)
		want(t, "the page", page, name)
		wantNot(t, "the page", page, "mode unknown")
	}
}

func TestModes(t *testing.T) {
	for orders, name := range map[ledger.Orders]string{{DryRun: 2}: "dry run", {Live: 2}: "live", {}: "mode unknown", {DryRun: 1, Live: 1}: "mode unknown"} {
		view := viewOf(unknown)
		view.State.Snapshot.Orders = orders
		if got := modeOf(view).Name; got != name {
			t.Errorf("%+v is %q, want %q", orders, got, name)
		}
		told := withAPI(view, func(state *botapi.State) { state.Config.Value.DryRun = false })
		if got := modeOf(told).Name; got != "live" {
			t.Errorf("a bot that says it is live is %q", got)
		}
	}
}
