package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Read takes a snapshot of the database at path.
func Read(ctx context.Context, path string) (*Snapshot, error) {
	found, err := look(path)
	if err != nil {
		return nil, err
	}
	snapshot, _, err := readStable(ctx, found)
	return snapshot, err
}

// attempts is how often a database is read whose files change their state while they are read.
const attempts = 5

// readStable reads, and reads again if the way of reading was no longer right when it was done. It returns the files as they
// were before the reading that counts.
func readStable(ctx context.Context, found files) (*Snapshot, files, error) {
	for range attempts {
		how := accessFor(found)
		snapshot, err := readOnce(ctx, found, how)
		if err != nil && extendedCode(err) == sqlite3.SQLITE_READONLY_ROLLBACK {
			how = copied // a writer died in the middle of a transaction; only a copy can be rolled back by us
			snapshot, err = readOnce(ctx, found, how)
		}
		now, lookErr := look(found.path)
		if lookErr != nil {
			return nil, found, lookErr
		}
		if how == shared && accessFor(now) == shared || now == found {
			return snapshot, found, err
		}
		found = now
	}
	return nil, found, errUnstable
}

func readOnce(ctx context.Context, found files, how access) (*Snapshot, error) {
	connection, closeAll, err := open(ctx, found, how)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	snapshot, err := readAll(ctx, connection)
	if err != nil {
		return nil, err
	}
	snapshot.Written, snapshot.Read, snapshot.Version = found.written(), time.Now(), found.version()
	return snapshot, nil
}

// readAll reads in one short transaction: all tables as of the same commit.
func readAll(ctx context.Context, connection *sql.Conn) (*Snapshot, error) {
	tx, err := connection.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("begin reading: %w", err)
	}
	defer tx.Rollback()
	snapshot := Snapshot{Base: new(Base)}
	if err = readTrades(ctx, tx, &snapshot); err != nil {
		return nil, fmt.Errorf("read the trades: %w", err)
	}
	if err = readNewest(ctx, tx, &snapshot); err != nil {
		return nil, fmt.Errorf("read the newest trade: %w", err)
	}
	if snapshot.Orders, err = readOrders(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the orders: %w", err)
	}
	if snapshot.Started, err = readStart(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the bot's start time: %w", err)
	}
	return &snapshot, nil
}

// columns of a table; none when there is no such table.
func columns(ctx context.Context, tx *sql.Tx, table string) (map[string]bool, error) {
	rows, err := tx.QueryContext(ctx, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names[name] = true
	}
	return names, rows.Err()
}

func readOrders(ctx context.Context, tx *sql.Tx) (Orders, error) {
	var orders Orders
	names, err := columns(ctx, tx, "orders")
	if err != nil || !names["order_id"] {
		return orders, err
	}
	row := tx.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE order_id LIKE 'dry\_run\_%' ESCAPE '\'),
		count(*) FILTER (WHERE order_id NOT LIKE 'dry\_run\_%' ESCAPE '\') FROM orders`)
	return orders, row.Scan(&orders.DryRun, &orders.Live)
}

func readStart(ctx context.Context, tx *sql.Tx) (Time, error) {
	names, err := columns(ctx, tx, "KeyValueStore")
	if err != nil || !names["key"] || !names["datetime_value"] {
		return Never, err
	}
	var value any
	err = tx.QueryRowContext(ctx, `SELECT datetime_value FROM "KeyValueStore" WHERE "key" = 'startup_time'`).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return Never, nil
	}
	return asTime(value), err
}

// extendedCode is SQLite's extended result code, 0 for other errors.
func extendedCode(err error) int {
	if failure, ok := errors.AsType[*sqlite.Error](err); ok {
		return failure.Code()
	}
	return 0
}

// readNewest asks what the trade with the highest id says about the bot, and when the first and the last trade were opened.
func readNewest(ctx context.Context, tx *sql.Tx, snapshot *Snapshot) error {
	names, err := columns(ctx, tx, "trades")
	if err != nil || !names["exchange"] || !names["strategy"] || !names["trading_mode"] || !names["timeframe"] || !names["open_date"] {
		return err
	}
	var exchange, strategy, mode, timeframe, first, last any
	row := tx.QueryRowContext(ctx, `SELECT exchange, strategy, trading_mode, timeframe, open_date,
		(SELECT open_date FROM trades ORDER BY id LIMIT 1) FROM trades ORDER BY id DESC LIMIT 1`)
	err = row.Scan(&exchange, &strategy, &mode, &timeframe, &last, &first)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	snapshot.FirstOpened, snapshot.LastOpened = asTime(first), asTime(last)
	snapshot.Newest = Newest{Exchange: asText(exchange).String(), Strategy: asText(strategy).String(), Mode: modeOf(asText(mode).String()),
		Timeframe: time.Duration(asNumber(timeframe).Or(0)) * time.Minute}
	return err
}
