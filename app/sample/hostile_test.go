package sample_test

import (
	"database/sql"
	"testing"

	"crypto-dashboard/app/sample"
)

func TestAHostileSampleHoldsWhatNoBotWrites(t *testing.T) {
	for _, version := range []string{"2024.10", "2026.4"} {
		t.Run(version, func(t *testing.T) {
			path := newSample(t, sample.Options{Closed: 100, Hostile: true, Version: version})
			expectOne(t, openSQLite(t, path), []string{
				"length(pair) > 250", "typeof(close_profit) = 'text'", "close_rate = 9e999", "open_date = 'yesterday'",
				"trading_mode = 'SIDEWAYS'", "typeof(enter_tag) = 'blob'", "typeof(amount) = 'text'", "open_date = ''",
			})
		})
	}
}

func TestAHostilePostgresHoldsWhatItsTypesAllow(t *testing.T) {
	database := openPostgres(t, newPostgres(t, sample.Options{Closed: 100, Hostile: true}))
	expectOne(t, database, []string{
		"close_profit = 'NaN'", "close_rate = 'Infinity'", "close_date = 'infinity'", "open_date = '-infinity'", "close_date > '290000-01-01' AND close_date != 'infinity'",
	})
}

// expectOne looks for one trade for each condition, and for those that both engines have.
func expectOne(t *testing.T, database *sql.DB, conditions []string) {
	t.Helper()
	conditions = append(conditions, "id = -5", "enter_tag = '<script>alert(1)</script>'", "exit_reason LIKE '=cmd%'", "pair = ''", "pair = 'NOSLASH'",
		"pair = '<b>X</b>/USDT'", "stake_currency = 'EUR'", "close_date IS NULL AND NOT is_open", "leverage = 0", "close_profit = 1e308",
		"length(strategy) = 100", "enter_tag LIKE '%\u202e%'")
	for _, condition := range conditions {
		if count := value[int](t, database, "SELECT count(*) FROM trades WHERE "+condition); count != 1 {
			t.Errorf("%d trades with %s, want 1", count, condition)
		}
	}
}

func TestAHostileSampleOfFewTradesIsWritten(t *testing.T) {
	for _, closed := range []int{-1, 20} {
		newSample(t, sample.Options{Closed: closed, Hostile: true})
		newPostgres(t, sample.Options{Closed: closed, Hostile: true})
	}
}
