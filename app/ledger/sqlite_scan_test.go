package ledger

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crypto-dashboard/app/sample"
)

// hand is a table that is read by hand, or shall be left to SQLite.
type hand struct {
	name           string
	before         string // pragmas
	table, options string
	after          string
	left           bool
}

var hands = []hand{
	{name: "as freqtrade makes it", table: "id INTEGER NOT NULL, a FLOAT, b VARCHAR(25), c BOOLEAN, d DATETIME, PRIMARY KEY (id)"},
	{name: "small pages", before: "PRAGMA page_size = 512", table: "id INTEGER PRIMARY KEY, a FLOAT, b, c, d"},
	{name: "large pages", before: "PRAGMA page_size = 65536", table: "id INTEGER PRIMARY KEY, a FLOAT, b, c, d"},
	{name: "pages that know their parents", before: "PRAGMA auto_vacuum = 1; PRAGMA page_size = 1024", table: "id INTEGER PRIMARY KEY, a, b, c, d"},
	{name: "the id in the middle", table: "a, b, id INTEGER PRIMARY KEY, c REAL, d TEXT"},
	{name: "no id at all", table: "a INTEGER, b NUMERIC, id, c DOUBLE PRECISION, d FLOATING POINT"},
	{name: "columns that came later", table: "id INTEGER PRIMARY KEY, a, b", after: "ALTER TABLE t ADD COLUMN c FLOAT; ALTER TABLE t ADD COLUMN d"},
	{name: "a column that went", table: "id INTEGER PRIMARY KEY, a, gone, b, c FLOAT, d", after: "ALTER TABLE t DROP COLUMN gone"},
	{name: "columns that nobody wants", table: "x, id INTEGER PRIMARY KEY, x2 DEFAULT 7, a, b, x3, x4, c FLOAT, d, x5"},
	{name: "a column that it lacks", table: "id INTEGER PRIMARY KEY, a, c, d"},
	{name: "a value for the rows before", table: "id INTEGER PRIMARY KEY, a, b", after: "ALTER TABLE t ADD COLUMN c DEFAULT 'late'; ALTER TABLE t ADD COLUMN d", left: true},
	{name: "a computed column", table: "id INTEGER PRIMARY KEY, twice AS (a || a), a, b, c, d", left: true},
	{name: "without row numbers", table: "id INTEGER PRIMARY KEY, a, b, c, d", options: " WITHOUT ROWID", left: true},
	{name: "an id that is a text", table: "id TEXT PRIMARY KEY, a, b, c, d", left: true},
	{name: "an id that only looks like the row's number", table: "id INTEGER PRIMARY KEY DESC, a, b, c, d", left: true},
	{name: "another encoding", before: "PRAGMA encoding = 'UTF-16le'", table: "id INTEGER PRIMARY KEY, a, b, c, d", left: true},
	{name: "a view", table: "id INTEGER PRIMARY KEY, a, b, c, d", after: "ALTER TABLE t RENAME TO t2; CREATE VIEW t AS SELECT * FROM t2", left: true},
}

// What is read from the pages is what SQLite says.
func TestPagesHoldWhatSQLiteSays(t *testing.T) {
	for _, table := range hands {
		t.Run(table.name, func(t *testing.T) {
			for _, rows := range []int{0, 1, 3, 700} {
				path := table.write(t, rows)
				wantScan(t, path, !table.left)
			}
		})
	}
}

func (h hand) write(t *testing.T, rows int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "hand.sqlite")
	database := must[*sql.DB](t)(sql.Open("sqlite", "file:"+path))
	defer database.Close()
	database.SetMaxOpenConns(1)
	run := func(statement string, args ...any) { must[sql.Result](t)(database.Exec(statement, args...)) }
	run(h.before)
	run("BEGIN")
	run("CREATE TABLE t (" + h.table + ")" + h.options)
	random := rand.New(rand.NewPCG(5, uint64(rows)))
	columns := strings.Split("id a b c d", " ")
	columns = slices.DeleteFunc(columns, func(name string) bool {
		var found int
		database.QueryRow("SELECT count(*) FROM pragma_table_info('t') WHERE name = $1", name).Scan(&found)
		return found == 0
	})
	for i := range rows {
		values := []any{idFor(i)}
		for range columns[1:] {
			values = append(values, anyValue(random))
		}
		run(fmt.Sprintf("INSERT INTO t (%s) VALUES (%s)", strings.Join(columns, ", "), strings.Repeat("?, ", len(columns)-1)+"?"), values...)
	}
	if rows > 100 {
		run("DELETE FROM t WHERE abs(random()) % 3 = 0")
		run("UPDATE t SET a = NULL WHERE abs(random()) % 3 = 0")
	}
	run("COMMIT")
	run(h.after)
	return path
}

// idFor is no number twice.
func idFor(i int) int64 {
	switch i % 5 {
	case 0:
		return -int64(i+1) << 32
	case 1:
		return int64(i) << 50
	}
	return int64(i)
}

// anyValue is of any kind and of any size.
func anyValue(random *rand.Rand) any {
	switch random.IntN(9) {
	case 0:
		return nil
	case 1:
		return int64(random.Uint64()) >> random.IntN(64)
	case 2:
		return random.IntN(2)
	case 3:
		return float64(random.IntN(1000) - 500)
	case 4:
		return random.NormFloat64()
	case 5:
		return []byte(strings.Repeat("b", random.IntN(70)))
	case 6:
		return "2026-01-02 03:04:05.000006"
	case 7:
		if random.IntN(6) == 0 {
			return strings.Repeat("long ", random.IntN(3000))
		}
	}
	return strings.Repeat("ä\x00", random.IntN(100))
}

// wantScan compares a scan with what SQLite hands out.
func wantScan(t *testing.T, path string, byHand bool) {
	t.Helper()
	source := newSQLite(path)
	defer source.close()
	columns := []string{"d", "a", "id", "c", "b"}
	_, err := source.read(t.Context(), func(sessions []session) error {
		from := sessions[0].(sqliteSession)
		has := tables{}
		err := from.query(t.Context(), "SELECT name FROM pragma_table_info('t')", func(r row) error {
			has["t"] = append(has["t"], asString(r[0]))
			return nil
		})
		if err != nil {
			return err
		}
		if found := must[*layout](t)(from.layoutOf(t.Context(), "t", columns)); (found != nil) != byHand {
			t.Errorf("is read by hand: %v, want %v", found != nil, byHand)
		}
		var got, want []row
		if err := from.scan(t.Context(), has, "t", columns, keeping(&got)); err != nil {
			return err
		}
		if err := from.scanBySQLite(t.Context(), has, "t", columns, "", keeping(&want)); err != nil {
			return err
		}
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || !slices.Equal(got[i], want[i]) {
				t.Fatalf("of %d rows, want %d, number %d is\n%.300v, want\n%.300v", len(got), len(want), i, got[i:min(i+1, len(got))], want[i:min(i+1, len(want))])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keeping keeps copies of rows.
func keeping(rows *[]row) func(value, row) error {
	return func(_ value, r row) error {
		kept := slices.Clone(r)
		for i := range kept {
			kept[i].text = strings.Clone(kept[i].text)
		}
		*rows = append(*rows, kept)
		return nil
	}
}

// What the bot commits and folds into the database while it is read is not part of what is read.
func TestAScanIsOfTheStateThatTheReadingBeganWith(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 400})
	bot, source := p.start(t), newSQLite(p.bot)
	defer source.close()
	exec(t, bot, "UPDATE trades SET enter_tag = 'in the log' WHERE id % 3 = 0")
	_, err := source.read(t.Context(), func(sessions []session) error {
		has := must[tables](t)(sessions[0].tables(t.Context()))
		var before, after []row
		if err := sessions[0].scan(t.Context(), has, "trades", has["trades"], keeping(&before)); err != nil {
			return err
		}
		exec(t, bot, "UPDATE trades SET enter_tag = 'too late', strategy = 'much longer than it was when the reading began' WHERE id % 2 = 0")
		exec(t, bot, "DELETE FROM trades WHERE id % 7 = 0; PRAGMA wal_checkpoint(PASSIVE)")
		err := sessions[0].scan(t.Context(), has, "trades", has["trades"], keeping(&after))
		if len(before) != 403 || !slices.EqualFunc(before, after, slices.Equal) {
			t.Errorf("of %d rows %d are left, or others", len(before), len(after))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever bytes a page has, it is rows or damaged.
func TestAnyBytesAreRowsOrDamaged(t *testing.T) {
	of := &layout{usable: 512, wanted: 2, columns: []stored{{place: 1, after: 1, isID: true}, {place: 0, after: 2, isFloat: true}}}
	rapid.Check(t, func(t *rapid.T) {
		p := make(page, 512)
		p[0], p[4] = leafPage, byte(rapid.IntRange(0, 255).Draw(t, "cells"))
		for at := leafHeader; at < 100; at += 2 {
			p[at+1], p[at] = rapid.Byte().Draw(t, "low"), rapid.Byte().Draw(t, "high")%3
		}
		copy(p[100:], rapid.SliceOfN(rapid.Byte(), 412, 412).Draw(t, "content"))
		cells, whole, err := of.cellsOf(p, nil)
		if err != nil || !whole {
			return
		}
		for _, cell := range cells {
			of.read(cell, make(row, 2))
		}
		p[0] = interiorPage
		p.children(nil)
	})
}
