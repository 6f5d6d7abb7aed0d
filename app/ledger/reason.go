package ledger

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
)

var (
	errNotRegular = errors.New("not a regular file")
	errNoTrades   = errors.New("no table trades")
	errForeign    = errors.New("the table trades lacks columns")
	errCopy       = errors.New("copy the database to a private folder")
	errUnstable   = errors.New("the database's files kept changing while they were read")
	errBroken     = errors.New("the connection broke")
	errDamaged    = errors.New("the database's pages are not what they should be")
	errPassword   = errors.New("get the password of the database")
)

const (
	tooLong      = "reading the database took too long"
	damaged      = "the database is damaged"
	locked       = "the database is locked by another process"
	otherVersion = "the trades table lacks columns: this is not a freqtrade database, or of a version that is not known"
)

// Reason says in a sentence for everyone why the database cannot be read. It has no paths and no figures: the error itself,
// which has them, belongs in the log.
func Reason(err error) string {
	switch {
	case errors.Is(err, errPassword):
		return "the file with the password of the database cannot be read"
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
		return otherVersion
	case errors.Is(err, errDamaged):
		return damaged
	case errors.Is(err, errUnstable):
		return "the database's files kept changing while they were read"
	}
	if reason := reasonOfPostgres(err); reason != "" {
		return reason
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return tooLong
	}
	return reasonOfSQLite(extendedCode(err))
}
