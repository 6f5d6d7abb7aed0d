package sample

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Bot writes to a database as a running bot does, SQLite or PostgreSQL. In SQLite its connection stays open, so the -wal
// file lives until Stop.
type Bot struct {
	database *sql.DB
	postgres bool
	options  Options // as the database has it: version, mode, stake currency
}

// StartBot opens an existing database for writing, at a path or a postgres:// URL, and notes the start in it, as freqtrade
// does.
func StartBot(ctx context.Context, where string, now time.Time) (*Bot, error) {
	bot, err := openBot(where)
	if err != nil {
		return nil, err
	}
	if err := bot.start(ctx, now); err != nil {
		return nil, errors.Join(fmt.Errorf("start the bot: %w", err), bot.Stop())
	}
	return bot, nil
}

func openBot(where string) (*Bot, error) {
	if IsPostgres(where) {
		database, err := sql.Open("pgx", where)
		if err != nil {
			return nil, fmt.Errorf("open PostgreSQL: %w", err)
		}
		return &Bot{database: database, postgres: true}, nil
	}
	database, err := openSQLite(where, "rw", "journal_mode(wal)")
	return &Bot{database: database}, err
}

// IsPostgres tells a PostgreSQL URL from a path.
func IsPostgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

func (b *Bot) start(ctx context.Context, now time.Time) error {
	if err := b.learn(ctx); err != nil {
		return err
	}
	return b.Exec(ctx, `UPDATE "KeyValueStore" SET datetime_value = $1 WHERE "key" = 'startup_time'`, b.values(now.UTC())...)
}

// learn reads what kind of bot the database is from.
func (b *Bot) learn(ctx context.Context) error {
	b.options = Options{StakeCurrency: "USDT", Version: "2024.10", Mode: Spot}
	columns, err := b.columns(ctx)
	if err != nil {
		return err
	}
	if columns == len(tradesTable.columns) {
		b.options.Version = "2026.4"
	}
	newest := b.database.QueryRowContext(ctx,
		"SELECT coalesce(stake_currency, 'USDT'), CASE trading_mode WHEN 'FUTURES' THEN 'futures' ELSE 'spot' END FROM trades ORDER BY id DESC LIMIT 1")
	if err := newest.Scan(&b.options.StakeCurrency, &b.options.Mode); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return nil
}

// columns is how many trades has.
func (b *Bot) columns(ctx context.Context) (int, error) {
	rows, err := b.database.QueryContext(ctx, "SELECT * FROM trades WHERE id < 0")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	return len(columns), err
}

// values are arguments as the database's driver wants them.
func (b *Bot) values(row ...any) []any {
	if b.postgres {
		return row
	}
	return forSQLite(row)
}

// Exec commits any statement. Its arguments are $1, $2 and so on.
func (b *Bot) Exec(ctx context.Context, statement string, args ...any) error {
	if _, err := b.database.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("%.80s: %w", statement, err)
	}
	return nil
}

// Stop closes the connection; in SQLite, as the last one, it folds the -wal file into the database and removes it.
func (b *Bot) Stop() error { return b.database.Close() }

// commit runs a change in one transaction.
func (b *Bot) commit(ctx context.Context, change func(*sql.Tx) error) error {
	tx, err := b.database.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	defer tx.Rollback()
	if err := change(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// insert writes a row without its id and gives the id it got.
func (b *Bot) insert(ctx context.Context, tx *sql.Tx, target *table, row []any) (int, error) {
	var id int
	statement := insertStatement(target.name, target.columns[1:]) + " RETURNING id"
	if err := tx.QueryRowContext(ctx, statement, b.values(row[1:]...)...).Scan(&id); err != nil {
		return 0, fmt.Errorf("insert into %s: %w", target.name, err)
	}
	return id, nil
}
