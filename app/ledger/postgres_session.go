package ledger

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// postgresSession is a transaction.
type postgresSession struct{ connection *pgx.Conn }

// rowVersion: each write of a row leaves the number of its transaction there.
func (postgresSession) rowVersion() string { return "xmin" }

func (postgresSession) time(column string) string { return column }

func (s postgresSession) tables(ctx context.Context) (tables, error) {
	found := tables{}
	statement := fmt.Sprintf(`SELECT name, attname::text FROM unnest(ARRAY['%s']) WITH ORDINALITY AS wanted(name, place)
		JOIN pg_attribute ON attrelid = to_regclass(quote_ident(name)) AND attnum > 0 AND NOT attisdropped
		ORDER BY place, attnum`, strings.Join(names, "', '"))
	return found, s.query(ctx, statement, func(r row) error {
		name := asString(r[0])
		found[name] = append(found[name], asString(r[1]))
		return nil
	})
}

func (s postgresSession) scan(ctx context.Context, has tables, table string, columns []string, each func(value, row) error) error {
	statement := fmt.Sprintf("SELECT xmin, %s FROM %s ORDER BY id", has.selected(table, columns...), table)
	return s.rows(ctx, statement, passingText, func(r row) error { return each(r[0], r[1:]) })
}

func (s postgresSession) query(ctx context.Context, statement string, each func(row) error) error {
	return s.rows(ctx, statement, lastingText, each)
}

func (s postgresSession) rows(ctx context.Context, statement string, texts decoder, each func(row) error) error {
	rows, err := s.connection.Query(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	decoders := decodersFor(s.connection.TypeMap(), rows.FieldDescriptions(), texts)
	values := make(row, len(decoders))
	for rows.Next() {
		for i, raw := range rows.RawValues() {
			if values[i], err = decoders[i](raw); err != nil {
				return err
			}
		}
		if err := each(values); err != nil {
			return err
		}
	}
	return rows.Err()
}
