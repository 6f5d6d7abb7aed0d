package sample_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/sample/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// newPostgres writes a sample into a fresh database and gives its URL.
func newPostgres(t *testing.T, options sample.Options) string {
	t.Helper()
	location := postgrestest.Start(t)
	if err := sample.WritePostgres(t.Context(), location, options); err != nil {
		t.Fatal(err)
	}
	return location
}

func openPostgres(t *testing.T, location string) *sql.DB {
	t.Helper()
	database, err := sql.Open("pgx", location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	return database
}

// content is all rows of a table, in words that both engines have in common.
func content(t *testing.T, database *sql.DB, table string) []string {
	t.Helper()
	rows, err := database.QueryContext(t.Context(), fmt.Sprintf("SELECT * FROM %q ORDER BY id", table))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		values, targets := make([]any, len(types)), make([]any, len(types))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		line := ""
		for i, value := range values {
			line += fmt.Sprintf("%s=%s ", types[i].Name(), inCommon(value))
		}
		all = append(all, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func inCommon(value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return "1"
		}
		return "0"
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(value)
}

func TestPostgresGetsTheSameRowsAsSQLite(t *testing.T) {
	for _, options := range []sample.Options{{Closed: 150}, {Closed: 50, Mode: sample.Futures}, {Closed: 50, Version: "2024.10"}} {
		t.Run(fmt.Sprint(options.Mode, options.Version), func(t *testing.T) {
			lite, postgres := openSQLite(t, newSample(t, options)), openPostgres(t, newPostgres(t, options))
			tables := []string{"trades", "orders", "pairlocks", "trade_custom_data"}
			if options.Version == "" {
				tables = append(tables, "wallet_history")
			}
			for _, table := range tables {
				got := content(t, postgres, table)
				if difference := cmp.Diff(content(t, lite, table), got); difference != "" || len(got) == 0 {
					t.Errorf("%s (%d rows): %s", table, len(got), difference)
				}
			}
		})
	}
}

// Freqtrade 2026.4 cannot keep wallet_history_migration_date in PostgreSQL: the key is longer than the column.
func TestPostgresHasTheKeysThatFitInto25Characters(t *testing.T) {
	options := sample.Options{Closed: 1}
	want := content(t, openSQLite(t, newSample(t, options)), "KeyValueStore")
	got := content(t, openPostgres(t, newPostgres(t, options)), "KeyValueStore")
	if difference := cmp.Diff(want[:len(want)-1], got); difference != "" {
		t.Error(difference)
	}
}

func TestPostgresHasTheTypesThatSQLAlchemyGives(t *testing.T) {
	database := openPostgres(t, newPostgres(t, sample.Options{Closed: 1}))
	types := func(column string) (found string) {
		t.Helper()
		if err := database.QueryRowContext(t.Context(), `SELECT string_agg(DISTINCT coalesce(nullif(data_type, 'USER-DEFINED'), udt_name), ' ')
			FROM information_schema.columns WHERE table_schema = 'public' AND column_name = $1`, column).Scan(&found); err != nil {
			t.Fatal(err)
		}
		return found
	}
	for column, want := range map[string]string{
		"id": "integer", "trading_mode": "tradingmode", "open_date": "timestamp without time zone", "timestamp": "timestamp without time zone",
		"close_profit": "double precision", "is_open": "boolean", "enter_tag": "character varying", "cd_value": "text", "record_version": "integer",
	} {
		if got := types(column); got != want {
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
}

func TestPostgresNeedsADatabaseWithoutTables(t *testing.T) {
	location := newPostgres(t, sample.Options{Closed: 5})
	before := content(t, openPostgres(t, location), "trades")
	if err := sample.WritePostgres(t.Context(), location, sample.Options{Closed: 7}); err == nil {
		t.Error("a second sample was written into the same database")
	}
	if difference := cmp.Diff(before, content(t, openPostgres(t, location), "trades")); difference != "" {
		t.Error(difference)
	}
}
