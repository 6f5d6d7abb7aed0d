package api_test

import (
	"net/http"
	"strings"
	"testing"

	"crypto-dashboard/app/sample"
)

func TestSeveralBots(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 30}, sample.Options{Closed: 50, StakeCurrency: "EUR"})
	for _, path := range []string{"count", "daily", "entries", "exits", "health", "locks", "monthly", "performance", "profit", "status",
		"trade/3", "trades", "weekly"} {
		fault := object(s.wantFaults(path, "bot")[0].(map[string]any))
		if rule := fault["rule"].(string); !strings.Contains(rule, "is required") || !strings.Contains(rule, "alpha, beta") {
			t.Errorf("%s: the rule is %q", path, rule)
		}
		alpha, beta := s.get(path+"?bot=alpha"), s.get(path+"?bot=beta")
		if string(alpha.body) == string(beta.body) && path != "locks" {
			t.Errorf("%s is the same for both bots", path)
		}
	}
	s.wantFaults("profit?bot=gamma", "bot")
	s.wantFaults("profit?bot=alpha&bot=beta", "bot")
	s.wantFaults("profit?bot=alpha&stake_currency=EUR", "stake_currency")
	s.get("openapi.json")
	for bot, want := range map[string]struct {
		currency string
		closed   int
	}{"alpha": {"USDT", 30}, "beta": {"EUR", 50}} {
		profit := s.get("profit?bot=" + bot).object()
		profit.want(t, "stake_currency", want.currency)
		profit.want(t, "closed_trade_count", want.closed)
		s.get("health?bot="+bot).object().want(t, "bot", bot)
	}
}

// Two bots may have the same database, and yet other figures.
func TestBotsOfTheSameDatabase(t *testing.T) {
	first := bareBot(t, sample.Options{Closed: 30})
	first.StartingBalance, first.HasBalance = 2000, true
	second := first
	second.Name, second.StartingBalance = "beta", 4000
	s := &site{t: t}
	s.follow(first)
	s.follow(second)
	s.serve()
	a, b := s.get("profit?bot=alpha").object(), s.get("profit?bot=beta").object()
	b.want(t, "profit_closed_ratio", a["profit_closed_ratio"].(float64)/2)
}

// The next page is of the same bot.
func TestPagesOfSeveralBots(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 30}, sample.Options{Closed: 50})
	if got := s.follows("trades?bot=beta&limit=20", nil); len(got) != 50 {
		t.Errorf("the pages of beta have %d trades", len(got))
	}
	next := strings.TrimSuffix(strings.TrimPrefix(s.get("status?bot=beta&limit=2").header.Get("Link"), "<"), `>; rel="next"`)
	if got := s.ask(http.MethodGet, next); got.status != 200 || len(got.objects()) != 1 || got.objects()[0]["trade_id"] != 53.0 {
		t.Errorf("%s gives %d %.300s", next, got.status, got.body)
	}
}

// The only bot can be named, or not.
func TestTheOnlyBot(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 30})
	if string(s.get("profit").body) != string(s.get("profit?bot=alpha").body) {
		t.Error("its name makes another answer")
	}
	s.wantFaults("profit?bot=", "bot")
	s.wantFaults("profit?bot=Alpha", "bot")
}

// Amounts of several currencies never meet.
func TestSeveralCurrencies(t *testing.T) {
	t.Parallel()
	s := changedSite(t, sample.Options{Closed: 40}, "UPDATE trades SET stake_currency = 'BTC', pair = 'ETH/BTC' WHERE id % 4 = 0")
	for _, path := range []string{"profit", "daily", "weekly", "monthly", "count"} {
		fault := object(s.wantFaults(path, "stake_currency")[0].(map[string]any))
		if !strings.Contains(fault["rule"].(string), "USDT, BTC") {
			t.Errorf("%s: the rule is %q", path, fault["rule"])
		}
	}
	for _, currency := range []string{"BTC", "USDT"} {
		profit := s.get("profit?stake_currency=" + currency).object()
		row := one(t, s.paths[0], `SELECT round(sum(close_profit_abs), 8) AS sum, count(*) AS n FROM trades WHERE NOT is_open AND
			coalesce(stake_currency, 'USDT') = ?`, currency)
		profit.want(t, "profit_closed_coin", row["sum"])
		profit.want(t, "closed_trade_count", row["n"])
		profit.want(t, "profit_closed_ratio", nil)
		profit.want(t, "stake_currency", currency)
		row = one(t, s.paths[0], `SELECT coalesce(sum(open_rate * amount), 0) AS stake FROM trades WHERE is_open AND stake_currency = ?`, currency)
		s.get("count?stake_currency="+currency).object().want(t, "total_stake", row["stake"])
	}
	for _, path := range []string{"performance", "entries", "exits"} {
		all, part := s.get(path).objects(), s.get(path+"?stake_currency=BTC").objects()
		if len(part) == 0 || len(part) >= len(all) {
			t.Fatalf("%s: %d lines, %d of them in BTC", path, len(all), len(part))
		}
		for _, line := range part {
			line.want(t, "stake_currency", "BTC")
		}
	}
}

// A database without a trade has sums of 0, and reasons for everything else.
func TestNoTrade(t *testing.T) {
	s := newSite(t, sample.Options{Closed: -1})
	profit := s.get("profit").object()
	for member, want := range map[string]any{"profit_closed_coin": 0, "trade_count": 0, "closed_trade_count": 0, "winning_trades": 0,
		"trading_volume": 0, "winrate": nil, "sharpe": nil, "first_trade_date": nil, "best_pair": nil, "max_drawdown": nil,
		"avg_duration": nil, "stake_currency": nil, "profit_factor": nil, "profit_all_coin": 0} {
		profit.want(t, member, want)
	}
	for member, value := range profit {
		if reason := profit["unavailable"].(map[string]any)[member]; value == nil && (reason == nil || reason == "") {
			t.Errorf("%s is null without a reason", member)
		}
	}
	for _, path := range []string{"performance", "entries", "exits", "status"} {
		if got := string(s.get(path).body); got != "[]\n" {
			t.Errorf("%s is %s", path, got)
		}
	}
	s.get("trades").object().want(t, "total_trades", 0)
	s.get("count").object().want(t, "total_stake", 0)
	period := object(s.get("daily").object()["data"].([]any)[0].(map[string]any))
	period.want(t, "abs_profit", 0)
	period.want(t, "starting_balance", sample.StartingBalance)
}
