package api_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
)

// want compares a member with what the database says; floats may differ by the order they were added in.
func (r object) want(t *testing.T, member string, want any) {
	t.Helper()
	if got := r[member]; !same(got, want) {
		t.Errorf("%s is %v, want %v", member, got, want)
	}
}

func same(a, b any) bool {
	x, numberA := asFloat(a)
	y, numberB := asFloat(b)
	if numberA && numberB {
		return math.Abs(x-y) <= 1e-8*max(1, math.Abs(x))
	}
	return a == b
}

func asFloat(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case int:
		return float64(v), true
	}
	return 0, false
}

func TestProfitIsWhatTheDatabaseHolds(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 90})
	row := one(t, s.paths[0], `SELECT round(sum(coalesce(close_profit_abs, 0)), 8) AS profit, count(*) AS closed,
		sum(coalesce(close_profit, 0) >= 0) AS wins, avg(coalesce(close_profit, 0)) AS mean,
		sum(CASE WHEN coalesce(close_profit, 0) >= 0 THEN close_profit_abs END) /
			-sum(CASE WHEN close_profit < 0 THEN close_profit_abs END) AS factor,
		(SELECT sum(cost) FROM orders WHERE status = 'closed') AS volume, (SELECT count(*) FROM trades) AS trades,
		avg((julianday(close_date || '') - julianday(open_date || '')) * 86400) AS duration
		FROM trades WHERE NOT is_open AND close_date IS NOT NULL`)
	got := s.get("profit").object()
	got.want(t, "profit_closed_coin", row["profit"])
	got.want(t, "profit_closed_ratio", row["profit"].(float64)/sample.StartingBalance)
	got.want(t, "profit_closed_percent", math.Round(row["profit"].(float64)/sample.StartingBalance*1e4)/1e2)
	got.want(t, "closed_trade_count", row["closed"])
	got.want(t, "trade_count", row["trades"])
	got.want(t, "winning_trades", row["wins"])
	got.want(t, "profit_closed_ratio_mean", row["mean"])
	got.want(t, "profit_factor", row["factor"])
	got.want(t, "trading_volume", row["volume"])
	got.want(t, "winrate", float64(row["wins"].(int64))/float64(row["closed"].(int64)))
	got.want(t, "stake_currency", "USDT")
	length, err := time.Parse("15:04:05", got["avg_duration"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if seconds := length.Hour()*3600 + length.Minute()*60 + length.Second(); math.Abs(float64(seconds)-row["duration"].(float64)) > 1 {
		t.Errorf("avg_duration is %s, want %v s", got["avg_duration"], row["duration"])
	}
}

func TestGroupsAreWhatTheDatabaseHolds(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 90})
	for path, column := range map[string]string{"performance": "pair", "entries": "enter_tag", "exits": "exit_reason"} {
		wantGroups(t, s, s.get(path).objects(), column, "1")
	}
	wantGroups(t, s, s.get("entries?pair=ETH/USDT").objects(), "enter_tag", "pair = 'ETH/USDT'")
	wantGroups(t, s, s.get("exits?pair=ETH%2FUSDT").objects(), "exit_reason", "pair = 'ETH/USDT'")
	if got := string(s.get("exits?pair=NONE/USDT").body); got != "[]\n" {
		t.Errorf("a pair without trades gives %s", got)
	}
}

// wantGroups computes what freqtrade's _generic_performance_query does.
func wantGroups(t *testing.T, s *site, got []object, column, condition string) {
	t.Helper()
	rows := query(t, s.paths[0], fmt.Sprintf(`SELECT coalesce(%s, 'Other') AS name, count(*) AS count, sum(close_profit_abs) AS profit,
		sum(close_profit_abs) / sum((SELECT sum(coalesce(filled, amount) * coalesce(average, price, ft_price)) FROM orders
			WHERE ft_trade_id = trades.id AND ft_order_side = CASE WHEN is_short THEN 'sell' ELSE 'buy' END AND filled > 0)
			/ coalesce(leverage, 1)) AS ratio
		FROM trades WHERE NOT is_open AND %s GROUP BY 1 ORDER BY profit DESC`, column, condition))
	if len(rows) < 2 || len(got) != len(rows) {
		t.Fatalf("%s: %d groups, want %d", column, len(got), len(rows))
	}
	for i, row := range rows {
		got[i].want(t, column, row["name"])
		got[i].want(t, "count", row["count"])
		got[i].want(t, "profit_abs", row["profit"])
		got[i].want(t, "profit_ratio", row["ratio"])
		got[i].want(t, "profit_pct", math.Round(row["ratio"].(float64)*1e4)/1e2)
	}
}

func TestPeriodsAreWhatTheDatabaseHolds(t *testing.T) {
	now := time.Now().UTC()
	s := newSite(t, sample.Options{Closed: 90, Until: now})
	total := s.get("profit").object()["profit_closed_coin"]
	for path, group := range map[string]string{"daily": "%Y-%m-%d", "monthly": "%Y-%m-01"} {
		answer := s.get(path + "?timescale=600").object()
		answer.want(t, "stake_currency", "USDT")
		rows := map[string]object{}
		for _, row := range query(t, s.paths[0], `SELECT strftime(?, close_date || '') AS date, sum(close_profit_abs) AS profit,
			count(*) AS count FROM trades WHERE NOT is_open AND close_date IS NOT NULL GROUP BY 1`, group) {
			rows[row["date"].(string)] = row
		}
		sum := 0.0
		for _, period := range answer["data"].([]any) {
			period := object(period.(map[string]any))
			row := rows[period["date"].(string)]
			if row == nil {
				row = object{"profit": 0, "count": 0}
			}
			period.want(t, "abs_profit", row["profit"])
			period.want(t, "trade_count", row["count"])
			sum += period["abs_profit"].(float64)
			period.want(t, "rel_profit", math.Round(period["abs_profit"].(float64)/period["starting_balance"].(float64)*1e8)/1e8)
		}
		if !same(math.Round(sum*1e8)/1e8, total) {
			t.Errorf("/%s adds up to %v, want %v", path, sum, total)
		}
	}
	if date := s.get("weekly").object()["data"].([]any)[1].(map[string]any)["date"]; date != lastMonday(now) {
		t.Errorf("the second week begins on %v, want %v", date, lastMonday(now))
	}
}

func lastMonday(now time.Time) string {
	return now.AddDate(0, 0, -(int(now.Weekday())+6)%7-7).Format(time.DateOnly)
}

// columns are the members of a trade whose name in the database is another one, or that are rounded or left out at 0.
var columns = map[string]string{"trade_id": "id", "stop_loss_abs": "stop_loss",
	"stop_loss_ratio": "stop_loss_pct", "initial_stop_loss_abs": "initial_stop_loss", "initial_stop_loss_ratio": "initial_stop_loss_pct"}

// same names in the database.
var plain = []string{"pair", "exchange", "amount", "amount_requested", "stake_amount", "max_stake_amount", "strategy",
	"enter_tag", "timeframe", "fee_open", "fee_open_cost", "fee_open_currency", "fee_close", "fee_close_cost", "fee_close_currency",
	"open_rate", "open_rate_requested", "open_trade_value", "close_rate", "close_rate_requested", "close_profit", "close_profit_abs",
	"exit_reason", "exit_order_status", "min_rate", "max_rate", "leverage", "interest_rate", "liquidation_price", "funding_fees",
	"amount_precision", "price_precision", "precision_mode", "precision_mode_price", "contract_size"}

func TestTradesAreWhatTheDatabaseHolds(t *testing.T) {
	t.Parallel()
	for _, mode := range []sample.Mode{sample.Spot, sample.Futures} {
		s := changedSite(t, sample.Options{Closed: 25, Mode: mode},
			"UPDATE orders SET status = 'canceled' WHERE id % 7 = 0", "UPDATE orders SET ft_is_open = 1, status = 'open' WHERE id % 11 = 0",
			"UPDATE orders SET ft_is_open = 1, status = NULL WHERE id % 13 = 0", "UPDATE orders SET average = NULL WHERE id % 5 = 0",
			"UPDATE orders SET ft_order_side = 'stoploss', ft_is_open = 1, filled = 0, status = 'open' WHERE id % 17 = 0",
			"UPDATE orders SET filled = 0, amount = 0 WHERE id % 19 = 0", "UPDATE orders SET ft_is_open = 1 WHERE id % 6 = 0")
		trades := s.get("trades").object()["trades"].([]any)
		rows := query(t, s.paths[0], "SELECT * FROM trades WHERE NOT is_open ORDER BY id")
		if len(trades) != len(rows) {
			t.Fatalf("%d trades, want %d", len(trades), len(rows))
		}
		for i, row := range rows {
			trade := object(trades[i].(map[string]any))
			for _, name := range plain {
				trade.want(t, name, row[name])
			}
			for name, column := range columns {
				trade.want(t, name, row[column])
			}
			base, quote, _ := strings.Cut(row["pair"].(string), "/")
			trade.want(t, "base_currency", either(row["base_currency"], base))
			trade.want(t, "quote_currency", either(row["stake_currency"], strings.Split(quote, ":")[0]))
			wantTimes(t, s, trade)
			wantOrders(t, s, trade)
		}
	}
}

func wantTimes(t *testing.T, s *site, trade object) {
	t.Helper()
	row := one(t, s.paths[0], `SELECT strftime('%Y-%m-%d %H:%M:%S', open_date || '') AS open, strftime('%Y-%m-%d %H:%M:%S', close_date || '') AS close,
		CAST(strftime('%s', open_date || '') AS INTEGER) * 1000 + CAST(substr(open_date || '', 21, 3) AS INTEGER) AS open_ms,
		CAST(strftime('%s', close_date || '') AS INTEGER) * 1000 + CAST(substr(close_date || '', 21, 3) AS INTEGER) AS close_ms,
		lower(trading_mode) AS mode, is_short + 0 AS short FROM trades WHERE id = ?`, trade["trade_id"])
	trade.want(t, "open_date", row["open"])
	trade.want(t, "close_date", row["close"])
	trade.want(t, "open_timestamp", row["open_ms"])
	trade.want(t, "close_timestamp", row["close_ms"])
	trade.want(t, "trading_mode", row["mode"])
	trade.want(t, "is_short", row["short"] == int64(1))
	if trade["close_timestamp"] != nil {
		span := trade["close_timestamp"].(float64) - trade["open_timestamp"].(float64)
		trade.want(t, "trade_duration_s", math.Floor(span/1000))
		trade.want(t, "trade_duration", math.Floor(span/60000))
	}
}

// wantOrders looks at the orders that were filled or are open, freqtrade's select_filled_or_open_orders.
func wantOrders(t *testing.T, s *site, trade object) {
	t.Helper()
	rows := query(t, s.paths[0], `SELECT o.*, (o.ft_order_side = CASE WHEN t.is_short THEN 'sell' ELSE 'buy' END) + 0 AS entry,
		CAST(strftime('%s', order_filled_date || '') AS INTEGER) * 1000 + CAST(substr(order_filled_date || '', 21, 3) AS INTEGER) AS filled_ms
		FROM orders o JOIN trades t ON t.id = ft_trade_id WHERE ft_trade_id = ? AND
		(NOT ft_is_open AND filled > 0 AND status IN ('closed', 'canceled', 'cancelled', 'expired', 'rejected') OR ft_is_open AND status IS NOT NULL)
		ORDER BY o.id`, trade["trade_id"])
	orders := trade["orders"].([]any)
	if len(orders) != len(rows) {
		t.Fatalf("trade %v has %d orders, want %d", trade["trade_id"], len(orders), len(rows))
	}
	for i, row := range rows {
		order := object(orders[i].(map[string]any))
		for _, name := range []string{"order_id", "status", "ft_order_side", "filled", "remaining", "price", "order_type", "funding_fee",
			"ft_fee_base", "ft_order_tag"} {
			order.want(t, name, row[name])
		}
		order.want(t, "order_filled_timestamp", row["filled_ms"])
		order.want(t, "ft_is_entry", row["entry"] == int64(1))
		order.want(t, "safe_price", either(row["average"], row["price"], row["stop_price"], row["ft_price"]))
		order.want(t, "amount", either(row["amount"], row["ft_amount"]))
	}
	wantBook(t, s, trade)
}

// wantBook looks at what a trade tells of all its orders.
func wantBook(t *testing.T, s *site, trade object) {
	t.Helper()
	const done = "NOT ft_is_open AND filled > 0 AND status IN ('closed', 'canceled', 'cancelled', 'expired', 'rejected')"
	const ms = "CAST(strftime('%s', at) AS INTEGER) * 1000 + CAST(substr(at, 21, 3) AS INTEGER)"
	entry, exit := "buy", "sell"
	if trade["is_short"] == true {
		entry, exit = exit, entry
	}
	row := one(t, s.paths[0], `WITH o AS (SELECT * FROM orders WHERE ft_trade_id = ?1) SELECT
		(SELECT count(*) FROM o WHERE ft_order_side = ?2 AND `+done+`) AS entries,
		(SELECT count(*) FROM o WHERE ft_order_side = ?3 AND `+done+`) AS exits,
		(SELECT count(*) > 0 FROM o WHERE ft_order_side != 'stoploss' AND ft_is_open) AS waiting,
		(SELECT `+ms+` FROM (SELECT min(order_filled_date) || '' AS at FROM o WHERE ft_order_side = ?2 AND `+done+`)) AS filled,
		(SELECT `+ms+` FROM (SELECT max(order_date) || '' AS at FROM o WHERE ft_order_side = 'stoploss' AND ft_is_open)) AS stop`,
		trade["trade_id"], entry, exit)
	trade.want(t, "nr_of_successful_entries", row["entries"])
	trade.want(t, "nr_of_successful_exits", row["exits"])
	trade.want(t, "has_open_orders", row["waiting"] == int64(1))
	trade.want(t, "open_fill_timestamp", row["filled"])
	trade.want(t, "stoploss_last_update_timestamp", row["stop"])
}

func either(values ...any) any {
	return values[max(0, slices.IndexFunc(values, func(value any) bool { return value != nil && value != 0.0 }))]
}

func TestCountAndLocksAreWhatTheDatabaseHolds(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	s := newSite(t, sample.Options{Closed: 60, Until: now})
	row := one(t, s.paths[0], "SELECT count(*) AS open, sum(open_rate * amount) AS stake FROM trades WHERE is_open")
	count := s.get("count").object()
	count.want(t, "current", row["open"])
	count.want(t, "total_stake", row["stake"])
	var ids, want []any
	for _, lock := range s.get("locks").object()["locks"].([]any) {
		ids = append(ids, lock.(map[string]any)["id"])
	}
	for _, lock := range query(t, s.paths[0], "SELECT id + 0.0 AS id FROM pairlocks WHERE active AND lock_end_time > ? ORDER BY id",
		now.Format("2006-01-02 15:04:05")) {
		want = append(want, lock["id"])
	}
	if len(want) < 2 || !slices.Equal(ids, want) {
		t.Errorf("the locks in force are %v, want %v", ids, want)
	}
	if all := one(t, s.paths[0], "SELECT count(*) AS n FROM pairlocks")["n"]; all.(int64) <= int64(len(want)) {
		t.Error("the sample has no lock that is over: the test says nothing")
	}
}
