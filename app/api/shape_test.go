package api_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/sample"
)

// shape is the members that freqtrade's API gives: those of 2024.10, and those that 2026.4 has besides.
type shape struct{ old, new string }

func (s shape) names(version string) []string {
	if version == "2026.4" {
		return strings.Fields(s.old + " " + s.new)
	}
	return strings.Fields(s.old)
}

var (
	profitShape = shape{`profit_closed_coin profit_closed_percent_mean profit_closed_ratio_mean profit_closed_percent_sum
		profit_closed_ratio_sum profit_closed_percent profit_closed_ratio profit_closed_fiat profit_all_coin profit_all_percent_mean
		profit_all_ratio_mean profit_all_percent_sum profit_all_ratio_sum profit_all_percent profit_all_ratio profit_all_fiat
		trade_count closed_trade_count first_trade_date first_trade_humanized first_trade_timestamp latest_trade_date
		latest_trade_humanized latest_trade_timestamp avg_duration best_pair best_rate best_pair_profit_ratio winning_trades
		losing_trades profit_factor winrate expectancy expectancy_ratio max_drawdown max_drawdown_abs max_drawdown_start
		max_drawdown_start_timestamp max_drawdown_end max_drawdown_end_timestamp trading_volume bot_start_timestamp bot_start_date`,
		`best_pair_profit_abs sharpe sortino sqn calmar cagr current_drawdown current_drawdown_abs current_drawdown_high
		current_drawdown_start current_drawdown_start_timestamp`}
	tradeShape = shape{`trade_id pair base_currency quote_currency is_open is_short exchange amount amount_requested stake_amount
		max_stake_amount strategy enter_tag timeframe fee_open fee_open_cost fee_open_currency fee_close fee_close_cost
		fee_close_currency open_date open_timestamp open_fill_date open_fill_timestamp open_rate open_rate_requested open_trade_value
		close_date close_timestamp close_rate close_rate_requested close_profit close_profit_pct close_profit_abs profit_ratio
		profit_pct profit_abs realized_profit realized_profit_ratio exit_reason exit_order_status stop_loss_abs stop_loss_ratio
		stop_loss_pct stoploss_last_update stoploss_last_update_timestamp initial_stop_loss_abs initial_stop_loss_ratio
		initial_stop_loss_pct min_rate max_rate has_open_orders orders leverage interest_rate liquidation_price funding_fees
		trading_mode amount_precision price_precision precision_mode trade_duration trade_duration_s`,
		`nr_of_successful_entries nr_of_successful_exits precision_mode_price contract_size`}
	openShape = shape{tradeShape.old + ` profit_fiat stoploss_current_dist stoploss_current_dist_pct stoploss_current_dist_ratio
		stoploss_entry_dist stoploss_entry_dist_ratio current_rate total_profit_abs total_profit_fiat total_profit_ratio`, tradeShape.new}
	orderShape = shape{`pair order_id status remaining amount safe_price cost filled ft_order_side order_type is_open
		order_timestamp order_filled_timestamp ft_fee_base ft_order_tag ft_is_entry average order_date order_filled_date price
		funding_fee`, ""}
	periodShape  = shape{"date abs_profit rel_profit starting_balance fiat_value trade_count", ""}
	periodsShape = shape{"data fiat_display_currency stake_currency", ""}
	resultShape  = shape{"profit_ratio profit_pct profit_abs count", ""}
	countShape   = shape{"current max total_stake", ""}
	locksShape   = shape{"lock_count locks", ""}
	lockShape    = shape{"id active lock_end_time lock_end_timestamp lock_time lock_timestamp pair side reason", ""}
	tradesShape  = shape{"trades trades_count offset total_trades", ""}
	healthShape  = shape{"last_process last_process_ts bot_start bot_start_ts bot_startup bot_startup_ts", ""}
)

// answersOf gives an object of each kind, with the shape it must have.
func answersOf(t *testing.T, s *site) map[string]struct {
	object
	shape
} {
	type answer = struct {
		object
		shape
	}
	first := func(path, member string) object { return s.get(path).object()[member].([]any)[0].(map[string]any) }
	group := func(path, name string) answer {
		return answer{s.get(path).objects()[0], shape{resultShape.old + " " + name, ""}}
	}
	open := s.get("status").objects()[0]
	return map[string]answer{
		"profit": {s.get("profit").object(), profitShape}, "count": {s.get("count").object(), countShape},
		"health": {s.get("health").object(), healthShape}, "trades": {s.get("trades?limit=1").object(), tradesShape},
		"trades[]": {first("trades?order_by_id=false", "trades"), tradeShape}, "status[]": {open, openShape},
		"trade": {s.get("trade/20").object(), openShape}, "orders[]": {open["orders"].([]any)[0].(map[string]any), orderShape},
		"locks": {s.get("locks").object(), locksShape}, "locks[]": {first("locks", "locks"), lockShape},
		"performance": group("performance", "pair profit"), "entries": group("entries", "enter_tag"), "exits": group("exits", "exit_reason"),
		"daily": {s.get("daily").object(), periodsShape}, "weekly": {s.get("weekly").object(), periodsShape},
		"monthly": {s.get("monthly").object(), periodsShape}, "daily[]": {first("daily", "data"), periodShape},
	}
}

func TestEveryMemberOfFreqtradeIsThere(t *testing.T) {
	for _, version := range []string{"2024.10", "2026.4"} {
		s := newSite(t, sample.Options{Closed: 40, Version: version})
		for name, answer := range answersOf(t, s) {
			for _, member := range answer.names(version) {
				if _, there := answer.object[member]; !there {
					t.Errorf("freqtrade %s: /%s has no %s", version, name, member)
				}
			}
		}
	}
}

// With everything configured, what is missing is what no source has; each such member says why.
func TestWhatIsNeverGivenIsOnOneList(t *testing.T) {
	t.Parallel()
	s := newLiveSite(t, sample.Options{Closed: 40}, func(path string) *freqtrade { return newFreqtrade(t, liveTrades(t, path)...) })
	missing := map[string]string{}
	for name, answer := range answersOf(t, s) {
		reasons, _ := answer.object["unavailable"].(map[string]any)
		for member, reason := range reasons {
			if slices.Contains(answer.names("2026.4"), member) || strings.HasSuffix(member, "value") {
				if !ofThisTrade[name][member] {
					missing[member] = reason.(string)
				}
			}
		}
	}
	if !maps.Equal(missing, api.NeverGiven) {
		t.Errorf("missing is %q,\nthe list has %q", missing, api.NeverGiven)
	}
}

// ofThisTrade are members that an open or a closed trade has not.
var ofThisTrade = map[string]map[string]bool{"status[]": {"close_profit": true}, "trade": {"stoploss_current_dist": true,
	"stoploss_current_dist_ratio": true, "stoploss_current_dist_pct": true}}

// With nothing but the database, much is null: wantReasons looks at each answer.
func TestEveryNullHasItsReason(t *testing.T) {
	bare := siteOf(t, bareBot(t, sample.Options{Closed: 40}))
	if nulls := len(bare.get("profit").object()["unavailable"].(map[string]any)); nulls < 10 {
		t.Errorf("%d members are missing: the test says nothing", nulls)
	}
	answersOf(t, bare)
}

// wantReasons checks that a member that is null has its reason beside it, or is NULL in the database, and that no other has one.
func wantReasons(t testing.TB, where string, value any) {
	t.Helper()
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			wantReasons(t, where, item)
		}
	case map[string]any:
		if reasons, ok := value["unavailable"].(map[string]any); ok {
			wantReasonsFor(t, where, value, reasons)
		}
	}
}

func wantReasonsFor(t testing.TB, where string, value, reasons object) {
	t.Helper()
	for member, content := range value {
		reason, explained := reasons[member]
		switch {
		case content == nil && !explained && !stored[member]:
			t.Errorf("%s: %s is null without a reason", where, member)
		case content != nil && explained || reason == "":
			t.Errorf("%s: %s is %v, and missing because %q", where, member, content, reason)
		}
	}
	for member := range reasons {
		if _, there := value[member]; !there && !inData[member] {
			t.Errorf("%s: there is a reason for %s, but no such member", where, member)
		}
	}
}

// stored are members that are null when the column is NULL; inData are told of with the list they are in.
var (
	stored = setOf(tradeShape.names("2026.4"), "live_problem")
	inData = setOf(periodShape.names("2026.4"))
)

func setOf(names []string, more ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range append(slices.Clone(names), more...) {
		set[name] = true
	}
	return set
}
