package sample

import (
	_ "embed"
	"strings"
)

//go:embed schema_2024_10.sql
var schema2024 string

//go:embed schema_2026_4.sql
var schema2026 string

// schemas are what freqtrade creates in SQLite, by its version.
var schemas = map[string]string{"2024.10": schema2024, "2026.4": schema2026}

// forPostgres is the same schema as SQLAlchemy creates it in PostgreSQL.
func forPostgres(schema string) string {
	return "CREATE TYPE tradingmode AS ENUM ('SPOT', 'MARGIN', 'FUTURES');\n" + strings.NewReplacer(
		"\tid INTEGER NOT NULL", "\tid SERIAL NOT NULL",
		"trading_mode VARCHAR(7)", "trading_mode tradingmode",
		" DATETIME", " TIMESTAMP WITHOUT TIME ZONE",
	).Replace(schema)
}

// splitSchema separates the tables from their indices, which are quicker to make when the rows are there.
func splitSchema(schema string) (tables, indices []string) {
	for statement := range strings.SplitSeq(schema, ";") {
		switch statement = strings.TrimSpace(statement); {
		case strings.HasPrefix(statement, "CREATE INDEX"):
			indices = append(indices, statement)
		case statement != "":
			tables = append(tables, statement)
		}
	}
	return tables, indices
}
