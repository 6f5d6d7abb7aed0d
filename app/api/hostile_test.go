package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"crypto-dashboard/app/sample"
)

// Whatever the database holds, the answers are valid JSON as described: ask checks each.
func TestHostileSample(t *testing.T) {
	for _, mode := range []sample.Mode{sample.Spot, sample.Futures} {
		s := newSite(t, sample.Options{Closed: 40, Hostile: true, Mode: mode})
		s.askEverything(t)
	}
}

func TestHostileValues(t *testing.T) {
	t.Parallel()
	s := changedSite(t, sample.Options{Closed: 30},
		`UPDATE trades SET close_profit_abs = 'nan', close_profit = 'inf', open_rate = 'Infinity', amount = '<b>' WHERE id = 1`,
		`UPDATE trades SET close_profit_abs = 1e308, close_profit = 1e308, stake_amount = 1e308, open_trade_value = -1e308 WHERE id IN (2, 3)`,
		`UPDATE trades SET close_profit_abs = 9e999, close_profit = -9e999, fee_close = 9e999 WHERE id = 4`,
		`UPDATE trades SET enter_tag = '<script>alert(1)</script>', exit_reason = '"}],"x":[{"', strategy = x'ff00fe', pair = '' WHERE id = 5`,
		`UPDATE trades SET open_date = 'yesterday', close_date = '2026-13-45 99:99:99', exchange = x'', timeframe = 1.5 WHERE id = 6`,
		`UPDATE trades SET pair = '`+strings.Repeat("A", 100000)+`', leverage = 0, is_short = 'maybe', trading_mode = 'MOON' WHERE id = 7`,
		`UPDATE trades SET close_date = '9999-12-31 23:59:59.999999', open_date = '0001-01-01 00:00:00.000000', amount = -1e-320 WHERE id = 8`,
		`UPDATE trades SET open_trade_value = 0, leverage = 'NaN', precision_mode = 1e300, trading_mode = 'margin' WHERE id = 9`,
		`UPDATE trades SET stop_loss = 'nan', open_trade_value = NULL, amount = 1e308, open_rate = 1e308 WHERE is_open`,
		`UPDATE orders SET filled = 'nan', average = 9e999, status = x'fffe', order_date = 'x', ft_order_tag = '</script>' WHERE ft_trade_id % 5 = 0`,
		`UPDATE orders SET status = NULL, ft_is_open = 1, amount = NULL, cost = -9e999 WHERE ft_trade_id % 7 = 0`,
		`UPDATE pairlocks SET reason = '<img src=x onerror=alert(1)>', lock_end_time = '9999-12-31 00:00:00.000000', lock_time = 'x', active = 1`,
		`UPDATE "KeyValueStore" SET datetime_value = 'never'`,
	)
	s.askEverything(t)
	if tag := s.get("trade/5").object()["enter_tag"]; tag != "<script>alert(1)</script>" {
		t.Errorf("the tag is %v", tag)
	}
	for _, path := range []string{"trade/5", "locks", "entries"} {
		if body := string(s.get(path).body); strings.ContainsAny(body, "<>") {
			t.Errorf("%s holds markup: %s", path, body)
		}
	}
	trade := s.get("trade/1").object()
	for _, member := range []string{"close_profit", "close_profit_abs", "open_rate", "amount"} {
		trade.want(t, member, nil)
	}
}

// askEverything asks each path in each way, for whatever currency there is.
func (s *site) askEverything(t *testing.T) {
	t.Helper()
	answers := []reply{s.get("status"), s.get("trades"), s.get("trades?order_by_id=false&limit=20"), s.get("performance"), s.get("entries"),
		s.get("exits"), s.get("locks"), s.get("health")}
	for _, currency := range s.bots[0].View().Figures.Currencies {
		name := "?stake_currency=" + url.QueryEscape(currency.Name)
		for _, path := range []string{"profit", "count", "daily", "weekly", "monthly", "performance", "entries", "exits"} {
			answers = append(answers, s.get(path+name))
		}
	}
	for _, trade := range query(t, s.paths[0], "SELECT id FROM trades") {
		answers = append(answers, s.ask(http.MethodGet, "/api/v1/trade/"+asID(trade["id"])))
	}
	for _, answer := range answers {
		if body := string(answer.body); answer.status != 200 || !utf8.ValidString(body) || strings.Contains(body, "NaN") || strings.Contains(body, "Inf") {
			t.Errorf("%d %.1000s", answer.status, body)
		}
	}
}
