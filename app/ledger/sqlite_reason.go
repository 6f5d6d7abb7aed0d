package ledger

import (
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"
)

func reasonOfSQLite(code int) string {
	switch code & 0xff {
	case 0:
		return "the database cannot be read"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return locked
	case sqlite3.SQLITE_NOTADB:
		return "the file is not an SQLite database"
	case sqlite3.SQLITE_CORRUPT:
		return damaged
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY:
		return "the database cannot be opened: the dashboard's group needs to read the folder, the database and its -wal and -shm files"
	case sqlite3.SQLITE_IOERR:
		return "the disk failed while the database was read"
	}
	return fmt.Sprintf("the database cannot be read (SQLite error %d)", code)
}
