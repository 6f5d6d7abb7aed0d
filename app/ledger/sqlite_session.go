package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
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

// scan has SQLite call eachRow for every row, in a third of the time in which the driver would hand them out.
func (s sqliteSession) scan(ctx context.Context, table, columns string, each func(row) error) error {
	receiver := &receiver{each: each}
	number := receivers.add(receiver)
	defer receivers.remove(number)
	statement := fmt.Sprintf("SELECT %s(%d, %s) FROM %s NOT INDEXED", eachRow, number, columns, table)
	err := s.query(ctx, statement, func(row) error { return nil })
	return errors.Join(receiver.err, err)
}

// eachRow is an aggregate function in SQL that gives its arguments, but for the first one, to the receiver with that number.
const eachRow = "crypto_dashboard_each_row"

func init() {
	err := reads.RegisterFunction(eachRow, &sqlite.FunctionImpl{NArgs: -1, VolatileArgs: true,
		MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return &aggregate{}, nil }})
	if err != nil {
		panic(err) // the name is taken
	}
}

// receiver takes the rows of one scan.
type receiver struct {
	each func(row) error
	err  error
}

// aggregate is one use of eachRow.
type aggregate struct{ receiver *receiver }

func (a *aggregate) Step(_ *sqlite.FunctionContext, values []driver.Value) error {
	if a.receiver == nil {
		number, _ := asInteger(values[0])
		if a.receiver = receivers.get(number); a.receiver == nil {
			return errors.New("nobody receives the rows")
		}
	}
	a.receiver.err = a.receiver.each(values[1:])
	return a.receiver.err
}

func (*aggregate) WindowInverse(*sqlite.FunctionContext, []driver.Value) error { return nil }

func (*aggregate) WindowValue(*sqlite.FunctionContext) (driver.Value, error) { return nil, nil }

func (*aggregate) Final(*sqlite.FunctionContext) {}

// receivers of the scans at work, by number.
var receivers registry

type registry struct {
	last atomic.Int64
	all  sync.Map
}

func (r *registry) add(receiver *receiver) int64 {
	number := r.last.Add(1)
	r.all.Store(number, receiver)
	return number
}

func (r *registry) get(number int64) *receiver {
	found, _ := r.all.Load(number)
	receiver, _ := found.(*receiver)
	return receiver
}

func (r *registry) remove(number int64) { r.all.Delete(number) }
