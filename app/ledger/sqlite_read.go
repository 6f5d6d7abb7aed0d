package ledger

import (
	"context"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"errors"
)

// Read takes a snapshot of the SQLite database at path.
func Read(ctx context.Context, path string) (*Snapshot, error) {
	found, err := look(path)
	if err != nil {
		return nil, err
	}
	snapshot, _, err := readStable(ctx, found)
	return snapshot, err
}

// attempts is how often a database is read whose files change their state while they are read.
const attempts = 5

func readStable(ctx context.Context, found files) (*Snapshot, files, error) {
	var snapshot *Snapshot
	found, err := stable(ctx, found, func(found files, from session) (err error) {
		if snapshot, err = readAll(ctx, from); err == nil {
			snapshot.Written, snapshot.Read, snapshot.Version = found.written(), time.Now(), found.version()
		}
		return err
	})
	if err != nil {
		return nil, found, err
	}
	return snapshot, found, nil
}

// stable does some work in a reading transaction, and again if the way of reading was no longer right when it was done. It returns
// the files as they were before the work that counts.
func stable(ctx context.Context, found files, work func(files, session) error) (files, error) {
	for range attempts {
		how := accessFor(found)
		err := once(ctx, found, how, work)
		if err != nil && extendedCode(err) == sqlite3.SQLITE_READONLY_ROLLBACK {
			how = copied // a writer died in the middle of a transaction; only a copy can be rolled back by us
			err = once(ctx, found, how, work)
		}
		now, lookErr := look(found.path)
		if lookErr != nil {
			return found, lookErr
		}
		if how == shared && accessFor(now) == shared || now == found {
			return found, err
		}
		found = now
	}
	return found, errUnstable
}

func once(ctx context.Context, found files, how access, work func(files, session) error) error {
	connection, closeAll, err := open(ctx, found, how)
	if err != nil {
		return err
	}
	defer closeAll()
	return within(ctx, connection, func(from session) error { return work(found, from) })
}

// extendedCode is SQLite's extended result code, 0 for other errors.
func extendedCode(err error) int {
	if failure, ok := errors.AsType[*sqlite.Error](err); ok {
		return failure.Code()
	}
	return 0
}
