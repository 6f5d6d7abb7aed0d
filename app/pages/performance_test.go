package pages

import (
	"fmt"
	"strings"
	"testing"

	"crypto-dashboard/app/ledger"
)

func TestGroups(t *testing.T) {
	tagged := closedTrade(2, -3)
	tagged.EnterTag, tagged.Pair = ledger.Intern("a & b=c"), ledger.Intern("SOL/USDT")
	page := rendered(t, performancePage, viewOf(thousand, closedTrade(1, 5), tagged, closedTrade(3, 1)))
	want(t, "pairs", panel(t, page, "By pair"), "ETH/USDT 2 100.00 % 24 h 00 min +3.00 % +6.00 SOL/USDT 1 0.00 % 24 h 00 min −3.00 % −3.00")
	want(t, "tags", panel(t, page, "By entry tag"), "Other 2 100.00 %")
	want(t, "the link of a tag", page, `href="/trades?enter_tag=a%20%26%20b%3dc"`)
	want(t, "the link of none", page, `href="/trades?without=enter_tag"`)
	want(t, "reasons", panel(t, page, "By exit reason"), "trailing_stop_loss 3 66.67 %")
}

func TestLongListsOfGroupsAreFoldedAway(t *testing.T) {
	var trades []ledger.Trade
	for i := range 700 {
		trade := closedTrade(int64(i), float64(i))
		trade.Pair = ledger.Intern(fmt.Sprintf("C%d/USDT", i))
		trades = append(trades, trade)
	}
	page := rendered(t, performancePage, viewOf(thousand, trades...))
	_, pairs, _ := strings.Cut(page, ">By pair<")
	shown, folded, _ := strings.Cut(pairs, "<summary>500 more</summary>")
	if got := strings.Count(shown, "<tr>"); got != 21 {
		t.Errorf("%d rows are shown", got)
	}
	want(t, "the rest", folded, "and 180 more, which the API lists")
}

func TestOnlyTheCurrencyAskedForIsBrokenDown(t *testing.T) {
	view := viewOf(unknown, closedTrade(1, 5), closedTrade(2, 6), inBitcoin(closedTrade(3, 0.5)))
	page := rendered(t, performancePage, view)
	want(t, "the first", page, "Performance in USDT")
	wantNot(t, "the first", page, "ETH/BTC")
	page = rendered(t, performancePage, view, "currency=BTC")
	want(t, "the second", page, "Performance in BTC")
	want(t, "its link", page, `href="/trades?pair=ETH%2fBTC&amp;stake_currency=BTC"`)
	wantNot(t, "the second", panel(t, page, "By pair"), "ETH/USDT")
	want(t, "one that is not there", rendered(t, performancePage, view, "currency=%3Cscript%3E"), "Performance in USDT")
}

func TestRatiosNeedTheStartingBalance(t *testing.T) {
	trades := []ledger.Trade{closedTrade(1, 50), closedTrade(2, -20), closedTrade(3, 30), closedTrade(4, -10)}
	page := rendered(t, performancePage, viewOf(unknown, trades...))
	for _, key := range []string{"cagr", "calmar"} {
		want(t, key, figure(t, page, key), "not available")
		want(t, key, figure(t, rendered(t, performancePage, viewOf(thousand, trades...)), key), "over 3 days")
	}
	want(t, "what needs none", figure(t, page, "sharpe"), "per year over 3 days")
	want(t, "expectancy", figure(t, page, "expectancy"), "+12.50 USDT per trade")
}

func TestPeriodsAndYears(t *testing.T) {
	old := closedTrade(1, 7)
	old.OpenDate, old.CloseDate = ledger.At(noon.AddDate(-1, 0, -1)), ledger.At(noon.AddDate(-1, 0, 0))
	view := viewOf(thousand, old, closedTrade(2, 5))
	page := rendered(t, performancePage, view)
	want(t, "months", panel(t, page, "Profit per month"), "November 2026 0 0.00")
	want(t, "months", panel(t, page, "Profit per month"), "October 2026 1 +5.00 +0.50 %")
	want(t, "earlier months", page, "<summary>1 earlier</summary>")
	want(t, "days", panel(t, rendered(t, performancePage, view, "per=day"), "Profit per day"), "Mon 26 Oct 2026 1 +5.00")
	want(t, "this year", page, "Profit per day in 2026 in USDT")
	want(t, "the other year", rendered(t, performancePage, view, "year=2025"), "Profit per day in 2025 in USDT")
	want(t, "a year without trades", rendered(t, performancePage, view, "year=1999"), "Profit per day in 2026 in USDT")
}

func TestNotableTrades(t *testing.T) {
	page := rendered(t, performancePage, viewOf(thousand, closedTrade(1, 5), closedTrade(2, -6), closedTrade(3, -4)))
	average := panel(t, page, "The average trade, and what was moved")
	want(t, "the best", average, "Best trade +5.00 USDT ETH/USDT, +5.00 % , 2026-10-25 12:00 UTC")
	want(t, "the worst", average, "Worst trade −6.00 USDT ETH/USDT, −6.00 %")
	want(t, "the runs", average, "Longest run of wins 1 trade Longest run of losses 2 trades Run now 2 losses")
	want(t, "the link", page, `href="/trades/2"`)
}

func TestNothingToBreakDown(t *testing.T) {
	want(t, "open trades only", rendered(t, performancePage, viewOf(thousand, openTrade(1))), "no trade is closed yet")
	want(t, "no trade", rendered(t, performancePage, viewOf(thousand)), "No trades yet")
}
