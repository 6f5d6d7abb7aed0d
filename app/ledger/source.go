package ledger

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"
)

// source is a database of one engine.
type source interface {
	// look finds out cheaply in which state the database is.
	look(ctx context.Context) (sign, error)
	// read runs work in a reading transaction: on one session, or on several of the same state when there is much to read. It may run
	// it more than once. The sign is that of the state that was read last.
	read(ctx context.Context, work func([]session) error) (sign, error)
	// close gives back what is kept between readings.
	close()
}

// sign is the sign of a state.
type sign interface {
	// same tells that nothing was committed between this sign and another of the same source.
	same(sign) bool
	// precise tells that signs only differ when something in this database has changed.
	precise() bool
	// version is a name for the state, and the same for every process; empty when only the data themselves can tell.
	version() string
	// written is when the database was last written; zero when that cannot be known.
	written() time.Time
}

// sourceOf takes sqlite:/// with an absolute path; four slashes, as in freqtrade's own db_url, are the same.
func sourceOf(address string) (source, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:///"); ok && path != "" {
		return newSQLite(filepath.Clean("/" + path)), nil
	}
	return nil, errors.New("the ledger must be sqlite:/// and an absolute path")
}
