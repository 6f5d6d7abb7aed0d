package sample_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
)

func newSample(t *testing.T, options sample.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.sqlite")
	if err := sample.WriteWith(t.Context(), path, options); err != nil {
		t.Fatal(err)
	}
	return path
}

// query gives one value.
func query[T any](t *testing.T, path, statement string) T {
	t.Helper()
	database, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	var value T
	if err := database.QueryRowContext(t.Context(), statement).Scan(&value); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return value
}

func TestTheSampleIsTheSameEveryTime(t *testing.T) {
	first, err := os.ReadFile(newSample(t, sample.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(newSample(t, sample.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two samples differ")
	}
}

func TestTheSampleIsWhatABotLeaves(t *testing.T) {
	path := newSample(t, sample.Options{})
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if _, err := os.Stat(path + suffix); err == nil {
			t.Errorf("%s was left: the database is not closed cleanly", suffix)
		}
	}
	const none = 0
	checks := map[string]int{
		"SELECT count(*) FROM trades WHERE is_open = 0":                                                                              600,
		"SELECT count(*) FROM trades WHERE is_open = 1":                                                                              3,
		"SELECT count(*) FROM orders WHERE order_id NOT LIKE 'dry\\_run\\_%' ESCAPE '\\'":                                            none,
		"SELECT count(*) FROM trades WHERE close_date <= open_date OR close_date > '2026-11-01 18'":                                  none,
		"SELECT count(*) FROM trades WHERE length(open_date) != 26 OR length(close_date) != 26":                                      none,
		"SELECT count(*) FROM trades WHERE (close_profit < 0) != (close_profit_abs < 0)":                                             none,
		"SELECT count(*) FROM trades WHERE max_rate > 0 AND (min_rate > open_rate OR max_rate < open_rate OR max_rate < close_rate)": none,
		"SELECT count(*) FROM trades WHERE is_short OR leverage > 1 OR pair LIKE '%:%' OR trading_mode != 'SPOT'":                    none,
		"SELECT count(*) FROM orders o JOIN trades t ON t.id = ft_trade_id WHERE order_date < open_date":                             none,
		"SELECT count(*) FROM orders a JOIN orders b USING (ft_trade_id) WHERE a.id < b.id AND a.order_date > b.order_date":          none,
		"SELECT count(*) FROM trades a JOIN trades b USING (pair) WHERE a.id < b.id AND a.close_date > b.open_date":                  none,
	}
	for statement, want := range checks {
		if got := query[int](t, path, statement); got != want {
			t.Errorf("%s gives %d, want %d", statement, got, want)
		}
	}
	if mode := query[string](t, path, "PRAGMA journal_mode"); mode != "wal" {
		t.Errorf("the journal mode is %q, want wal", mode)
	}
	if losses := query[int](t, path, "SELECT count(*) FROM trades WHERE close_profit < 0"); losses < 100 || losses > 300 {
		t.Errorf("%d losses of 600: not plausible", losses)
	}
	if profit := query[float64](t, path, "SELECT sum(close_profit_abs) FROM trades WHERE is_open = 0"); profit < 200 || profit > 2000 {
		t.Errorf("a profit of %v on %v: not plausible", profit, sample.StartingBalance)
	}
}

func TestTheSampleEndsWhenToldTo(t *testing.T) {
	path := newSample(t, sample.Options{Until: time.Date(2025, 5, 5, 0, 0, 0, 0, time.UTC), Closed: 10, StakeCurrency: "EUR"})
	if newest := query[string](t, path, "SELECT max(open_date) || '' FROM trades"); newest[:10] != "2025-05-04" {
		t.Errorf("the newest trade was opened at %s", newest)
	}
	if count := query[int](t, path, "SELECT count(*) FROM trades WHERE stake_currency = 'EUR' AND pair LIKE '%/EUR'"); count != 13 {
		t.Errorf("%d trades in EUR, want 13", count)
	}
	if count := query[int](t, newSample(t, sample.Options{Closed: -1}), "SELECT count(*) FROM trades"); count != 0 {
		t.Errorf("%d trades, want none", count)
	}
}

func TestABotLeavesItsLogUntilItStops(t *testing.T) {
	path := newSample(t, sample.Options{Closed: 5})
	bot, err := sample.StartBot(t.Context(), path, time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	trade, err := bot.AddClosed(t.Context(), time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), 0.02)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); err != nil {
		t.Errorf("a running bot has no log: %v", err)
	}
	if err := bot.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("the log is still there after the stop")
	}
	if profit := query[float64](t, path, "SELECT close_profit_abs FROM trades ORDER BY id DESC LIMIT 1"); profit != trade.Profit() {
		t.Errorf("the profit is %v, want %v", profit, trade.Profit())
	}
	const dates = "SELECT open_date || ' ' || close_date || ' ' || (SELECT datetime_value FROM KeyValueStore WHERE key = 'startup_time') FROM trades ORDER BY id DESC LIMIT 1"
	if got := query[string](t, path, dates); got != "2026-11-02 08:00:00.000000 2026-11-02 09:00:00.000000 2026-11-02 00:00:00.000000" {
		t.Errorf("the dates are %s", got)
	}
}

func TestAWriteThatIsCutShortLeavesNoFile(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	path := filepath.Join(t.TempDir(), "sample.sqlite")
	if err := sample.WriteWith(ctx, path, sample.Options{Closed: 10_000_000}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the write ended with %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("half a sample was left")
	}
}

func TestNoFileIsWrittenOver(t *testing.T) {
	path := newSample(t, sample.Options{Closed: 1})
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := sample.Write(t.Context(), path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second write gives %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestManyTradesAreSpreadOverTheTime(t *testing.T) {
	database := openSQLite(t, newSample(t, sample.Options{Closed: 8000}))
	const gaps = "SELECT max(julianday(next) - julianday(open_date)) FROM (SELECT open_date, lead(open_date) OVER (ORDER BY id) AS next FROM trades)"
	if gap := value[float64](t, database, gaps); gap > 3 {
		t.Errorf("there are %v days without a new trade", gap)
	}
	const disorder = "SELECT count(*) FROM (SELECT close_date, lead(close_date) OVER (ORDER BY id) AS next FROM trades WHERE is_open = 0) WHERE next < close_date"
	if count := value[int](t, database, disorder); count == 0 || count > 4000 {
		t.Errorf("%d of 8000 trades closed before the one opened before them", count)
	}
	if count := value[int](t, database, "SELECT count(*) FROM trades WHERE close_date > '2026-11-01 18'"); count != 0 {
		t.Errorf("%d trades closed after the end", count)
	}
}
