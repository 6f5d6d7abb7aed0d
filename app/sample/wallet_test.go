package sample_test

import (
	"database/sql"
	"math"
	"testing"

	"crypto-dashboard/app/sample"
)

// equity is what the wallet of a day was worth.
const equity = "SELECT sum(total_quote) FROM wallet_history WHERE bot_managed AND timestamp = $1"

func TestTheWalletIsTheMoneyThatTheTradesLeft(t *testing.T) {
	for _, mode := range []sample.Mode{sample.Spot, sample.Futures} {
		t.Run(string(mode), func(t *testing.T) {
			database := openSQLite(t, newSample(t, sample.Options{Mode: mode, Closed: 400}))
			// On days without a position, the wallet is what the closed trades made. Coins that a fee in coins left over are not counted.
			rows, err := database.QueryContext(t.Context(), `SELECT timestamp || '', total_quote, (SELECT coalesce(sum(close_profit_abs), 0) FROM trades WHERE close_date < timestamp)
				FROM wallet_history w WHERE timestamp >= '2026-05-03' AND bot_managed AND 1 = (SELECT count(*) FROM wallet_history WHERE timestamp = w.timestamp AND bot_managed)`)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			days := 0
			for rows.Next() {
				var day string
				var total, profit float64
				if err := rows.Scan(&day, &total, &profit); err != nil {
					t.Fatal(err)
				}
				if days++; math.Abs(sample.StartingBalance+profit-total) > 2 {
					t.Errorf("%s: the wallet has %v, the trades made %v", day, total, profit)
				}
			}
			if days < 50 {
				t.Errorf("%d days without a position", days)
			}
		})
	}
}

func TestTheWalletWasReconstructedBeforeItWasCaptured(t *testing.T) {
	database := openSQLite(t, newSample(t, sample.Options{Mode: sample.Futures}))
	const migration = "(SELECT datetime_value FROM KeyValueStore WHERE key = 'wallet_history_migration_date')"
	for statement, want := range map[string]int{
		"SELECT count(DISTINCT timestamp) FROM wallet_history WHERE timestamp < " + migration:                                         244,
		"SELECT count(DISTINCT timestamp) FROM wallet_history WHERE timestamp >= " + migration:                                        182,
		"SELECT count(*) FROM wallet_history WHERE timestamp NOT LIKE '% 00:00:00.000000'":                                            0,
		"SELECT count(*) FROM wallet_history WHERE timestamp < " + migration + " AND (currency LIKE '%:%' OR collateral IS NOT NULL)": 0,
		"SELECT count(*) > 50 FROM wallet_history WHERE timestamp >= " + migration + " AND currency LIKE '%:USDT' AND collateral > 0": 1,
		"SELECT count(*) > 0 FROM wallet_history WHERE total_quote IS NULL AND rate IS NULL":                                          1,
		"SELECT count(*) FROM wallet_history WHERE NOT bot_managed AND currency != 'BNB'":                                             0,
	} {
		if got := value[int](t, database, statement); got != want {
			t.Errorf("%s gives %d, want %d", statement, got, want)
		}
	}
	if worth := value[float64](t, database, equity, "2026-01-28 00:00:00.000000"); worth >= 0 {
		t.Errorf("the wallet of the misjudged day is worth %v, want less than nothing", worth)
	}
	if lowest := lowestEquity(t, database); lowest < 1200 {
		t.Errorf("the lowest equity since it is captured is %v: not plausible", lowest)
	}
}

func lowestEquity(t *testing.T, database *sql.DB) float64 {
	t.Helper()
	return value[float64](t, database, "SELECT min(worth) FROM (SELECT sum(total_quote) AS worth FROM wallet_history WHERE bot_managed AND timestamp >= '2026-05-03' GROUP BY timestamp)")
}

func TestAnOlderVersionHasNoWalletHistory(t *testing.T) {
	database := openSQLite(t, newSample(t, sample.Options{Version: "2024.10", Closed: 5}))
	for statement, want := range map[string]int{
		"SELECT count(*) FROM sqlite_master WHERE name LIKE '%wallet%'":   0,
		"SELECT count(*) FROM KeyValueStore WHERE key LIKE 'wallet%'":     0,
		"SELECT count(*) FROM KeyValueStore WHERE key = 'bot_start_time'": 1,
	} {
		if got := value[int](t, database, statement); got != want {
			t.Errorf("%s gives %d, want %d", statement, got, want)
		}
	}
}
