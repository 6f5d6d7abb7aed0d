package pages

import (
	"strings"
	"testing"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
)

func TestFigures(t *testing.T) {
	page := rendered(t, overviewPage, viewOf(thousand, closedTrade(1, 1500.5), closedTrade(2, -500.25), closedTrade(3, 0)))
	want(t, "profit", figure(t, page, "closed-profit"), "+1,000.25 USDT +100.03 % of the starting 1,000.00 USDT")
	want(t, "win rate", figure(t, page, "win-rate"), "66.67 % 2 wins, 1 loss")
	want(t, "factor", figure(t, page, "profit-factor"), "3.00 won per 1 lost")
	want(t, "drawdown", figure(t, page, "max-drawdown"), "−500.25 USDT 20.01 % of the balance, 25 Oct 2026 to 26 Oct 2026 UTC; now −500.25")
	want(t, "trades", figure(t, page, "trades"), "3 trades 3 closed, 0 open; held 24 h 00 min on average")
	want(t, "today", figure(t, page, "today"), "0.00 USDT 0 trades closed since 00:00 UTC; this month 0.00 USDT")
	want(t, "exact value", page, `<data value="1000.25">`)
	want(t, "badge", page, "dry run")
	want(t, "reason in words", page, "trailing stop loss")
	want(t, "the version", page, `data-version="a1"`)
	want(t, "the link to a trade", page, `href="/trades/3"`)
}

func TestTodayIsTheDayInUTC(t *testing.T) {
	today, month := closedTrade(1, 7), closedTrade(2, -2)
	today.CloseDate, month.CloseDate = ledger.At(noon.Add(-12*60*60e9)), ledger.At(noon.Add(-12*60*60e9-1e9))
	page := rendered(t, overviewPage, viewOf(thousand, month, today))
	want(t, "today", figure(t, page, "today"), "+7.00 USDT 1 trade closed since 00:00 UTC; this month +5.00 USDT")
}

func TestNoFigureWithoutASource(t *testing.T) {
	page := rendered(t, overviewPage, viewOf(unknown, closedTrade(1, 5), openTrade(2)))
	want(t, "profit", figure(t, page, "closed-profit"), "+5.00 USDT in percent: "+unknown.Reason)
	wantNot(t, "drawdown", figure(t, page, "max-drawdown"), "of the balance")
	want(t, "open profit", figure(t, page, "open-profit"), "not available the bot’s database does not hold current prices, and the bot’s API is not used")
	want(t, "open trades", panel(t, page, "Open trades"), "current prices and unrealised profit: not available")
	page = rendered(t, overviewPage, viewOf(unknown, openTrade(1)))
	for _, key := range []string{"closed-profit", "win-rate", "profit-factor", "max-drawdown", "expectancy"} {
		want(t, key, figure(t, page, key), "not available")
	}
}

func TestPricesHaveAnAge(t *testing.T) {
	view := withAPI(viewOf(thousand, openTrade(2), openTrade(3)), priced)
	page := rendered(t, overviewPage, view)
	want(t, "open profit", figure(t, page, "open-profit"), "+2.25 USDT 1 of 2 open trades with a price, told 9 s ago")
	want(t, "open trades", panel(t, page, "Open trades"), "prices told 9 s ago Open trades in USDT")
	want(t, "open trades", panel(t, page, "Open trades"), "ETH/USDT long 100.00 2,000.00 2,050.00 +2.25 +2.25 %")
	view = withAPI(view, func(state *botapi.State) { priced(state); state.OpenTrades.Problem = "the bot’s API took too long" })
	page = rendered(t, overviewPage, view)
	want(t, "open profit", figure(t, page, "open-profit"), "told 9 s ago; the bot’s API took too long")
	want(t, "open trades", panel(t, page, "Open trades"), "no newer ones: the bot’s API took too long")
}

func TestCurrenciesAreNeverSummed(t *testing.T) {
	page := rendered(t, overviewPage, viewOf(unknown, closedTrade(1, 5), closedTrade(2, 6), closedTrade(5, 0), inBitcoin(closedTrade(3, 0.5)), inBitcoin(openTrade(4))))
	want(t, "the first", figure(t, page, "closed-profit"), "+11.00 USDT")
	first, second, _ := strings.Cut(page, "Results in BTC")
	want(t, "the second", figure(t, second, "closed-profit"), "+0.50000000 BTC")
	wantNot(t, "the first section", first, "ETH/BTC")
	wantNot(t, "the second section", second, "ETH/USDT")
}

func TestOddTradesAreRemarkedOn(t *testing.T) {
	page := rendered(t, overviewPage, absurd())
	want(t, "an unfilled entry", page, "not filled")
	want(t, "the side", page, "short 3×")
	_, euro, _ := strings.Cut(page, "Results in EUR")
	want(t, "an overflow", figure(t, euro, "closed-profit"), "not available")
	missing := closedTrade(2, 0)
	missing.CloseProfitAbs = ledger.Missing
	undated := closedTrade(3, 4)
	undated.CloseDate = ledger.Never
	page = rendered(t, overviewPage, viewOf(unknown, closedTrade(1, 5), missing, undated))
	want(t, "a missing profit", page, "1 closed trade has no profit in the database. As in freqtrade it counts as 0.")
	want(t, "a missing time", page, "1 closed trade has no closing time in the database. As in freqtrade it is left out.")
}

func TestTheLatestTradesAreOfTheCurrency(t *testing.T) {
	var trades []ledger.Trade
	for i := range int64(15) {
		trades = append(trades, closedTrade(i, 1))
	}
	trades = append(trades, inBitcoin(closedTrade(20, 1)))
	rows := latestRows(viewOf(unknown, trades...).State.Snapshot, "USDT", 10)
	if len(rows) != 10 || rows[0].ID != 14 || rows[9].ID != 5 {
		t.Errorf("%d rows from %d", len(rows), rows[0].ID)
	}
}

func TestChoicesAreLinks(t *testing.T) {
	view := viewOf(thousand, closedTrade(1, 5))
	page := rendered(t, overviewPage, view)
	want(t, "the unit", page, `<h3>Profit per day</h3>`)
	want(t, "the other unit", page, `<a data-stay href="/?curve=profit&amp;per=week">week</a>`)
	want(t, "the chosen unit", rendered(t, overviewPage, view, "per=week"), `href="/?curve=profit&amp;per=week" aria-current="true">week</a>`)
	want(t, "nonsense", rendered(t, overviewPage, view, "per=<x>&curve=%22"), `<h3>Profit per day</h3>`)
}

func TestTheNotedBalance(t *testing.T) {
	view := viewOf(thousand, closedTrade(1, 5))
	want(t, "without it", panel(t, rendered(t, overviewPage, view, "curve=balance"), "Equity"), "not available:")
	snapshot := *view.State.Snapshot
	for day := range 5 {
		snapshot.Wallet = append(snapshot.Wallet, ledger.WalletDay{Day: ledger.At(noon.AddDate(0, 0, day-9)), Total: ledger.Number(1000 + day), Reconstructed: day < 2})
	}
	page := rendered(t, overviewPage, viewAt(thousand, &snapshot), "curve=balance")
	want(t, "the drawing", page, "Balance the bot noted each day, in USDT")
	want(t, "what was computed afterwards", page, "The dashed part was computed by the bot afterwards and can be wrong.")
	wantNot(t, "the closed profits", rendered(t, overviewPage, viewAt(thousand, &snapshot)), "Balance the bot noted")
}
