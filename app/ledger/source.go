package ledger

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"
)

// source is a database of one engine. Its methods may be called at the same time.
type source interface {
	// look finds out cheaply in which state the database is.
	look(ctx context.Context) (sign, error)
	// read runs work in a reading transaction: on one session, or on several of the same state when there is much to read. It may run
	// it more than once. The sign is that of the state that was read last.
	read(ctx context.Context, work func([]session) error) (sign, error)
	// ask does the same for a question that is soon answered.
	ask(ctx context.Context, work func(session) error) error
	// close gives back what is kept between readings.
	close()
}

// sign is the sign of a state.
type sign interface {
	// same tells that nothing was committed between this sign and another one.
	same(sign) bool
	// related tells that both signs are of the same database, and not of another one that took its place.
	related(sign) bool
	// precise tells that signs only differ when something in this database has changed.
	precise() bool
	// version is a name for the state, and the same for every process; empty when only the data themselves can tell.
	version() string
	// written is when the database was last written; zero when that cannot be known.
	written() time.Time
}

// Option changes how a Keeper gets at its database.
type Option func(*options)

type options struct{ password func() (string, error) }

// WithPassword opens a PostgreSQL database with the password that read gives. It is asked for each new connection.
func WithPassword(read func() (string, error)) Option {
	return func(o *options) { o.password = read }
}

// sourceOf takes sqlite:/// with an absolute path, where four slashes, as in freqtrade's own db_url, are the same, or postgres://.
func sourceOf(address string, given []Option) (source, error) {
	var chosen options
	for _, option := range given {
		option(&chosen)
	}
	scheme, rest, _ := strings.Cut(address, "://")
	switch {
	case scheme == "sqlite" && strings.HasPrefix(rest, "/") && strings.Trim(rest, "/") != "":
		return newSQLite(filepath.Clean(rest)), nil
	case scheme == "postgres" || scheme == "postgresql":
		return newPostgres(address, chosen.password)
	}
	return nil, errors.New("the ledger must be sqlite:/// and an absolute path, or postgres://")
}
