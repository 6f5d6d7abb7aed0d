package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/sqlite"
)

// called has SQLite call each for every row of a query, in a third of the time in which the driver would hand them out. What is in a
// row is only valid until each returns.
func (s sqliteSession) called(ctx context.Context, expressions, from string, each func([]driver.Value) error) error {
	receiver := &receiver{each: each}
	number := receivers.add(receiver)
	defer receivers.remove(number)
	statement := fmt.Sprintf("SELECT %s(%d, %s) FROM %s", eachRow, number, expressions, from)
	err := s.query(ctx, statement, func(row) error { return nil })
	return errors.Join(receiver.err, err)
}

// scanBySQLite is a scan, of all rows or of those that a condition selects, for tables whose pages this program does not read itself.
func (s sqliteSession) scanBySQLite(ctx context.Context, has tables, table string, columns []string, condition string,
	each func(value, row) error) error {
	values := make(row, len(columns))
	return s.called(ctx, has.selected(table, columns...), table+" NOT INDEXED"+condition, func(given []driver.Value) error {
		for i := range given {
			values[i] = passingValueOf(given[i])
		}
		return each(value{}, values)
	})
}

// passingValueOf is valueOf without a copy of bytes.
func passingValueOf(given driver.Value) value {
	if data, ok := given.([]byte); ok {
		return ofBytes(unsafe.String(unsafe.SliceData(data), len(data)))
	}
	return valueOf(given)
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

// receiver takes the rows of one query.
type receiver struct {
	each func([]driver.Value) error
	err  error
}

// aggregate is one use of eachRow.
type aggregate struct{ receiver *receiver }

func (a *aggregate) Step(_ *sqlite.FunctionContext, values []driver.Value) error {
	if a.receiver == nil {
		number, _ := values[0].(int64)
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

// receivers of the queries at work, by number.
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
