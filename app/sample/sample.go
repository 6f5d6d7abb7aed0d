// Package sample writes databases as freqtrade writes them, for a look at the dashboard without a bot and for tests.
// The trades are invented; the schema and the arithmetic are freqtrade's. A row of "KeyValueStore" with the key
// SyntheticKey says so in the database itself.
package sample

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// StartingBalance is the stake currency the sample's dry run began with. It fits DASHBOARD_STARTING_BALANCE.
const StartingBalance = 2000.0

// SyntheticKey marks a sample: the row of "KeyValueStore" with this key has the int_value 1.
const SyntheticKey = "synthetic_sample"

// Mode is what the bot trades.
type Mode string

const (
	Spot    Mode = "spot"
	Futures Mode = "futures"
)

// Options changes what is written. The zero value is the sample of Write. The same options give the same rows.
type Options struct {
	// Until is the moment the database ends at. Zero: 1 November 2026, 18:00 UTC.
	Until time.Time
	// Closed is the number of closed trades. Zero: 600. Negative: none, and no open ones either.
	Closed int
	// StakeCurrency is what all trades are paid in. Empty: USDT.
	StakeCurrency string
	// Version is the freqtrade whose schema it is, 2024.10 or 2026.4. Empty: 2026.4.
	Version string
	// Mode of the bot. Empty: Spot, where all trades are long and without leverage.
	Mode Mode
	// Hostile puts values into the rows that no bot writes, but a database can hold.
	Hostile bool
}

// Write makes the default sample at path: about 14 months of a dry run, 600 closed and 3 open trades, closed cleanly
// (no -wal file). The file must not exist.
func Write(ctx context.Context, path string) error { return WriteWith(ctx, path, Options{}) }

// WriteWith makes a sample as options say. The file must not exist; after an error it does not exist either.
func WriteWith(ctx context.Context, path string, options Options) error {
	options, err := options.complete()
	if err != nil {
		return err
	}
	if err := create(path); err != nil {
		return err
	}
	if err := fillSQLite(ctx, path, options); err != nil {
		return errors.Join(fmt.Errorf("write the sample %q: %w", path, err), os.Remove(path))
	}
	return nil
}

// create reserves the path, so that no database is ever written over.
func create(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("create the sample: %w", err)
	}
	return file.Close()
}

// WriteTo makes a sample at a path or in the database of a postgres:// URL.
func WriteTo(ctx context.Context, where string, options Options) error {
	if IsPostgres(where) {
		return WritePostgres(ctx, where, options)
	}
	return WriteWith(ctx, where, options)
}

// WritePostgres makes a sample in the PostgreSQL database of a URL, which has no tables yet.
func WritePostgres(ctx context.Context, location string, options Options) error {
	options, err := options.complete()
	if err != nil {
		return err
	}
	if err := fillPostgres(ctx, location, options); err != nil {
		return fmt.Errorf("write the sample to PostgreSQL: %w", err)
	}
	return nil
}

func (o Options) complete() (Options, error) {
	if o.Until.IsZero() {
		o.Until = time.Date(2026, 11, 1, 18, 0, 0, 0, time.UTC)
	}
	o.Until = o.Until.UTC()
	o.Closed = orDefault(o.Closed, 600)
	o.StakeCurrency = orDefault(o.StakeCurrency, "USDT")
	o.Version = orDefault(o.Version, "2026.4")
	o.Mode = orDefault(o.Mode, Spot)
	if _, known := schemas[o.Version]; !known {
		return o, fmt.Errorf("the version is %q, want 2024.10 or 2026.4", o.Version)
	}
	if o.Mode != Spot && o.Mode != Futures {
		return o, fmt.Errorf("the mode is %q, want spot or futures", o.Mode)
	}
	return o, nil
}

func orDefault[T comparable](value, byDefault T) T {
	if none := *new(T); value == none {
		return byDefault
	}
	return value
}

// begin is when the bot started: 14 months before the end, or longer for more trades than a bot makes in that time.
func (o Options) begin() time.Time {
	return o.Until.AddDate(0, -14*min(max(o.Closed/5000, 1), 7), 0)
}

// hasWalletHistory says that this version of freqtrade notes the balance each day.
func (o Options) hasWalletHistory() bool { return o.Version == "2026.4" }
