package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	sqlite3 "modernc.org/sqlite/lib"
)

var (
	errNotRegular = errors.New("not a regular file")
	errNoTrades   = errors.New("no table trades")
	errForeign    = errors.New("the table trades lacks columns")
	errCopy       = errors.New("copy the database to a private folder")
	errUnstable   = errors.New("the database's files kept changing while they were read")
)

// Reason says in a sentence for everyone why the database cannot be read. It has no paths and no figures: the error itself,
// which has them, belongs in the log.
func Reason(err error) string {
	switch {
	case errors.Is(err, errCopy):
		return "the database was left unfinished by the bot, and there is no room or right for a private copy to read it from"
	case errors.Is(err, fs.ErrNotExist):
		return "the database file does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read the database: the dashboard's group needs to read the folder, the database and its -wal and -shm files"
	case errors.Is(err, errNotRegular), errors.Is(err, syscall.EISDIR):
		return "the database is not a regular file"
	case errors.Is(err, errNoTrades):
		return "the database has no trades table yet: the bot has not created it, or this is not a freqtrade database"
	case errors.Is(err, errForeign):
		return "the trades table lacks columns: this is not a freqtrade database, or of a version that is not known"
	case errors.Is(err, errUnstable):
		return "the database's files kept changing while they were read"
	case errors.Is(err, context.DeadlineExceeded):
		return "reading the database took too long"
	}
	return reasonOfSQLite(extendedCode(err))
}

func reasonOfSQLite(code int) string {
	switch code & 0xff {
	case 0:
		return "the database cannot be read"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "the database is locked by another process"
	case sqlite3.SQLITE_NOTADB:
		return "the file is not an SQLite database"
	case sqlite3.SQLITE_CORRUPT:
		return "the database is damaged"
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY:
		return "the database cannot be opened: the dashboard's group needs to read the folder, the database and its -wal and -shm files"
	case sqlite3.SQLITE_IOERR:
		return "the disk failed while the database was read"
	}
	return fmt.Sprintf("the database cannot be read (SQLite error %d)", code)
}
