package ledger

import (
	"context"
	"errors"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteSource is a database file. No connection stays open between readings: it would keep the bot from folding its log into the
// database when it stops.
type sqliteSource struct {
	watch   *watch
	large   int64 // see largeFile
	copying sync.Mutex
}

func newSQLite(path string) *sqliteSource {
	return &sqliteSource{watch: &watch{path: path}, large: largeFile}
}

func (s *sqliteSource) look(context.Context) (sign, error) {
	found, err := s.watch.look()
	return found, err
}

func (s *sqliteSource) close() { s.watch.close() }

// attempts is how often a database is read whose files change their state while they are read.
const attempts = 5

func (s *sqliteSource) read(ctx context.Context, work func([]session) error) (sign, error) {
	found, err := s.watch.look()
	if err != nil {
		return nil, err
	}
	return s.readFrom(ctx, found, work)
}

func (s *sqliteSource) ask(ctx context.Context, work func(session) error) error {
	_, err := s.read(ctx, func(sessions []session) error { return work(sessions[0]) })
	return err
}

// readFrom runs work again if the way of reading was no longer right when it was done.
func (s *sqliteSource) readFrom(ctx context.Context, found files, work func([]session) error) (sign, error) {
	for range attempts {
		how := accessFor(found)
		read, err := s.readAs(ctx, found, how, work)
		if err != nil && extendedCode(err) == sqlite3.SQLITE_READONLY_ROLLBACK {
			how = copied // a writer died in the middle of a transaction; only a copy can be rolled back by us
			read, err = s.readAs(ctx, found, how, work)
		}
		now, lookErr := s.watch.look()
		if lookErr != nil {
			return nil, lookErr
		}
		if how == shared && accessFor(now) == shared || now == found {
			return read, err
		}
		found = now
	}
	return nil, errUnstable
}

// Read takes a snapshot of the SQLite database at path.
func Read(ctx context.Context, path string) (*Snapshot, error) {
	source := newSQLite(path)
	defer source.close()
	var read reading
	state, err := source.read(ctx, func(sessions []session) (err error) {
		read, err = new(reader).read(ctx, sessions)
		return err
	})
	if err != nil {
		return nil, err
	}
	snapshot := read.known.snapshot()
	snapshot.Version, snapshot.Written, snapshot.Read = versionOfData(state, read.known), state.written(), time.Now()
	return snapshot, nil
}

// extendedCode is SQLite's extended result code, 0 for other errors.
func extendedCode(err error) int {
	if failure, ok := errors.AsType[*sqlite.Error](err); ok {
		return failure.Code()
	}
	return 0
}
