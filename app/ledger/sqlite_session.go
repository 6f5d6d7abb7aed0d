package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// sqliteSession speaks to the driver itself: database/sql would take longer than SQLite.
type sqliteSession struct{ connection driver.QueryerContext }

// within runs work in one short transaction: all tables as of the same commit.
func within(ctx context.Context, connection *sql.Conn, work func(session) error) error {
	return connection.Raw(func(raw any) error {
		tx, err := raw.(driver.ConnBeginTx).BeginTx(ctx, driver.TxOptions{ReadOnly: true})
		if err != nil {
			return fmt.Errorf("begin reading: %w", err)
		}
		defer tx.Rollback()
		return work(sqliteSession{raw.(driver.QueryerContext)})
	})
}

func (s sqliteSession) columns(ctx context.Context, table string) ([]string, error) {
	var names []string
	err := s.query(ctx, "SELECT name FROM pragma_table_info('"+table+"')", func(r row) error {
		names = append(names, asString(r[0]))
		return nil
	})
	return names, err
}

// askEvery is after how many rows a reading asks whether it should go on: the driver only asks before the first.
const askEvery = 1024

func (s sqliteSession) query(ctx context.Context, statement string, each func(row) error) error {
	rows, err := s.connection.QueryContext(ctx, statement, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make(row, len(rows.Columns()))
	for number := 0; ; number++ {
		if number%askEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := rows.Next(values); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := each(values); err != nil {
			return err
		}
	}
}
