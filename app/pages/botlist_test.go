package pages

import (
	"math"
	"testing"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

func listPage(t *testing.T, seen ...named) string {
	t.Helper()
	var shown []*bots.Bot
	for _, bot := range seen {
		shown = append(shown, bots.Fixed(bot.Name, bot.View))
	}
	page, err := newPages(t, shown...).keptList(seen, "d1", "v1", noon)
	if err != nil {
		t.Fatal(err)
	}
	wantGood(t, string(page))
	return string(page)
}

func TestTheListSumsPerCurrencyAndModeOnly(t *testing.T) {
	live := viewOf(thousand, closedTrade(1, 100))
	live.State.Snapshot.Orders = ledger.Orders{Live: 3}
	page := listPage(t, named{"a", viewOf(thousand, closedTrade(1, 5), openTrade(2))}, named{"b", viewOf(thousand, closedTrade(1, -2))},
		named{"c", viewOf(thousand, inBitcoin(closedTrade(1, 0.5)))}, named{"d", live})
	want(t, "the dry runs' sum", figure(t, page, "sum-USDT-dry"), "+3.00 USDT of 2 bots: 2 closed, 1 open trade")
	want(t, "the live sum", figure(t, page, "sum-USDT-live"), "+100.00 USDT of 1 bot")
	want(t, "the other currency", figure(t, page, "sum-BTC-dry"), "+0.50000000 BTC of 1 bot")
	want(t, "the title", page, "<title>(1) Bots · Crypto dashboard</title>")
}

func TestTheListShowsEachBot(t *testing.T) {
	page := listPage(t, named{"alpha", withAPI(viewOf(thousand, closedTrade(1, 5), closedTrade(2, -1), inBitcoin(closedTrade(3, 1))), nil)},
		named{"beta", withoutData()}, named{"gamma", viewOf(unknown)})
	list := panel(t, page, "Bots")
	want(t, "a bot", list, "alpha dry run binance · S · spot alive running +4.00 USDT")
	want(t, "its figures", list, "0 2 50.00 % 1.00 current")
	want(t, "its other currency", list, "alpha, in BTC +1.00000000 BTC")
	want(t, "a bot without data", list, "beta mode unknown unknown not available: the database file does not exist none")
	want(t, "a bot without trades", list, "gamma dry run unknown no trade yet current")
	want(t, "the link", page, `href="/bots/alpha/"`)
	want(t, "the curve", page, "plot-sparkline")
}

func TestASumThatIsNotKnownIsNotShown(t *testing.T) {
	huge := viewOf(thousand, closedTrade(1, math.MaxFloat64), closedTrade(2, math.MaxFloat64))
	page := listPage(t, named{"a", viewOf(thousand, closedTrade(1, 5))}, named{"b", huge}, named{"c", huge})
	want(t, "the sum", figure(t, page, "sum-USDT-dry"), "not available b, c: "+huge.Figures.Currencies[0].All.Profit.Reason)
}

func TestTheListStandsEverything(t *testing.T) {
	for name, view := range states() {
		t.Run(name, func(t *testing.T) { listPage(t, named{"one", view}, named{"two", viewOf(thousand, closedTrade(1, 1))}) })
	}
}
