package sample_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
)

var monday = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// onBothEngines runs a test with a bot on a small sample in SQLite, and in PostgreSQL.
func onBothEngines(t *testing.T, options sample.Options, test func(t *testing.T, bot *sample.Bot, database *sql.DB)) {
	t.Run("SQLite", func(t *testing.T) {
		path := newSample(t, options)
		test(t, startBot(t, path), openSQLite(t, path))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		location := newPostgres(t, options)
		test(t, startBot(t, location), openPostgres(t, location))
	})
}

func startBot(t *testing.T, where string) *sample.Bot {
	t.Helper()
	bot, err := sample.StartBot(t.Context(), where, monday)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bot.Stop() })
	return bot
}

// value is what one row of a database says.
func value[T any](t *testing.T, database *sql.DB, statement string, args ...any) (found T) {
	t.Helper()
	if err := database.QueryRowContext(t.Context(), statement, args...).Scan(&found); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return found
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestATradeIsOpenedReducedAndClosed(t *testing.T) {
	for _, mode := range []sample.Mode{sample.Spot, sample.Futures} {
		t.Run(string(mode), func(t *testing.T) {
			onBothEngines(t, sample.Options{Closed: 5, Mode: mode}, func(t *testing.T, bot *sample.Bot, database *sql.DB) {
				trade := must[*sample.Trade](t)(bot.Open(t.Context(), "ADA", monday))
				checkArithmetic(t, database, "")
				if trade.ID != 9 || !value[bool](t, database, "SELECT is_open FROM trades WHERE id = 9 AND close_profit IS NULL") {
					t.Errorf("the new trade is %d", trade.ID)
				}
				must[*sample.Trade](t)(bot.ExitPart(t.Context(), trade.ID, monday.Add(time.Hour), 0.4, 0.02))
				checkArithmetic(t, database, "")
				if profit := value[float64](t, database, "SELECT realized_profit FROM trades WHERE id = 9 AND is_open"); profit <= 0 {
					t.Errorf("the realized profit is %v", profit)
				}
				closed := must[*sample.Trade](t)(bot.Close(t.Context(), trade.ID, monday.Add(2*time.Hour), 0.01))
				checkArithmetic(t, database, "")
				if profit := value[float64](t, database, "SELECT close_profit_abs FROM trades WHERE id = 9 AND NOT is_open"); profit != closed.Profit() || profit <= 0 {
					t.Errorf("the profit is %v, want %v", profit, closed.Profit())
				}
				if count := value[int](t, database, "SELECT count(*) FROM orders WHERE ft_trade_id = 9"); count != 3 {
					t.Errorf("%d orders, want 3", count)
				}
			})
		})
	}
}

func TestTheSamplesOwnOpenTradesCanBeClosed(t *testing.T) {
	for _, version := range []string{"2024.10", "2026.4"} {
		t.Run(version, func(t *testing.T) {
			onBothEngines(t, sample.Options{Closed: 5, Version: version, Mode: sample.Futures}, func(t *testing.T, bot *sample.Bot, database *sql.DB) {
				for _, id := range []int{6, 7} {
					must[*sample.Trade](t)(bot.Close(t.Context(), id, monday, -0.01))
				}
				if count := value[int](t, database, "SELECT count(*) FROM trades WHERE is_open"); count != 1 {
					t.Errorf("%d open trades, want 1", count)
				}
				if count := value[int](t, database, "SELECT count(*) FROM orders WHERE ft_is_open AND ft_trade_id < 8"); count != 0 {
					t.Errorf("%d orders of closed trades still wait", count)
				}
				checkArithmetic(t, database, version)
			})
		})
	}
}

func TestAClosedTradeIsCorrected(t *testing.T) {
	onBothEngines(t, sample.Options{Closed: 250}, func(t *testing.T, bot *sample.Bot, database *sql.DB) {
		const feeInCoins = "SELECT min(ft_trade_id) FROM orders WHERE ft_fee_base > 0"
		for _, id := range []int{1, 70, value[int](t, database, feeInCoins)} { // the first is from an old version
			before := value[float64](t, database, "SELECT close_profit_abs FROM trades WHERE id = $1", id)
			must[*sample.Trade](t)(bot.Reprice(t.Context(), id, 0.05))
			if after := value[float64](t, database, "SELECT close_profit_abs FROM trades WHERE id = $1", id); after <= before {
				t.Errorf("the profit of trade %d went from %v to %v", id, before, after)
			}
		}
		checkArithmetic(t, database, "")
	})
}

func TestATradeIsDeletedWithAllThatBelongsToIt(t *testing.T) {
	onBothEngines(t, sample.Options{Closed: 30}, func(t *testing.T, bot *sample.Bot, database *sql.DB) {
		const custom = "SELECT count(*) FROM trade_custom_data WHERE ft_trade_id = 19"
		if value[int](t, database, custom) != 1 {
			t.Fatal("trade 19 has no custom data")
		}
		if err := bot.Delete(t.Context(), 19); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{custom, "SELECT count(*) FROM orders WHERE ft_trade_id = 19", "SELECT count(*) FROM trades WHERE id = 19"} {
			if count := value[int](t, database, statement); count != 0 {
				t.Errorf("%s gives %d", statement, count)
			}
		}
		if trades := checkArithmetic(t, database, ""); trades != 32 {
			t.Errorf("%d trades, want 32", trades)
		}
	})
}

func TestOrdersAndLocksAreAdded(t *testing.T) {
	onBothEngines(t, sample.Options{Closed: 5}, func(t *testing.T, bot *sample.Bot, database *sql.DB) {
		trade := must[*sample.Trade](t)(bot.Open(t.Context(), "LTC", monday))
		waiting := sample.Order{Side: "sell", Type: "limit", Status: "open", IsOpen: true, Amount: trade.Amount, Price: trade.OpenRate * 1.1, Placed: monday}
		must[*sample.Trade](t)(bot.AddOrder(t.Context(), trade.ID, waiting))
		more := sample.Order{Side: "buy", Type: "limit", Amount: 1, Price: 90, Average: 90, Filled: 1, Placed: monday, FilledAt: monday}
		added := must[*sample.Trade](t)(bot.AddOrder(t.Context(), trade.ID, more))
		if added.Amount <= trade.Amount || value[int](t, database, "SELECT count(*) FROM orders WHERE ft_is_open AND ft_pair = 'LTC/USDT'") != 1 {
			t.Errorf("the trade has %v after %v", added.Amount, trade.Amount)
		}
		checkArithmetic(t, database, "")
		const locks = "SELECT count(*) FROM pairlocks WHERE pair = '*' AND side = 'long' AND active AND reason IS NULL"
		if err := bot.Lock(t.Context(), sample.Lock{Pair: "*", Side: "long", From: monday, To: monday.Add(time.Hour), Active: true}); err != nil {
			t.Fatal(err)
		}
		if count := value[int](t, database, locks); count != 1 {
			t.Errorf("%d locks, want 1", count)
		}
	})
}

func TestMostTradesMayEndAtOneMoment(t *testing.T) {
	onBothEngines(t, sample.Options{Closed: -1}, func(t *testing.T, bot *sample.Bot, database *sql.DB) {
		for range 5 {
			must[*sample.Trade](t)(bot.AddClosed(t.Context(), monday, -0.01))
		}
		if trades := checkArithmetic(t, database, ""); trades != 5 {
			t.Errorf("%d trades, want 5", trades)
		}
	})
}

func TestAChangeThatCannotBeDoneChangesNothing(t *testing.T) {
	onBothEngines(t, sample.Options{Closed: 5}, func(t *testing.T, bot *sample.Bot, database *sql.DB) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := bot.Open(ended, "BTC", monday); err == nil {
			t.Error("a trade was opened after the end of the context")
		}
		if _, err := bot.Close(t.Context(), 77, monday, 0.01); err == nil {
			t.Error("trade 77, which does not exist, was closed")
		}
		if _, err := bot.Close(t.Context(), 8, monday, 0.01); err == nil {
			t.Error("trade 8, whose entry is not filled, was closed")
		}
		if _, err := bot.ExitPart(t.Context(), 3, monday, 0.5, 0.01); err == nil {
			t.Error("a part of trade 3, which is closed, was sold")
		}
		if _, err := bot.Reprice(t.Context(), 7, 0.01); err == nil {
			t.Error("the end of trade 7, which is open, got another price")
		}
		if _, err := bot.Open(t.Context(), "NONE", monday); err == nil {
			t.Error("a trade in an unknown coin was opened")
		}
		if trades := checkArithmetic(t, database, ""); trades != 8 {
			t.Errorf("%d trades, want 8", trades)
		}
	})
}
