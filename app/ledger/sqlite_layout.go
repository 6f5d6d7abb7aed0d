package ledger

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
)

// layout is how the rows of a table lie in the file, and which of their columns are wanted.
type layout struct {
	root    uint32   // number of the page that all others are below
	pages   int      // of the database
	usable  int      // bytes of a page
	wanted  int      // columns
	columns []stored // those of them that the table has, in its order
}

// stored is a column of a table.
type stored struct {
	place   int  // in the row that is wanted
	after   int  // how many columns lie between the one before and this
	isID    bool // the row's number, which is kept with the row and not among its columns
	isFloat bool // a whole number is meant as a float
}

// layoutOf is nil for a table whose rows only SQLite itself shall read: one with computed columns, with values that rows
// written earlier do not have, without row numbers, or in another encoding than UTF-8. freqtrade makes none.
func (s sqliteSession) layoutOf(ctx context.Context, table string, columns []string) (*layout, error) {
	found := &layout{wanted: len(columns)}
	plain, err := found.readFile(ctx, s)
	if err != nil || !plain {
		return nil, err
	}
	if plain, err = found.readTable(ctx, s, table); err != nil || !plain {
		return nil, err
	}
	if plain, err = found.readColumns(ctx, s, table, columns); err != nil || !plain {
		return nil, err
	}
	return found, nil
}

// utf8 in the header of the file.
const utf8 = 1

func (l *layout) readFile(ctx context.Context, from sqliteSession) (plain bool, err error) {
	err = from.query(ctx, "SELECT page_count FROM pragma_page_count", func(r row) error {
		l.pages = int(r[0].integer())
		return nil
	})
	if err != nil {
		return false, err
	}
	err = from.pages(ctx, []uint32{1}, func(p page) error {
		l.usable = len(p) - int(p[20])
		plain = binary.BigEndian.Uint32(p[56:]) == utf8
		return nil
	})
	return plain, err
}

// readTable finds where the table begins. One whose first column is not the row's number has an index for that.
func (l *layout) readTable(ctx context.Context, from sqliteSession, table string) (plain bool, err error) {
	statement := fmt.Sprintf(`SELECT rootpage, (SELECT count(*) FROM pragma_index_list('%[1]s') WHERE origin = 'pk') FROM sqlite_schema
		WHERE type = 'table' AND rootpage > 0 AND name = '%[1]s'`, table)
	err = from.query(ctx, statement, func(r row) error {
		l.root, plain = uint32(r[0].integer()), r[1].integer() == 0
		return nil
	})
	return plain, err
}

func (l *layout) readColumns(ctx context.Context, from sqliteSession, table string, columns []string) (plain bool, err error) {
	places, after := map[string]int{}, 0
	for i, column := range columns {
		places[column] = i
	}
	plain = true
	statement := fmt.Sprintf("SELECT name, upper(type), dflt_value, pk, hidden FROM pragma_table_xinfo('%s') ORDER BY cid", table)
	err = from.query(ctx, statement, func(r row) error {
		place, wanted := places[asString(r[0])]
		plain = plain && r[4].integer() == 0 && (!wanted || r[2].kind == null)
		if !wanted {
			after++
			return nil
		}
		l.columns = append(l.columns, stored{place, after, isTrue(r[3]), isFloat(asString(r[1]))})
		after = 0
		return nil
	})
	return plain, err
}

// isFloat tells, by the rules of SQLite, whether numbers in a column of this type are floats.
func isFloat(declared string) bool {
	for _, other := range []string{"INT", "CHAR", "CLOB", "TEXT", "BLOB"} {
		if strings.Contains(declared, other) {
			return false
		}
	}
	return strings.Contains(declared, "REAL") || strings.Contains(declared, "FLOA") || strings.Contains(declared, "DOUB")
}
