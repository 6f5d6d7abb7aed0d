package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
)

// change writes to the site's database as its bot would, and reads it again.
func (s tradeSite) change(statements ...string) {
	s.t.Helper()
	writer, err := sample.StartBot(s.t.Context(), s.path, noon)
	if err != nil {
		s.t.Fatal(err)
	}
	defer writer.Stop()
	for _, statement := range statements {
		if err := writer.Exec(s.t.Context(), statement); err != nil {
			s.t.Fatal(err)
		}
	}
}

// factOf is the text of a fact on a trade's page: its name, its value or why there is none, and what it means.
func factOf(t *testing.T, page, key string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `data-figure="`+key+`"`)
	if !ok {
		t.Fatalf("no fact %q on the page", key)
	}
	part, _, _ := strings.Cut(rest, "</div>")
	return words(part[1:])
}

// A closed long trade whose row holds numbers that are easy to follow by hand.
const longTrade = `UPDATE trades SET pair = 'ETH/USDT', base_currency = 'ETH', stake_currency = 'USDT', is_short = 0, leverage = 1, open_rate = 2000, close_rate = 2100,
	open_rate_requested = 2001, close_rate_requested = 2099, max_rate = 2200, min_rate = 1900, stop_loss = 1800, stop_loss_pct = -0.1, initial_stop_loss = 1700,
	initial_stop_loss_pct = -0.15, is_stop_loss_trailing = 1, amount = 0.5, amount_requested = 0.6, stake_amount = 1000, max_stake_amount = 1200, open_trade_value = 1001,
	fee_open = 0.001, fee_open_cost = 1, fee_open_currency = 'BNB', fee_close = 0.002, fee_close_cost = 2.1, fee_close_currency = NULL, close_profit = 0.046853, close_profit_abs = 46.9,
	realized_profit = 46.9, funding_fees = -0.25, interest_rate = 0, enter_tag = 'breakout', exit_reason = 'roi', strategy = 'S', timeframe = 15, exchange = 'kraken', trading_mode = 'SPOT',
	liquidation_price = NULL, open_date = '2026-05-01 10:00:00.000000', close_date = '2026-05-02 12:30:05.000000' WHERE id = 9`

func TestFactsOfAClosedTrade(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	site.change(longTrade)
	page := site.page(200, "/trades/9")
	want(t, "the heading", words(page), "ETH/USDT trade #9, long, closed")
	for key, wanted := range map[string]string{
		"profit": "+46.90 USDT Profit: all exits together", "ratio": "Profit in % +4.69 % of all entries", "realised": "Realised +46.90 USDT", "stake": "Stake 1,000.00 USDT",
		"total-stake": "Total stake 1,200.00 USDT", "amount": "Amount 0.5 ETH", "amount-requested": "0.6 ETH", "leverage": "Leverage 1 ×", "open-value": "1,001.00 USDT",
		"open-rate": "Entry rate 2,000.00 USDT", "open-requested": "2,001.00", "close-rate": "Exit rate 2,100.00", "close-requested": "2,099.00", "max-rate": "2,200.00", "min-rate": "1,900.00",
		"mfe": "Best move +10.00 %", "mae": "Worst move −5.00 %", "stop": "Stop loss 1,800.00", "stop-ratio": "−10.00 %", "stop-distance": "Stop from entry −10.00 %", "first-stop": "1,700.00",
		"first-stop-ratio": "−15.00 %", "trailing": "yes", "liquidation": "the database has none", "fee-open": "0.1 %", "fee-open-cost": "1.00 USDT in stake currency; taken by the exchange in BNB",
		"fee-close": "0.2 %", "fee-close-cost": "2.10 USDT in stake currency; taken by the exchange in a currency that the database does not name", "funding": "−0.25 USDT", "interest": "0 %",
		"opened": "2026-05-01 10:00:00 UTC", "closed": "2026-05-02 12:30:05 UTC", "duration": "Duration 26 h 30 min", "tag": "breakout", "reason": "roi", "strategy": "Strategy S",
		"timeframe": "15 min", "exchange": "kraken", "market": "spot",
	} {
		want(t, key, factOf(t, page, key), wanted)
	}
	want(t, "trades of the same pair", page, `href="/trades?pair=ETH%2FUSDT"`)
	want(t, "the stored columns", words(page), "record_version 2")
}

// For a short trade a falling price is good, and the stop is above.
func TestFactsOfAShortTrade(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	site.change(longTrade, "UPDATE trades SET is_short = 1, leverage = 3, stop_loss = 2200, trading_mode = 'FUTURES' WHERE id = 9")
	page := site.page(200, "/trades/9")
	want(t, "the heading", words(page), "short 3×")
	for key, wanted := range map[string]string{"mfe": "+5.00 %", "mae": "−10.00 %", "stop-distance": "−10.00 %", "market": "futures", "leverage": "3 ×"} {
		want(t, key, factOf(t, page, key), wanted)
	}
}

// At risk is what freqtrade's calculate_profit gives at the stop.
func TestWhatIsAtRisk(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	open := "UPDATE trades SET is_open = 1, close_date = NULL, exit_reason = NULL, close_rate = NULL, close_profit = NULL, close_profit_abs = NULL"
	cases := map[string]string{
		"": "−102.80 USDT", // 0.5·1800·0.998 − 1001
		"trading_mode = 'FUTURES', funding_fees = 2":                                                         "−100.80 USDT",
		"is_short = 1, stop_loss = 2200, open_trade_value = 999":                                             "−103.20 USDT", // 999 − 0.5·2200·1.002
		"is_short = 1, stop_loss = 2200, open_trade_value = 999, trading_mode = 'FUTURES', funding_fees = 2": "−101.20 USDT",
		"trading_mode = 'MARGIN'": "the interest of margin trades is not in the database",
		"amount = 0":              "the entry order is not filled yet",
		"stop_loss = 0":           "the database has none",
	}
	for set, wanted := range cases {
		site.change(longTrade, open+strings.TrimSuffix(", "+set, ", ")+" WHERE id = 9")
		want(t, "at risk with "+set, factOf(t, site.page(200, "/trades/9"), "at-risk"), "At risk "+wanted)
	}
}

// What depends on the price now comes from the bot's API with its age, or stands there with the reason why not.
func TestLiveFacts(t *testing.T) {
	id := int64(31)
	silent := newTradeSite(t, sample.Options{Closed: 30}, nil)
	page := silent.page(200, fmt.Sprint("/trades/", id))
	want(t, "the reason", factOf(t, page, "profit-now"), "not available Profit now: of what is still in the trade, if it were sold now, after fees; the bot’s database does not hold current prices, and the bot’s API is not used")
	for _, key := range []string{"ratio-now", "total-now", "total-ratio-now", "rate-now", "stop-from-now"} {
		want(t, key, factOf(t, page, key), "not available, see above")
	}
	want(t, "the end", factOf(t, page, "closed"), "the trade is open")
	want(t, "the age", factOf(t, page, "duration"), "Open for")
	speaking := newTradeSite(t, sample.Options{Closed: 30}, func(view bots.View) bots.View {
		return withAPI(view, func(state *botapi.State) {
			state.OpenTrades.Got = time.Now().Add(-4 * time.Second)
			state.OpenTrades.Value[id] = botapi.OpenTrade{ID: id, CurrentRate: 3000.25, ProfitAbs: 4.5, ProfitRatio: 0.0225, TotalProfitAbs: -7.75, TotalProfitRatio: -0.031, AtStop: -11, AtStopRatio: -0.055}
			state.OpenTrades.Value[id+1] = botapi.OpenTrade{ID: id + 1, CurrentRate: botapi.Missing, ProfitAbs: botapi.Missing, ProfitRatio: botapi.Missing, TotalProfitAbs: botapi.Missing, TotalProfitRatio: botapi.Missing}
		})
	})
	page = speaking.page(200, fmt.Sprint("/trades/", id))
	for key, wanted := range map[string]string{"profit-now": "+4.50 USDT", "ratio-now": "+2.25 %", "total-now": "−7.75 USDT", "total-ratio-now": "−3.10 %", "rate-now": "3,000.25"} {
		want(t, key, factOf(t, page, key), wanted)
	}
	want(t, "the age", factOf(t, page, "profit-now"), "from the bot’s API, 4 s old")
	want(t, "without a price", factOf(t, speaking.page(200, fmt.Sprint("/trades/", id+1)), "profit-now"), "the bot has no price for it")
	want(t, "unknown to the API", factOf(t, speaking.page(200, fmt.Sprint("/trades/", id+2)), "profit-now"), "does not name this trade as open")
}

// A pending exit's reason, or a partial exit's profit, must not look like the end of an open trade.
func TestAnOpenTradeIsNotShownAsEnded(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	site.change("UPDATE trades SET exit_reason = 'partial_exit', close_profit = 0.77, close_profit_abs = 77.7, realized_profit = 5.5 WHERE id = 31")
	page := site.page(200, "/trades/31")
	want(t, "the reason", factOf(t, page, "reason"), "partial_exit of an exit that was begun: the trade is still open")
	want(t, "realised", factOf(t, page, "realised"), "+5.50 USDT")
	before, _, _ := strings.Cut(page, `id="stored"`)
	wantNot(t, "the page", words(before), "77.7")
}

func TestOrdersOfATrade(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	one := `INSERT INTO orders (id, ft_trade_id, ft_order_side, ft_pair, ft_is_open, ft_amount, ft_price, ft_cancel_reason, order_id, status, symbol, order_type, side, price, average, amount,
		filled, remaining, cost, stop_price, order_date, order_filled_date, order_update_date, funding_fee, ft_fee_base, ft_order_tag)
		VALUES (%d, 9, 'sell', 'ETH/USDT', 0, 0.25, 3000.5, 'cancelled due to timeout', 'x%d', '%s', 'ETH/USDT', 'limit', 'sell', 3000.5, NULL, 0.25, %s, 0.25, 0, NULL,
		'2026-05-01 10:00:00.757000', NULL, '2026-05-01 11:00:00.000000', 0, NULL, 'tag%d')`
	site.change(longTrade, "DELETE FROM orders WHERE ft_trade_id = 9",
		`INSERT INTO orders (id, ft_trade_id, ft_order_side, ft_pair, ft_is_open, ft_amount, ft_price, order_id, status, order_type, price, average, amount, filled, remaining, cost, stop_price,
		order_date, order_filled_date, order_update_date, funding_fee, ft_fee_base, ft_order_tag) VALUES (900, 9, 'buy', 'ETH/USDT', 0, 0.5, 1999, 'entry-1', 'closed', 'limit', 1999, 2000, 0.5,
		0.5, 0, 1000, NULL, '2026-05-01 09:59:58.000000', '2026-05-01 10:00:00.000000', '2026-05-01 10:00:00.000000', 0.75, 0.0005, 'breakout')`,
		fmt.Sprintf(one, 901, 901, "canceled", "0", 901), fmt.Sprintf(one, 902, 902, "expired", "NULL", 902), fmt.Sprintf(one, 903, 903, "rejected", "0", 903))
	page := site.page(200, "/trades/9")
	orders := panel(t, page, "Orders")
	want(t, "the entry", orders, "buy limit #900 closed 0.5 0.5 1,999.00 2,000.00 1,000.00 funding +0.75 0.0005 2026-05-01 09:59:58 2026-05-01 10:00:00 breakout entry-1")
	want(t, "a cancelled one", orders, "sell limit #901 canceled cancelled due to timeout 0.25 0 3,000.50 3,000.50 0.00 – 2026-05-01 10:00:00 – updated 2026-05-01 11:00:00 tag901 x901")
	wantNot(t, "three cancelled orders", page, `id="cancelled"`)
	site.change(fmt.Sprintf(one, 904, 904, "Cancelled", "0", 904), fmt.Sprintf(one, 905, 905, "canceled", "0.1", 905))
	page = site.page(200, "/trades/9")
	shown, folded, found := strings.Cut(page, `<details class="fold" id="cancelled">`)
	if !found {
		t.Fatal("four cancelled orders are not folded away")
	}
	want(t, "the fold", words("<"+folded), "4 orders that ended without a fill")
	for _, id := range []string{"#901", "#902", "#903", "#904"} {
		wantNot(t, "the first table", words(shown), id)
		want(t, "the fold", words("<"+folded), id)
	}
	want(t, "a cancelled order with a fill", words(shown), "#905 canceled")
	site.change("DELETE FROM orders WHERE ft_trade_id = 9")
	want(t, "no order", panel(t, site.page(200, "/trades/9"), "Orders"), "the database has none for this trade")
}

func TestCustomDataOfATrade(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	note := `INSERT INTO trade_custom_data (ft_trade_id, cd_key, cd_type, cd_value, created_at, updated_at) VALUES (9, '%s', '%s', '%s', '2026-05-01 10:00:00.000000', NULL)`
	site.change("DELETE FROM trade_custom_data", fmt.Sprintf(note, "flag", "bool", "True"), fmt.Sprintf(note, "<b>k", "dict", `{"b":[1,2],"a":"<script>"}`),
		fmt.Sprintf(note, "broken", "list", "[1, oh"), fmt.Sprintf(note, "text", "str", `{"not":"json"}`), fmt.Sprintf(note, "long", "dict", `{"x":"`+strings.Repeat("y", 30000)+`"}`))
	page := site.page(200, "/trades/9")
	custom := panel(t, page, "Custom data")
	want(t, "a boolean", custom, "flag bool True 2026-05-01 10:00:00 –")
	want(t, "a dict", page, "<pre>{\n  &#34;b&#34;: [\n    1,\n    2\n  ],\n  &#34;a&#34;: &#34;&lt;script&gt;&#34;\n}</pre>")
	want(t, "what is no JSON", custom, "broken list [1, oh")
	want(t, "a text", custom, `text str {"not":"json"}`)
	want(t, "a long one", custom, "… (30,008 bytes in all)")
	want(t, "a trade without", panel(t, site.page(200, "/trades/10"), "Custom data"), "the strategy kept none with this trade")
}

var beside = regexp.MustCompile(`<a href="/trades/(-?[0-9]+)" rel="(prev|next)">`)

// besides are the trades that a trade's page leads to.
func besides(page string) (previous, next string) {
	for _, found := range beside.FindAllStringSubmatch(page, -1) {
		if found[2] == "prev" {
			previous = found[1]
		} else {
			next = found[1]
		}
	}
	return previous, next
}

// Going from trade to trade visits all closed ones by closing time, and all open ones.
func TestFromTradeToTrade(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 60, Mode: sample.Futures, Hostile: true}, nil)
	var closed, open []int64
	for _, trade := range site.snapshot().Closed {
		closed = append(closed, trade.ID)
	}
	for _, trade := range site.snapshot().Open {
		open = append(open, trade.ID)
	}
	for _, ids := range [][]int64{closed, open} {
		for i, id := range ids {
			_, page := site.ask("GET", fmt.Sprint("/trades/", id))
			previous, next := besides(page)
			wantedPrevious, wantedNext := "", ""
			if i > 0 {
				wantedPrevious = strconv.FormatInt(ids[i-1], 10)
			}
			if i < len(ids)-1 {
				wantedNext = strconv.FormatInt(ids[i+1], 10)
			}
			if previous != wantedPrevious || next != wantedNext {
				t.Errorf("beside trade %d are %q and %q, want %q and %q", id, previous, next, wantedPrevious, wantedNext)
			}
		}
	}
}

// A trade that the snapshot does not have yet has neighbours all the same.
func TestNeighboursOfANewTrade(t *testing.T) {
	snapshot := handMade(closedTrade(1, 5), closedTrade(2, 5), openTrade(3), openTrade(7)).State.Snapshot
	previous, next := neighbours(snapshot, &ledger.Detail{ID: 5, IsOpen: true})
	if previous == nil || *previous != 3 || next == nil || *next != 7 {
		t.Errorf("beside 5 are %v and %v, want 3 and 7", previous, next)
	}
	if previous, next = neighbours(snapshot, &ledger.Detail{ID: 9}); previous == nil || *previous != 2 || next != nil {
		t.Errorf("beside a closed trade without a time are %v and %v, want 2 and none", previous, next)
	}
}

func TestThereIsNoSuchTrade(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	for _, id := range []string{"4711", "-3", "0", "abc", "007", "+9", "9%20", "99999999999999999999", "%3Cscript%3E", strings.Repeat("9", 5000)} {
		page := site.page(404, "/trades/"+id)
		want(t, id, words(page), "No such trade")
		if len(page) > 10_000 {
			t.Errorf("the page for an id of %d characters has %d", len(id), len(page))
		}
	}
}

// When the database cannot be read now, the page says why, and the list, which is in memory, is still there.
func TestADatabaseThatCannotBeReadNow(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	if err := os.Rename(site.path, site.path+".away"); err != nil {
		t.Fatal(err)
	}
	response, _ := site.ask("GET", "/trades/9")
	if response.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to try again")
	}
	want(t, "the page", words(site.page(503, "/trades/9")), "The trade cannot be read, because the database file does not exist Try again in a few seconds.")
	site.page(200, "/trades")
}

// When too many trades are being read, one waits, but not longer than who asks.
func TestTradesAreReadFewAtATime(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	for range mostReadings {
		site.pages.reading <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	request := httptest.NewRequestWithContext(ctx, "GET", "/trades/9", nil)
	request.SetPathValue("id", "9")
	recorder := httptest.NewRecorder()
	site.pages.serveTrade(recorder, request, site.bot)
	if recorder.Code != http.StatusServiceUnavailable || !strings.Contains(recorder.Body.String(), "too many trades are being read") {
		t.Errorf("without a turn the answer is %d", recorder.Code)
	}
	<-site.pages.reading
	site.page(200, "/trades/9")
	if got := len(site.pages.reading); got != mostReadings-1 {
		t.Errorf("%d turns are taken, want %d", got, mostReadings-1)
	}
}

// Whatever the row holds: the page is whole, and texts stay texts.
func TestHostileValuesOfTrades(t *testing.T) {
	for _, options := range []sample.Options{{Closed: 60, Mode: sample.Futures, Hostile: true}, {Closed: 60, Version: "2024.10", Hostile: true}} {
		site := newTradeSite(t, options, nil)
		var all []ledger.Trade
		all = append(all, site.snapshot().Closed...)
		for _, trade := range site.snapshot().Open {
			all = append(all, trade.Trade)
		}
		for _, trade := range all {
			page := site.page(200, fmt.Sprint("/trades/", trade.ID))
			for _, live := range []string{"<script>alert", "<img src=x", "<b>X", "</td></tr></table><h1>"} {
				wantNot(t, fmt.Sprint("trade ", trade.ID), page, live)
			}
		}
	}
}

func TestTextsFromTheDatabase(t *testing.T) {
	for text, want := range map[string]string{"": "–", " ": "–", "a\x00b\x1b": "a\uFFFDb\uFFFD", "\xff\xfe=": "\uFFFD=", "a\nb\tc": "a\nb\tc", "é😀": "é😀", "\uFFFFx": "\uFFFDx"} {
		if got := shown(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	if got := shown(strings.Repeat("é", longestText)); len(got) > longestText+100 || !strings.HasSuffix(got, "… (40,000 bytes in all)") {
		t.Errorf("a long text ends with %q", got[len(got)-40:])
	}
}
