package ledger

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crypto-dashboard/app/sample"
)

// insertTrade commits a trade with these columns, and some that may not be NULL.
func insertTrade(t *testing.T, bot *sample.Bot, id int, columns string, values ...any) {
	t.Helper()
	marks := ""
	for i := range values {
		marks += fmt.Sprintf(", $%d", i+1)
	}
	exec(t, bot, fmt.Sprintf(`INSERT INTO trades (id, exchange, fee_open, fee_close, is_stop_loss_trailing, interest_rate, record_version, %s)
		VALUES (%d, 'binance', 0.001, 0.001, false, 0, 2%s)`, columns, id, marks), values...)
}

// insertOrder commits an order of a trade; empty numbers are NULL.
func insertOrder(t *testing.T, bot *sample.Bot, id, trade int, name, side, status string, open bool, numbers string, filledAt any) {
	t.Helper()
	exec(t, bot, fmt.Sprintf(`INSERT INTO orders (id, ft_trade_id, ft_pair, ft_amount, ft_price, order_id, ft_order_side, status, ft_is_open, order_filled_date,
		filled, average, price, amount, cost) VALUES (%d, %d, 'ETH/USDT', 9, 10, $1, $2, $3, $4, $5, %s)`, id, trade, numbers),
		name, side, status, open, filledAt)
}

var (
	begun = time.Date(2026, 3, 4, 5, 6, 7, 890000000, time.UTC)
	ended = time.Date(2026, 3, 5, 0, 0, 0, 123456000, time.UTC)
)

// sqliteTime is how freqtrade writes a time; PostgreSQL reads it too.
func sqliteTime(at time.Time) string { return at.Format("2006-01-02 15:04:05.000000") }

func TestAClosedTradesFields(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: -1}, func(t *testing.T, p place) {
		bot := p.start(t)
		insertTrade(t, bot, 7, `pair, base_currency, stake_currency, is_open, is_short, leverage, open_rate, close_rate, close_profit, close_profit_abs,
			realized_profit, stake_amount, max_stake_amount, amount, fee_open_cost, fee_close_cost, funding_fees, open_date, close_date, exit_reason,
			enter_tag, strategy, trading_mode, timeframe`, "ETH/USDT:USDT", "ETH2", "USDC", false, true, 4.0, 100.5, 99.5, 0.04, 12.5, 12.5, 50.0, 80.0, 3.2, 0.5,
			0.25, -0.75, sqliteTime(begun), sqliteTime(ended), "roi", "tag", "Strategy", "FUTURES", 15)
		insertOrder(t, bot, 1, 7, "dry_run_sell_1", "sell", "closed", false, "2, 100, 101, 2, 200", sqliteTime(begun))
		insertOrder(t, bot, 2, 7, "dry_run_sell_2", "sell", "closed", false, "1, NULL, 90, 1, 95", sqliteTime(begun))
		insertOrder(t, bot, 3, 7, "dry_run_sell_3", "sell", "canceled", false, "0.5, NULL, NULL, 1, 5", sqliteTime(begun))
		insertOrder(t, bot, 4, 7, "sell_4", "sell", "canceled", false, "0, 100, 100, 1, 0", nil)
		insertOrder(t, bot, 5, 7, "sell_5", "sell", "closed", false, "NULL, 100, 100, 1, 7", nil)
		insertOrder(t, bot, 7, 7, "dry_run_sell_7", "sell", "canceled", false, "-1, 100, 100, 1, -100", sqliteTime(begun))
		insertOrder(t, bot, 6, 7, "dry_run_buy_6", "buy", "closed", false, "3, 99.5, 99, 3, 298.5", sqliteTime(ended))
		snapshot := p.read(t)
		want := []Trade{{ID: 7, OpenDate: At(begun), CloseDate: At(ended), OpenRate: 100.5, CloseRate: 99.5, CloseProfit: 0.04, CloseProfitAbs: 12.5,
			Stake: 80, Amount: 3.2, Leverage: 4, Fees: 0.75, Funding: -0.75, Entered: (2*100 + 1*90 + 0.5*10) / 4.0, Traded: 200 + 95 + 298.5,
			Pair: Intern("ETH/USDT:USDT"), EnterTag: Intern("tag"), ExitReason: Intern("roi"), Strategy: Intern("Strategy"),
			StakeCurrency: Intern("USDC"), BaseCurrency: Intern("ETH2"), Mode: Futures, IsShort: true}}
		if difference := cmp.Diff(want, snapshot.Closed); difference != "" {
			t.Error(difference)
		}
		if snapshot.Orders != (Orders{DryRun: 5, Live: 2}) {
			t.Errorf("counted %+v orders", snapshot.Orders)
		}
		if want := (Newest{"binance", "Strategy", Futures, 15 * time.Minute}); snapshot.Newest != want || snapshot.FirstOpened != At(begun) || snapshot.LastOpened != At(begun) {
			t.Errorf("the newest trade says %+v, opened %v", snapshot.Newest, snapshot.LastOpened.Time())
		}
	})
}

func TestAnOpenTradesFields(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: -1}, func(t *testing.T, p place) {
		bot := p.start(t)
		insertTrade(t, bot, 9, `pair, is_open, is_short, open_rate, realized_profit, stake_amount, max_stake_amount, amount, fee_open_cost, open_date,
			stop_loss, stop_loss_pct, liquidation_price, max_rate, min_rate, close_profit, close_profit_abs`,
			"ETH/BTC", true, false, 100.0, 1.5, 50.0, 80.0, 3.2, 0.5, sqliteTime(begun), 95.0, -0.05, 20.0, 110.0, 99.0, 0.01, 1.5)
		insertOrder(t, bot, 1, 9, "buy_1", "buy", "closed", false, "3, 100, 101, 3, 300", sqliteTime(begun))
		insertOrder(t, bot, 2, 9, "sell_2", "sell", "open", true, "0, NULL, 120, 1, 0", nil)
		insertOrder(t, bot, 3, 9, "stop_3", "stoploss", "open", true, "0, NULL, 95, 3, 0", nil)
		snapshot := p.read(t)
		want := OpenTrade{Trade: Trade{ID: 9, OpenDate: At(begun), CloseDate: Never, OpenRate: 100, CloseProfit: 0.01, CloseProfitAbs: 1.5,
			Stake: 50, Amount: 3.2, Leverage: 1, Fees: 0.5, Entered: 300, Traded: 300, Pair: Intern("ETH/BTC"), StakeCurrency: Intern("BTC"),
			BaseCurrency: Intern("ETH"), IsOpen: true}, Realized: 1.5, StopLoss: 95, StopLossRatio: -0.05, LiquidationPrice: 20, MaxRate: 110, MinRate: 99,
			OpenOrders: 1}
		if len(snapshot.Open) != 1 || len(snapshot.Closed) != 0 {
			t.Fatalf("read %d open and %d closed trades", len(snapshot.Open), len(snapshot.Closed))
		}
		got := snapshot.Open[0]
		if got.CloseRate.Valid() || got.Funding.Valid() {
			t.Errorf("NULL is read as %v and %v", got.CloseRate, got.Funding)
		}
		got.CloseRate, got.Funding = 0, 0
		if difference := cmp.Diff(want, got); difference != "" {
			t.Error(difference)
		}
	})
}

// NULL as is_open is neither true nor false: freqtrade finds such a trade among neither.
func TestATradeThatIsNeitherOpenNorClosedIsInNoList(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	bot := p.start(t)
	for id, value := range map[int]string{3: "NULL", 4: "'maybe'", 5: "2"} {
		exec(t, bot, "PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = replace(sql, 'is_open BOOLEAN NOT NULL', 'is_open BOOLEAN'); PRAGMA writable_schema = reset")
		exec(t, bot, fmt.Sprintf("UPDATE trades SET is_open = %s WHERE id = %d", value, id))
	}
	if snapshot := p.read(t); len(snapshot.Closed)+len(snapshot.Open) != 30 {
		t.Errorf("read %d closed and %d open trades, want 30 in all", len(snapshot.Closed), len(snapshot.Open))
	}
}

func TestCurrenciesOfAPair(t *testing.T) {
	for pair, want := range map[string][2]string{"ETH/USDT": {"ETH", "USDT"}, "ETH/USDT:USDC": {"ETH", "USDC"}, "ETH": {"ETH", ""}, "": {"", ""},
		"A/B/C:D:E": {"A", "D:E"}} {
		if base, stake := currenciesOf(pair); base != want[0] || stake != want[1] {
			t.Errorf("%q is of %q and %q", pair, base, stake)
		}
	}
}

func TestLocksWalletAndStarts(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: -1}, func(t *testing.T, p place) {
		bot := p.start(t)
		exec(t, bot, `DELETE FROM pairlocks; DELETE FROM wallet_history; DELETE FROM "KeyValueStore"`)
		if sample.IsPostgres(p.bot) { // as newer versions have it
			exec(t, bot, `ALTER TABLE "KeyValueStore" ALTER COLUMN "key" TYPE VARCHAR(50)`)
		}
		exec(t, bot, "INSERT INTO pairlocks (id, pair, side, reason, lock_time, lock_end_time, active) VALUES (5, '*', 'long', NULL, $1, $2, true)",
			sqliteTime(begun), sqliteTime(ended))
		day := func(id int, day, currency string, total any, managed bool) {
			exec(t, bot, `INSERT INTO wallet_history (id, timestamp, currency, quote_currency, balance, total_quote, leverage, bot_managed)
				VALUES ($1, $2, $3, 'USDT', 1, $4, 1, $5)`, id, day, currency, total, managed)
		}
		day(1, "2026-03-01 00:00:00.000000", "USDT", 100.0, true)
		day(2, "2026-03-01 00:00:00.000000", "ETH", 20.5, true)
		day(3, "2026-03-01 00:00:00.000000", "BTC", 1000.0, false)
		day(4, "2026-03-02 00:00:00.000000", "USDT", nil, true)
		day(5, "2026-03-06 00:00:00.000000", "USDT", 130.0, true)
		fact := func(id int, key, column string, value any) {
			exec(t, bot, fmt.Sprintf(`INSERT INTO "KeyValueStore" (id, "key", value_type, %s) VALUES ($1, $2, 'x', $3)`, column), id, key, value)
		}
		fact(1, "bot_start_time", "datetime_value", sqliteTime(begun))
		fact(2, "startup_time", "datetime_value", sqliteTime(ended))
		exec(t, bot, `INSERT INTO "KeyValueStore" (id, "key", value_type, datetime_value) VALUES (3, 'wallet_history_migration_date', 'datetime', $1)`,
			sqliteTime(ended))
		snapshot := p.read(t)
		if snapshot.Synthetic {
			t.Error("taken for a sample")
		}
		fact(4, "synthetic_sample", "int_value", 1)
		if !p.read(t).Synthetic {
			t.Error("not known as a sample")
		}
		if snapshot.FirstStarted != At(begun) || snapshot.Started != At(ended) {
			t.Errorf("started %v, first %v", snapshot.Started.Time(), snapshot.FirstStarted.Time())
		}
		if difference := cmp.Diff([]Lock{{5, "*", "long", "", At(begun), At(ended), true}}, snapshot.Locks); difference != "" {
			t.Error(difference)
		}
		first, last := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC)
		if difference := cmp.Diff([]WalletDay{{At(first), 120.5, true}, {At(last), 130, false}}, snapshot.Wallet); difference != "" {
			t.Error(difference)
		}
	})
}

// Other versions of freqtrade have other tables and columns; what is missing is unknown, not an error.
func TestOtherVersionsOfTheSchema(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 30, Version: "2024.10"}, func(t *testing.T, p place) {
		if snapshot := p.read(t); len(snapshot.Closed) != 30 || snapshot.Wallet != nil || snapshot.Closed[0].Entered == 0 {
			t.Errorf("2024.10: read %d closed trades, a wallet of %d days, the first entered with %v",
				len(snapshot.Closed), len(snapshot.Wallet), snapshot.Closed[0].Entered)
		}
		bot := p.start(t)
		for _, column := range []string{"max_stake_amount", "stake_currency", "base_currency", "leverage", "fee_open_cost", "fee_close_cost", "open_date", "stop_loss"} {
			exec(t, bot, "ALTER TABLE trades DROP COLUMN "+column)
		}
		exec(t, bot, `ALTER TABLE trades ADD COLUMN from_the_future TEXT; DROP TABLE "KeyValueStore"; DROP TABLE pairlocks; DROP TABLE trade_custom_data`)
		snapshot := p.read(t)
		trade := snapshot.Closed[0]
		if trade.StakeCurrency.String() != "USDT" || !trade.BaseCurrency.Valid() || trade.Leverage != 1 || !trade.Stake.Valid() || trade.Fees.Valid() || trade.OpenDate.Valid() {
			t.Errorf("read %+v, want a stake, the currencies of the pair, leverage 1, no fees, no time", trade)
		}
		if snapshot.Started.Valid() || snapshot.LastOpened.Valid() || snapshot.Locks != nil || len(snapshot.Open) != 3 || snapshot.Open[0].StopLoss.Valid() {
			t.Errorf("read what is not there: %+v", snapshot)
		}
		exec(t, bot, "DROP TABLE orders")
		if snapshot := p.read(t); snapshot.Orders != (Orders{}) || snapshot.Closed[0].Entered != 0 {
			t.Errorf("read orders that are not there: %+v", snapshot.Orders)
		}
	})
}
