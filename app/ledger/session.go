package ledger

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// row is what the database answers: each value is nil, int64, float64, bool, string, []byte or time.Time.
type row []driver.Value

// session is one reading transaction: however often it is asked, it answers from the same state of the database.
type session interface {
	// columns of a table in their order; none when there is no such table.
	columns(ctx context.Context, table string) ([]string, error)
	// query calls each for every row, which is only valid until each returns.
	query(ctx context.Context, statement string, each func(row) error) error
}

// selected names columns in SQL, and NULL for those that the table lacks: other versions of freqtrade have other columns.
func selected(wanted, existing []string) string {
	there := setOf(existing)
	names := make([]string, len(wanted))
	for i, name := range wanted {
		names[i] = "NULL"
		if there[name] {
			names[i] = quoted(name)
		}
	}
	return strings.Join(names, ", ")
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
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
