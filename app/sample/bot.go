package sample

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Bot writes to a database as a running bot does: its connection stays open, so the -wal file lives until Stop.
type Bot struct {
	database *sql.DB
	path     string
}

// StartBot opens an existing database for writing and notes the start in it, as freqtrade does.
func StartBot(ctx context.Context, path string, now time.Time) (*Bot, error) {
	database, err := open(path, "rw")
	if err != nil {
		return nil, err
	}
	bot := &Bot{database: database, path: path}
	if err := bot.Exec(ctx, `UPDATE "KeyValueStore" SET datetime_value = ? WHERE "key" = 'startup_time'`, stamp(now)); err != nil {
		database.Close()
		return nil, err
	}
	return bot, nil
}

// Add commits one trade, open or closed. An ID of 0 takes the next one.
func (b *Bot) Add(ctx context.Context, trade Trade) error {
	tx, err := b.database.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a trade in %q: %w", b.path, err)
	}
	defer tx.Rollback()
	if err := insertTrade(ctx, tx, trade); err != nil {
		return err
	}
	return tx.Commit()
}

// AddClosed commits a closed BTC trade that ended at a time with a price move (0.02 = the price rose by 2 %).
func (b *Bot) AddClosed(ctx context.Context, at time.Time, move float64) (Trade, error) {
	rate := coins[0].rate(at)
	trade := Trade{
		Pair: "BTC/USDT", Base: "BTC", Stake: "USDT", OpenDate: at.Add(-time.Hour), CloseDate: at, OpenRate: rate,
		CloseRate: coins[0].rounded(rate * (1 + move)), Amount: round8(stake / rate), EnterTag: "ema_cross", ExitReason: "roi",
	}
	return trade, b.Add(ctx, trade)
}

// Exec commits any statement.
func (b *Bot) Exec(ctx context.Context, statement string, args ...any) error {
	if _, err := b.database.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("write to %q: %w", b.path, err)
	}
	return nil
}

// Stop closes the connection; as the last one it folds the -wal file into the database and removes it.
func (b *Bot) Stop() error { return b.database.Close() }
