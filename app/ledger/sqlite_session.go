package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

// sqliteSession is a transaction on one connection.
type sqliteSession struct{ connection connection }

func (sqliteSession) rowVersion() string { return "NULL" }

// time keeps the driver from taking other forms of times than freqtrade's for times.
func (sqliteSession) time(column string) string { return column + " || ''" }

func (s sqliteSession) tables(ctx context.Context) (tables, error) {
	found := tables{}
	for _, name := range names {
		err := s.query(ctx, "SELECT name FROM pragma_table_info('"+name+"')", func(r row) error {
			found[name] = append(found[name], asString(r[0]))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// askEvery is after how many rows a query asks whether it should go on: the driver only asks before the first.
const askEvery = 1024

func (s sqliteSession) query(ctx context.Context, statement string, each func(row) error) error {
	rows, err := s.connection.QueryContext(ctx, statement, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	given := make([]driver.Value, len(rows.Columns()))
	values := make(row, len(given))
	for number := 0; ; number++ {
		if number%askEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := rows.Next(given); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		for i := range given {
			values[i] = valueOf(given[i])
		}
		if err := each(values); err != nil {
			return err
		}
	}
}
