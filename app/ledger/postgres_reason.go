package ledger

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// reasonOfPostgres is empty for what PostgreSQL has nothing to do with.
func reasonOfPostgres(err error) string {
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		return reasonOfCode(refused.Code)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return "the database server cannot be reached"
	}
	if errors.Is(err, errBroken) && !pgconn.Timeout(err) {
		return "the connection to the database server broke"
	}
	return ""
}

// reasonOfCode knows what the server says in such cases.
func reasonOfCode(code string) string {
	switch code {
	case "28P01", "28000":
		return "the database server refuses the dashboard's role or its password"
	case "3D000":
		return "the database server has no database of this name"
	case "42501":
		return "no permission to read the database: the dashboard's role needs CONNECT, USAGE on the schema, and SELECT on all tables"
	case "42P01", "42703", "42804", "42883":
		return otherVersion
	case "57014", "25P03":
		return tooLong
	case "55P03":
		return locked
	case "53300":
		return "the database server has no connection to spare"
	case "57P01", "57P02", "57P03":
		return "the database server is just starting or stopping"
	case "40001":
		return "reading was interrupted by what the standby server had to replay"
	}
	return "the database server cannot answer (PostgreSQL error " + code + ")"
}
