package api_test

import (
	"math"
	"strings"
	"testing"

	"crypto-dashboard/app/sample"
)

func TestLiveValues(t *testing.T) {
	t.Parallel()
	var api *freqtrade
	s := newLiveSite(t, sample.Options{Closed: 40}, func(path string) *freqtrade {
		api = newFreqtrade(t, liveTrades(t, path)...)
		return api
	})
	for _, trade := range s.get("status").objects() {
		for member, want := range map[string]any{"current_rate": trade["open_rate"], "profit_abs": 1.25, "profit_ratio": 0.0125,
			"profit_pct": 1.25, "total_profit_abs": 2.5, "total_profit_ratio": 0.025, "stoploss_current_dist": -3.5,
			"stoploss_current_dist_ratio": -0.035, "stoploss_current_dist_pct": -3.5, "close_profit": nil, "live_problem": nil} {
			trade.want(t, member, want)
		}
		if at, _ := trade["live_at"].(string); !strings.HasSuffix(at, "Z") {
			t.Errorf("live_at is %v", trade["live_at"])
		}
	}
	count := s.get("count").object()
	count.want(t, "max", 5)
	health := s.get("health").object()
	health.want(t, "last_process", "2026-11-02T09:29:55Z")
	health.want(t, "last_process_ts", lastLoop.Unix())
	health.want(t, "bot_start_ts", lastLoop.Unix()-9999)
	health.want(t, "heartbeat", "dead")
	wantAll(t, s)
}

// wantAll compares profit_all_* with the closed trades and what the API says of the open ones that have a position.
func wantAll(t *testing.T, s *site) {
	t.Helper()
	row := one(t, s.paths[0], `SELECT (SELECT count(DISTINCT t.id) FROM trades t JOIN orders o ON o.ft_trade_id = t.id WHERE t.is_open AND
		ft_order_side = 'buy' AND filled > 0 AND NOT ft_is_open) AS open, sum(coalesce(close_profit_abs, 0)) AS profit,
		sum(coalesce(close_profit, 0)) AS ratios, count(*) AS closed FROM trades WHERE NOT is_open AND close_date IS NOT NULL`)
	open, closed := float64(row["open"].(int64)), float64(row["closed"].(int64))
	profit := s.get("profit").object()
	profit.want(t, "profit_all_coin", math.Round((row["profit"].(float64)+2.5*open)*1e8)/1e8)
	profit.want(t, "profit_all_ratio", (row["profit"].(float64)+2.5*open)/2000)
	profit.want(t, "profit_all_ratio_sum", row["ratios"].(float64)+0.0125*open)
	profit.want(t, "profit_all_ratio_mean", (row["ratios"].(float64)+0.0125*open)/(closed+open))
}

// A trade that the API does not list, or has no price for, has no live values, and no sum includes it.
func TestLiveValuesThatAreMissing(t *testing.T) {
	t.Parallel()
	s := newLiveSite(t, sample.Options{Closed: 40}, func(path string) *freqtrade {
		open := liveTrades(t, path)
		open[0]["current_rate"], open[1]["stoploss_current_dist"] = nil, nil
		return newFreqtrade(t, open[:2]...)
	})
	trades := s.get("status").objects()
	for i, want := range map[int]string{0: "the bot has no price for this pair now", 2: "the bot's API does not list this trade"} {
		for _, member := range []string{"current_rate", "profit_abs", "profit_ratio", "profit_pct", "total_profit_abs",
			"total_profit_ratio", "stoploss_current_dist", "stoploss_current_dist_ratio", "stoploss_current_dist_pct"} {
			if reason := trades[i]["unavailable"].(map[string]any)[member]; trades[i][member] != nil || reason != want {
				t.Errorf("%s is %v, because %v", member, trades[i][member], reason)
			}
		}
	}
	trades[1].want(t, "profit_abs", 1.25)
	if reason := trades[1]["unavailable"].(map[string]any)["stoploss_current_dist"]; reason != "the bot's API does not say" {
		t.Errorf("the distance to the stop loss is missing because %v", reason)
	}
	profit := s.get("profit").object()
	profit.want(t, "profit_all_coin", nil)
	if profit["profit_closed_coin"] == nil || profit["unavailable"].(map[string]any)["profit_all_ratio"] == nil {
		t.Errorf("profit is %v", profit)
	}
}

// Without an API, what needs it says so; what the database holds is there.
func TestWithoutTheBotsAPI(t *testing.T) {
	s := siteOf(t, bareBot(t, sample.Options{Closed: 40}))
	const reason = "needs the bot's API, which is not configured"
	trade := s.get("status").objects()[1]
	for _, member := range []string{"current_rate", "profit_abs", "profit_ratio", "profit_pct", "total_profit_abs", "total_profit_ratio",
		"stoploss_current_dist", "live_at"} {
		if trade[member] != nil || trade["unavailable"].(map[string]any)[member] != reason {
			t.Errorf("%s is %v, because %v", member, trade[member], trade["unavailable"].(map[string]any)[member])
		}
	}
	if trade["stoploss_entry_dist"] == nil || trade["stop_loss_abs"] == nil {
		t.Errorf("the stop loss is missing: %v", trade)
	}
	health := s.get("health").object()
	health.want(t, "heartbeat", "unknown")
	health.want(t, "last_process", nil)
	health.want(t, "bot_start", "2025-09-01T18:00:00Z")
	s.get("count").object().want(t, "max", nil)
	profit := s.get("profit").object()
	for _, member := range []string{"profit_closed_ratio", "profit_closed_percent", "calmar", "cagr", "max_drawdown", "profit_all_coin"} {
		profit.want(t, member, nil)
	}
	if profit["max_drawdown_abs"] == nil {
		t.Error("the drawdown in stake currency needs no starting balance")
	}
}

// A closed trade is worth what it was closed at.
func TestAClosedTrade(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 40})
	trade := s.get("trade/20").object()
	for member, as := range map[string]string{"current_rate": "close_rate", "total_profit_abs": "close_profit_abs",
		"total_profit_ratio": "close_profit", "profit_abs": "close_profit_abs", "profit_ratio": "close_profit"} {
		if trade[member] == nil {
			t.Errorf("%s is null", member)
		}
		trade.want(t, member, trade[as])
	}
}

// What a trade would bring at its stop loss, by freqtrade's calculate_profit.
func TestAtTheStopLoss(t *testing.T) {
	for _, mode := range []sample.Mode{sample.Spot, sample.Futures} {
		s := newSite(t, sample.Options{Closed: 60, Mode: mode})
		for _, trade := range append(s.get("status").objects(), s.get("trade/7").object(), s.get("trade/30").object()) {
			row := one(t, s.paths[0], `SELECT amount * stop_loss * (1 + CASE WHEN is_short THEN fee_close ELSE -fee_close END) +
				CASE WHEN trading_mode = 'FUTURES' THEN coalesce(funding_fees, 0) * CASE WHEN is_short THEN -1 ELSE 1 END ELSE 0 END AS value,
				round(open_trade_value, 8) AS open, coalesce(leverage, 1) AS leverage, is_short + 0 AS short FROM trades WHERE id = ?`, trade["trade_id"])
			value, open, leverage := row["value"].(float64), row["open"].(float64), row["leverage"].(float64)
			profit, ratio := value-open, (value/open-1)*leverage
			if row["short"] == int64(1) {
				profit, ratio = open-value, (1-value/open)*leverage
			}
			if open == 0 {
				ratio = 0
			}
			trade.want(t, "stoploss_entry_dist", math.Round(profit*1e8)/1e8)
			trade.want(t, "stoploss_entry_dist_ratio", math.Round(ratio*1e8)/1e8)
		}
	}
}
