package sample_test

import (
	"database/sql"
	"testing"

	"crypto-dashboard/app/sample"
)

// kinds counts trades of a kind; t is the trade, entries and exits its filled orders.
const kinds = `WITH counted AS (SELECT t.*, count(*) AS orders,
	coalesce(sum(CASE WHEN o.filled > 0 AND o.ft_order_side = CASE WHEN t.is_short THEN 'sell' ELSE 'buy' END THEN 1 END), 0) AS entries,
	coalesce(sum(CASE WHEN o.filled > 0 AND o.ft_order_side != CASE WHEN t.is_short THEN 'sell' ELSE 'buy' END THEN 1 END), 0) AS exits,
	coalesce(sum(CASE WHEN o.status = 'canceled' THEN 1 END), 0) AS cancelled, coalesce(sum(CASE WHEN o.ft_is_open THEN 1 END), 0) AS waiting,
	coalesce(sum(CASE WHEN o.ft_order_side = 'stoploss' THEN 1 END), 0) AS stops, sum(o.ft_fee_base) AS fee_base
	FROM trades t JOIN orders o ON o.ft_trade_id = t.id GROUP BY t.id) SELECT count(*) FROM counted WHERE `

func atLeast(t *testing.T, database *sql.DB, wanted map[string]int) {
	t.Helper()
	for condition, want := range wanted {
		if got := value[int](t, database, kinds+condition); got < want {
			t.Errorf("%d trades with %s, want at least %d", got, condition, want)
		}
	}
}

func TestTheDefaultSampleHasEveryKindOfTrade(t *testing.T) {
	atLeast(t, openSQLite(t, newSample(t, sample.Options{})), map[string]int{
		"entries = 1 AND exits = 1 AND orders = 2": 200,
		"entries > 1":               40,
		"NOT is_open AND exits > 1": 20,
		"entries > 1 AND exits > 1": 2,
		"cancelled >= 20":           2,
		"exit_reason = 'stoploss_on_exchange' AND stops = 1":                                          10,
		"fee_base > 0 AND fee_open_currency = base_currency":                                          10,
		"is_open AND entries > 1 AND exits = 1 AND realized_profit != 0 AND close_profit IS NOT NULL": 1,
		"is_open AND amount = 0 AND open_trade_value = 0 AND max_stake_amount = 0 AND waiting = 1":    1,
		"is_open AND waiting = 1 AND amount > 0 AND exit_reason = 'exit_signal'":                      1,
		"stake_currency IS NULL AND enter_tag IS NULL AND trading_mode IS NULL AND leverage IS NULL":  10,
		"funding_fees IS NULL AND realized_profit = 0 AND close_profit_abs != 0 AND NOT is_open":      10,
		"exit_reason LIKE '%&%' OR exit_reason LIKE '%<%' OR exit_reason LIKE '%''%'":                 5,
		"enter_tag LIKE '%<%'":                            20,
		"is_stop_loss_trailing AND stop_loss > open_rate": 50,
	})
}

func TestAFuturesSampleHasShortsAndFunding(t *testing.T) {
	database := openSQLite(t, newSample(t, sample.Options{Mode: sample.Futures}))
	atLeast(t, database, map[string]int{
		"is_short AND leverage > 1":                                       150,
		"NOT is_short AND leverage > 1":                                   150,
		"funding_fees > 0":                                                30,
		"funding_fees < 0":                                                30,
		"is_short AND liquidation_price > open_rate":                      150,
		"NOT is_short AND liquidation_price < open_rate":                  150,
		"is_short AND exits > 1":                                          5,
		"is_short AND entries > 1":                                        5,
		"is_short AND close_rate < open_rate AND close_profit > 0":        80,
		"pair LIKE '%/USDT:USDT' AND trading_mode = 'FUTURES'":            603,
		"is_short AND stop_loss > open_rate AND exit_reason LIKE 'stop%'": 10,
	})
	if profit := value[float64](t, database, "SELECT sum(close_profit_abs) FROM trades WHERE is_open = 0"); profit < 100 || profit > 4000 {
		t.Errorf("a profit of %v on %v: not plausible", profit, sample.StartingBalance)
	}
}

func TestLocksAndCustomDataAreOfEveryKind(t *testing.T) {
	database := openSQLite(t, newSample(t, sample.Options{Mode: sample.Futures}))
	const now = "'2026-11-01 18:00:00'"
	for statement, want := range map[string]int{
		"SELECT count(DISTINCT cd_type) FROM trade_custom_data":                                       7,
		"SELECT count(DISTINCT side) FROM pairlocks":                                                  3,
		"SELECT count(*) > 1 FROM pairlocks WHERE pair != '*' AND active AND lock_end_time > " + now:  1,
		"SELECT count(*) > 0 FROM pairlocks WHERE pair = '*' AND active AND lock_end_time > " + now:   1,
		"SELECT count(*) > 1 FROM pairlocks WHERE active AND lock_end_time < " + now:                  1,
		"SELECT count(*) > 0 FROM pairlocks WHERE NOT active AND lock_end_time > " + now:              1,
		"SELECT int_value FROM KeyValueStore WHERE key = 'synthetic_sample' AND value_type = 'int'":   1,
		"SELECT count(*) FROM trade_custom_data WHERE ft_trade_id = (SELECT max(id) - 1 FROM trades)": 7,
	} {
		if got := value[int](t, database, statement); got != want {
			t.Errorf("%s gives %d, want %d", statement, got, want)
		}
	}
}
