package sample_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"crypto-dashboard/app/sample"
)

// What freqtrade's models say, column by column.
const (
	tradeColumns = "id exchange pair base_currency stake_currency is_open fee_open fee_open_cost fee_open_currency fee_close fee_close_cost " +
		"fee_close_currency open_rate open_rate_requested open_trade_value close_rate close_rate_requested realized_profit close_profit " +
		"close_profit_abs stake_amount max_stake_amount amount amount_requested open_date close_date stop_loss stop_loss_pct initial_stop_loss " +
		"initial_stop_loss_pct is_stop_loss_trailing max_rate min_rate exit_reason exit_order_status strategy enter_tag timeframe trading_mode " +
		"amount_precision price_precision precision_mode precision_mode_price contract_size leverage is_short liquidation_price interest_rate " +
		"funding_fees funding_fee_running"
	orderColumns = "id ft_trade_id ft_order_side ft_pair ft_is_open ft_amount ft_price ft_cancel_reason order_id status symbol order_type side " +
		"price average amount filled remaining cost stop_price order_date order_filled_date order_update_date funding_fee ft_fee_base ft_order_tag"
)

func TestTheSchemaIsFreqtrades(t *testing.T) {
	for version, want := range map[string]map[string]string{
		"2024.10": {"trades": tradeColumns, "orders": orderColumns, "wallet_history": ""},
		"2026.4": {"trades": tradeColumns + " record_version", "orders": orderColumns,
			"wallet_history": "id timestamp currency rate quote_currency balance total_quote total_position_value collateral leverage bot_managed"},
	} {
		database := openSQLite(t, newSample(t, sample.Options{Version: version, Closed: 1}))
		for table, columns := range want {
			got := value[string](t, database, "SELECT coalesce(group_concat(name, ' '), '') FROM (SELECT name FROM pragma_table_info($1) ORDER BY cid)", table)
			if difference := cmp.Diff(columns, got); difference != "" {
				t.Errorf("%s of %s: %s", table, version, difference)
			}
		}
	}
}

func TestTheIndicesAreFreqtrades(t *testing.T) {
	const want = "ix_KeyValueStore_key ix_orders_ft_is_open ix_orders_ft_trade_id ix_orders_order_id ix_pairlocks_active ix_pairlocks_lock_end_time " +
		"ix_pairlocks_pair ix_trade_custom_data_ft_trade_id ix_trades_is_open ix_trades_pair ix_wallet_history_timestamp"
	lite := openSQLite(t, newSample(t, sample.Options{Closed: 1}))
	if got := value[string](t, lite, "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE type = 'index' AND sql != '' ORDER BY name)"); got != want {
		t.Errorf("SQLite has %s", got)
	}
	postgres := openPostgres(t, newPostgres(t, sample.Options{Closed: 1}))
	if got := value[string](t, postgres, `SELECT string_agg(indexname, ' ' ORDER BY indexname COLLATE "C") FROM pg_indexes WHERE indexname LIKE 'ix\_%'`); got != want {
		t.Errorf("PostgreSQL has %s", got)
	}
}
