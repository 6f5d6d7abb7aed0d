package sample

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// fillPostgres fills a database without tables, in one transaction.
func fillPostgres(ctx context.Context, location string, options Options) error {
	connection, err := pgx.Connect(ctx, location)
	if err != nil {
		return err
	}
	defer connection.Close(context.WithoutCancel(ctx))
	tx, err := connection.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	if err := fillTransaction(ctx, tx, options); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func fillTransaction(ctx context.Context, tx pgx.Tx, options Options) error {
	tables, indices := splitSchema(forPostgres(schemas[options.Version]))
	if err := execEach(ctx, tx, tables); err != nil {
		return err
	}
	writer := &postgresWriter{tx: tx, tables: map[*table]bool{}}
	if err := inBatches(ctx, options, func(b batch) error { return writer.write(ctx, b) }); err != nil {
		return err
	}
	if err := execEach(ctx, tx, slices.Concat(indices, writer.sequences())); err != nil {
		return err
	}
	if options.Hostile {
		for _, s := range hostile(options, true) {
			if _, err := tx.Exec(ctx, s.text, s.args...); err != nil {
				return fmt.Errorf("%.60s: %w", s.text, err)
			}
		}
	}
	return nil
}

func execEach(ctx context.Context, tx pgx.Tx, statements []string) error {
	for _, statement := range statements {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%.60s: %w", statement, err)
		}
	}
	return nil
}

// postgresWriter copies batches.
type postgresWriter struct {
	tx     pgx.Tx
	tables map[*table]bool // that got rows
}

func (w *postgresWriter) write(ctx context.Context, b batch) error {
	w.tables[b.target] = true
	rows := slices.DeleteFunc(b.rows, func(row []any) bool { return tooLongForPostgres(b.target, row) })
	if _, err := w.tx.CopyFrom(ctx, pgx.Identifier{b.target.name}, b.target.columns, pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("copy rows to %s: %w", b.target.name, err)
	}
	return nil
}

// tooLongForPostgres is a key that freqtrade 2026.4 cannot store there: it is longer than its column.
func tooLongForPostgres(target *table, row []any) bool {
	return target == keysTable && len(row[1].(string)) > 25
}

// sequences let the next row of each table get the next id.
func (w *postgresWriter) sequences() []string {
	var statements []string
	for target := range w.tables {
		statements = append(statements, fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%q', 'id'), max(id)) FROM %[1]q`, target.name))
	}
	return statements
}
