package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgresSource is a PostgreSQL database. One connection stays open for looking at it; those of questions are closed when there were
// none for a while.
type postgresSource struct {
	config   *pgx.ConnConfig
	password func() (string, error)
	main     held // of look and read, which are not called at the same time
	others   chan *server
	opened   atomic.Int64
}

// held is a connection that stays open.
type held struct {
	sync.Mutex
	server *server
}

// server is a connection, with a number that no other one has.
type server struct {
	*pgx.Conn
	number int64
}

const (
	// connectLimit is how long a server may take to answer to a new connection, and lookLimit to a look.
	connectLimit = 5 * time.Second
	lookLimit    = 5 * time.Second
	// idleLimit is how long a connection for questions is kept.
	idleLimit = time.Minute
)

// newPostgres checks the address; it connects later.
func newPostgres(address string, password func() (string, error)) (*postgresSource, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("understand the ledger's address: %w", err)
	}
	config.ConnectTimeout = connectLimit
	config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec // statements are seldom the same
	for name, value := range map[string]string{
		"application_name":                    "crypto-dashboard",
		"default_transaction_read_only":       "on",
		"statement_timeout":                   milliseconds(readLimit),
		"idle_in_transaction_session_timeout": milliseconds(readLimit),
		"lock_timeout":                        milliseconds(lookLimit),
	} {
		config.RuntimeParams[name] = value
	}
	return &postgresSource{config: config, password: password, others: make(chan *server, maxAsking)}, nil
}

func milliseconds(limit time.Duration) string { return fmt.Sprint(limit.Milliseconds()) }

// connect asks for the password each time: it may have been changed.
func (s *postgresSource) connect(ctx context.Context) (*server, error) {
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	config := s.config.Copy()
	if s.password != nil {
		password, err := s.password()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errPassword, err)
		}
		if password != "" {
			config.Password = password
		}
	}
	connection, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	return &server{connection, s.opened.Add(1)}, nil
}

// within runs work on the connection that stays open. One that broke while it was idle is replaced.
func (h *held) within(ctx context.Context, source *postgresSource, work func(*server) error) error {
	h.Lock()
	defer h.Unlock()
	if h.server != nil {
		if err := h.server.try(work); !errors.Is(err, errBroken) || ctx.Err() != nil {
			return err
		}
	}
	connected, err := source.connect(ctx)
	if err != nil {
		h.server = nil
		return err
	}
	h.server = connected
	return connected.try(work)
}

// try says so when the connection broke.
func (s *server) try(work func(*server) error) error {
	if s.IsClosed() {
		return errBroken
	}
	err := work(s)
	if err != nil && s.IsClosed() {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	return err
}

func (s *postgresSource) look(ctx context.Context) (found sign, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	err = s.main.within(ctx, s, func(on *server) (err error) {
		found, err = on.look(ctx)
		return err
	})
	return found, err
}

func (s *postgresSource) read(ctx context.Context, work func([]session) error) (found sign, err error) {
	err = s.main.within(ctx, s, func(on *server) (err error) {
		found, err = on.read(ctx, func(from session) error { return work([]session{from}) })
		return err
	})
	return found, err
}

// ask uses a connection that is left, or a new one.
func (s *postgresSource) ask(ctx context.Context, work func(session) error) error {
	on, err := s.take(ctx)
	if err != nil {
		return err
	}
	defer s.leave(on)
	return on.try(func(on *server) error {
		_, err := on.read(ctx, work)
		return err
	})
}

// take gives a connection that still answers.
func (s *postgresSource) take(ctx context.Context) (*server, error) {
	for {
		select {
		case left := <-s.others:
			if left.Ping(ctx) == nil {
				return left, nil
			}
			left.end()
		default:
			return s.connect(ctx)
		}
	}
}

// leave keeps a connection for the next question, but not for ever.
func (s *postgresSource) leave(on *server) {
	if on.IsClosed() {
		return
	}
	select {
	case s.others <- on:
		time.AfterFunc(idleLimit, s.closeOne)
	default:
		on.end()
	}
}

// closeOne closes the connection that was left longest ago. Each that was left is followed by one call, so in the end none is left.
func (s *postgresSource) closeOne() {
	select {
	case left := <-s.others:
		left.end()
	default:
	}
}

func (s *postgresSource) close() {
	s.main.Lock()
	defer s.main.Unlock()
	if s.main.server != nil {
		s.main.server.end()
		s.main.server = nil
	}
	for len(s.others) > 0 {
		s.closeOne()
	}
}

// end closes a connection politely, but does not wait long for a server that is gone.
func (s *server) end() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.Close(ctx)
}

// postgresState is a sign: the transactions that are visible, or, on a standby, how much of the log was replayed.
type postgresState struct {
	connection int64 // the server may have lost the last transactions when it made us connect anew
	standby    bool
	seen       string
}

func (p postgresState) same(other sign) bool { return p == other }

func (p postgresState) related(other sign) bool {
	return p.connection == other.(postgresState).connection
}

// precise: other databases of the same server have the same transactions.
func (p postgresState) precise() bool { return false }

func (p postgresState) version() string { return "" }

func (p postgresState) written() time.Time { return time.Time{} }

// look: on a standby the visible transactions cannot be told, but the position in the log moves on after what it says is visible.
func (s *server) look(ctx context.Context) (postgresState, error) {
	state := postgresState{connection: s.number}
	row := s.QueryRow(ctx, `SELECT standby, CASE WHEN standby THEN pg_last_wal_replay_lsn()::text ELSE txid_current_snapshot()::text END
		FROM pg_is_in_recovery() AS standby`)
	if err := row.Scan(&state.standby, &state.seen); err != nil {
		return state, fmt.Errorf("look at the database: %w", err)
	}
	return state, nil
}

// read runs work in one transaction, which sees one state.
func (s *server) read(ctx context.Context, work func(session) error) (postgresState, error) {
	before, err := s.look(ctx)
	if err != nil {
		return before, err
	}
	tx, err := s.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return before, fmt.Errorf("begin reading: %w", err)
	}
	state, err := s.look(ctx) // the first statement chooses the state
	if err == nil {
		err = work(postgresSession{s.Conn})
	}
	if before.standby || state.standby {
		state = before
	}
	return state, errors.Join(err, s.rollback(tx))
}

// rollback also works when the context of the reading has ended.
func (s *server) rollback(tx pgx.Tx) error {
	if s.IsClosed() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookLimit)
	defer cancel()
	return tx.Rollback(ctx)
}
