// Package sample writes databases as freqtrade 2026.4 writes them, for a look at the dashboard without a bot and for tests.
// The trades are invented, the schema and the arithmetic are freqtrade's.
package sample

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed schema.sql
var schema string

// StartingBalance is the stake currency the sample's dry run began with. It fits DASHBOARD_STARTING_BALANCE.
const StartingBalance = 2000.0

// Options changes what WriteWith writes. The zero value is the sample of Write.
type Options struct {
	// Until is the moment the database ends at. Zero: 1 November 2026, 18:00 UTC.
	Until time.Time
	// Closed is the number of closed trades. Zero: 600. Negative: none, and no open ones either.
	Closed int
	// StakeCurrency is what all trades are paid in. Empty: USDT.
	StakeCurrency string
}

// Write makes the default sample at path: about 14 months of a dry run, 600 closed and 3 open trades, closed cleanly
// (no -wal file). The same call writes the same rows. The file must not exist.
func Write(ctx context.Context, path string) error { return WriteWith(ctx, path, Options{}) }

// WriteWith makes a sample as options say.
func WriteWith(ctx context.Context, path string, options Options) error {
	database, err := open(path, "rwc")
	if err != nil {
		return err
	}
	if err := fill(ctx, database, options.withDefaults()); err != nil {
		database.Close()
		return fmt.Errorf("write the sample %q: %w", path, err)
	}
	return database.Close()
}

func (o Options) withDefaults() Options {
	if o.Until.IsZero() {
		o.Until = time.Date(2026, 11, 1, 18, 0, 0, 0, time.UTC)
	}
	if o.Closed == 0 {
		o.Closed = 600
	}
	if o.StakeCurrency == "" {
		o.StakeCurrency = "USDT"
	}
	return o
}

// open gives one connection, in WAL mode as the bot sets it.
func open(path, mode string) (*sql.DB, error) {
	location := url.URL{Scheme: "file", Path: path, RawQuery: "mode=" + mode + "&_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)"}
	database, err := sql.Open("sqlite", location.String())
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", path, err)
	}
	database.SetMaxOpenConns(1)
	return database, nil
}

func fill(ctx context.Context, database *sql.DB, options Options) error {
	tx, err := database.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("create the schema: %w", err)
	}
	if options.Closed > 0 {
		if err := insertAll(ctx, tx, history(options)); err != nil {
			return err
		}
	}
	if err := insertHousekeeping(ctx, tx, options.Until); err != nil {
		return err
	}
	return tx.Commit()
}

// generator is seeded: the sample is the same everywhere.
func generator() *rand.Rand { return rand.New(rand.NewPCG(2026, 4)) }
