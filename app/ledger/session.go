package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// row is what the database answers.
type row []value

// session is one reading transaction: however often it is asked, it answers from the same state of the database.
type session interface {
	// tables tells which of freqtrade's tables there are, with their columns in order.
	tables(ctx context.Context) (tables, error)
	// query calls each for every row. The row is only valid until each returns, what is in it for longer.
	query(ctx context.Context, statement string, each func(row) error) error
	// scan gives these columns of all rows of a table, in the order of their ids, and NULL for a column that the table lacks. It is
	// fast, but the texts in a row are not valid for longer than the row either. The version is that of rowVersion.
	scan(ctx context.Context, has tables, table string, columns []string, each func(version value, r row) error) error
	// time is an expression for a column with a time, of which a query shall not make more than a scan does.
	time(column string) string
	// rowVersion is an expression that changes with each write of a row; NULL where the engine has none.
	rowVersion() string
}

// names of the tables that are read.
var names = []string{"trades", "orders", "pairlocks", "trade_custom_data", "KeyValueStore", "wallet_history"}

// tables are the columns of each table that there is.
type tables map[string][]string

// has tells whether a table has all these columns.
func (t tables) has(table string, columns ...string) bool {
	for _, column := range columns {
		if !slices.Contains(t[table], column) {
			return false
		}
	}
	return len(t[table]) > 0
}

// expressions are columns in SQL, and NULL for those that the table lacks: other versions of freqtrade have other columns.
func (t tables) expressions(table string, columns []string) []string {
	expressions := make([]string, len(columns))
	for i, column := range columns {
		expressions[i] = "NULL"
		if slices.Contains(t[table], column) {
			expressions[i] = quoted(column)
		}
	}
	return expressions
}

// selected names columns for a query.
func (t tables) selected(table string, columns ...string) string {
	return strings.Join(t.expressions(table, columns), ", ")
}

// withTimes names columns for a query, with the times as the session gives them.
func (t tables) withTimes(from session, table string, columns ...string) string {
	expressions := t.expressions(table, columns)
	for i, column := range columns {
		if slices.Contains(times, column) {
			expressions[i] = from.time(expressions[i])
		}
	}
	return strings.Join(expressions, ", ")
}

// times are the columns that are read as such.
var times = []string{"open_date", "close_date", "lock_time", "lock_end_time", "datetime_value", "timestamp"}

// everything names all columns of a table.
func (t tables) everything(table string) string { return t.selected(table, t[table]...) }

func (t tables) equal(other tables) bool {
	for _, name := range names {
		if !slices.Equal(t[name], other[name]) {
			return false
		}
	}
	return true
}

// required columns: without one of them the table is not freqtrade's.
var required = []string{"id", "pair", "is_open", "close_profit", "close_profit_abs", "close_date"}

// check wants a table of trades.
func (t tables) check() error {
	switch {
	case len(t["trades"]) == 0:
		return errNoTrades
	case !t.has("trades", required...):
		return errForeign
	}
	return nil
}

// quoted is a name in SQL: "key" is a keyword, and KeyValueStore has capitals.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// list is numbers in SQL, for IN. An empty list is (NULL): nothing is in it.
func list(ids []int64) string {
	if len(ids) == 0 {
		return "(NULL)"
	}
	return "(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(ids), " ", ","), "[]") + ")"
}
