package sample

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// openSQLite gives one connection, in WAL mode as the bot sets it unless other settings say otherwise.
func openSQLite(path, mode string, settings ...string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find %q: %w", path, err)
	}
	query := url.Values{"mode": {mode}, "_pragma": append([]string{"busy_timeout(5000)"}, settings...)}
	location := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	database, err := sql.Open("sqlite", location.String())
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", path, err)
	}
	database.SetMaxOpenConns(1)
	return database, nil
}

// fillSQLite fills an empty file. Nobody reads it yet, so nothing protects it against a crash until the end.
func fillSQLite(ctx context.Context, path string, options Options) error {
	database, err := openSQLite(path, "rw", "journal_mode(off)", "synchronous(off)", "cache_size(-65536)")
	if err != nil {
		return err
	}
	defer database.Close()
	connection, err := database.Conn(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	return fillConnection(ctx, connection, options)
}

func fillConnection(ctx context.Context, connection *sql.Conn, options Options) error {
	tables, indices := splitSchema(schemas[options.Version])
	if err := execAll(ctx, connection, tables); err != nil {
		return err
	}
	// The rows go straight to the driver: what database/sql does for each value takes a fifth of the time.
	if err := connection.Raw(func(c any) error {
		writer := &sqliteWriter{connection: c.(sqliteConnection), statements: map[shape]driver.Stmt{}}
		defer writer.close()
		return inBatches(ctx, options, func(b batch) error { return writer.write(ctx, b) })
	}); err != nil {
		return err
	}
	if err := execAll(ctx, connection, indices); err != nil {
		return err
	}
	if options.Hostile {
		for _, s := range hostile(options, false) {
			if _, err := connection.ExecContext(ctx, s.text, s.args...); err != nil {
				return fmt.Errorf("%.60s: %w", s.text, err)
			}
		}
	}
	return execAll(ctx, connection, []string{"PRAGMA journal_mode = wal"})
}

func execAll(ctx context.Context, connection *sql.Conn, statements []string) error {
	for _, statement := range statements {
		if _, err := connection.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%.60s: %w", statement, err)
		}
	}
	return nil
}

type sqliteConnection interface {
	driver.ConnPrepareContext
	driver.ExecerContext
}

// sqliteWriter inserts batches, each in a transaction.
type sqliteWriter struct {
	connection sqliteConnection
	statements map[shape]driver.Stmt
	arguments  []driver.NamedValue
}

// shape is what statements differ in.
type shape struct {
	target *table
	rows   int
}

const rowsPerStatement = 16

func (w *sqliteWriter) write(ctx context.Context, b batch) error {
	if _, err := w.connection.ExecContext(ctx, "BEGIN", nil); err != nil {
		return err
	}
	for rows := range slices.Chunk(b.rows, rowsPerStatement) {
		if err := w.insert(ctx, shape{b.target, len(rows)}, rows); err != nil {
			return fmt.Errorf("insert into %s: %w", b.target.name, err)
		}
	}
	_, err := w.connection.ExecContext(ctx, "COMMIT", nil)
	return err
}

func (w *sqliteWriter) insert(ctx context.Context, form shape, rows [][]any) error {
	statement, prepared := w.statements[form]
	if !prepared {
		var err error
		if statement, err = w.connection.PrepareContext(ctx, form.insert()); err != nil {
			return err
		}
		w.statements[form] = statement
	}
	w.arguments = w.arguments[:0]
	for _, row := range rows {
		for _, value := range forSQLite(row) {
			w.arguments = append(w.arguments, driver.NamedValue{Ordinal: len(w.arguments) + 1, Value: value})
		}
	}
	// A context that can end costs a goroutine for each statement; it is looked at between transactions.
	_, err := statement.(driver.StmtExecContext).ExecContext(context.WithoutCancel(ctx), w.arguments)
	return err
}

func (w *sqliteWriter) close() {
	for _, statement := range w.statements {
		statement.Close()
	}
}

// insert is the statement; unnumbered arguments are found sooner than numbered ones.
func (f shape) insert() string {
	row := ", (?" + strings.Repeat(", ?", len(f.target.columns)-1) + ")"
	return fmt.Sprintf(`INSERT INTO %q ("%s") VALUES %s`, f.target.name, strings.Join(f.target.columns, `", "`), strings.Repeat(row, f.rows)[2:])
}

// insertStatement works in SQLite and in PostgreSQL.
func insertStatement(name string, columns []string) string {
	marks := make([]string, len(columns))
	for i := range columns {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return fmt.Sprintf(`INSERT INTO %q ("%s") VALUES (%s)`, name, strings.Join(columns, `", "`), strings.Join(marks, ", "))
}

// forSQLite writes times as freqtrade stores them: text, UTC without a zone, six digits.
func forSQLite(row []any) []any {
	for i, value := range row {
		switch v := value.(type) {
		case time.Time:
			row[i] = v.Format("2006-01-02 15:04:05.000000")
		case int:
			row[i] = int64(v)
		}
	}
	return row
}
