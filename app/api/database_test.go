package api_test

import (
	"database/sql"
	"net/url"
	"testing"
)

// query reads a database on its own, as a second opinion.
func query(t *testing.T, path, statement string, args ...any) (found []object) {
	t.Helper()
	location := url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}
	database, err := sql.Open("sqlite", location.String())
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	rows, err := database.QueryContext(t.Context(), statement, args...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		row := object{}
		for i, column := range columns {
			row[column] = values[i]
		}
		found = append(found, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// one gives the only row of a query.
func one(t *testing.T, path, statement string, args ...any) object {
	t.Helper()
	rows := query(t, path, statement, args...)
	if len(rows) != 1 {
		t.Fatalf("%s gives %d rows", statement, len(rows))
	}
	return rows[0]
}
