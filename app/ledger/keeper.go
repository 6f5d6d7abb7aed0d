package ledger

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Keeper holds the newest snapshot of one database and renews it when the database changes.
type Keeper struct {
	path  string
	log   *slog.Logger
	state atomic.Pointer[State]
	using sync.Mutex    // of the database
	last  files         // as of the last good reading; only touched by Refresh
	tried chan struct{} // closed after the first Refresh
}

// State is what a Keeper knows. It is not changed after it was made.
type State struct {
	// Snapshot is the last good one, nil before the first.
	Snapshot *Snapshot
	// Problem is why the database cannot be read now, for everyone to see; empty while it can.
	Problem string
	// Current is the last time at which Snapshot was known to be what the database holds.
	Current time.Time
	// Checked is the last time the database was looked at.
	Checked time.Time
	// Changed is closed as soon as there is a State with another Version or Problem.
	Changed <-chan struct{}
	changed chan struct{}
}

const (
	// checkEvery is how old an answer can be, unless reading takes long: a check costs a few system calls.
	checkEvery = 500 * time.Millisecond
	// slowest is the pause between tries on a database that cannot be read.
	slowest = 4 * time.Second
	// readLimit ends a reading that hangs.
	readLimit = 60 * time.Second
)

// NewKeeper has no snapshot yet: start Run. The database is sqlite:/// and an absolute path; four slashes as in freqtrade's own
// db_url are the same.
func NewKeeper(url string, log *slog.Logger) (*Keeper, error) {
	path, ok := strings.CutPrefix(url, "sqlite:///")
	if !ok || path == "" {
		return nil, errors.New("the ledger must be sqlite:/// and an absolute path")
	}
	keeper := &Keeper{path: filepath.Clean("/" + path), log: log, tried: make(chan struct{})}
	keeper.store(&State{Problem: "the database was not read yet", Checked: time.Now()})
	return keeper, nil
}

// store makes a state the newest one and wakes those who wait for a change.
func (k *Keeper) store(after *State) {
	before := k.state.Load()
	if before != nil && before.version() == after.version() && before.Problem == after.Problem {
		after.changed = before.changed
	} else {
		after.changed = make(chan struct{})
	}
	after.Changed = after.changed
	k.state.Store(after)
	if before != nil && before.changed != after.changed {
		close(before.changed)
	}
}

// version of the snapshot; empty without one.
func (s *State) version() string {
	if s.Snapshot == nil {
		return ""
	}
	return s.Snapshot.Version
}

// Detail reads one trade whole. The error is ErrNoTrade when there is none with this id; Reason says any other for everyone.
func (k *Keeper) Detail(ctx context.Context, id int64) (*Detail, error) {
	details, err := k.Details(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	if len(details) == 0 {
		return nil, ErrNoTrade
	}
	return details[0], nil
}

// Details reads up to 500 trades in one short transaction, in the order of ids. Those that there are not are left out.
func (k *Keeper) Details(ctx context.Context, ids []int64) (details []*Detail, err error) {
	k.using.Lock()
	defer k.using.Unlock()
	found, err := look(k.path)
	if err != nil {
		return nil, err
	}
	_, err = stable(ctx, found, func(_ files, from session) (err error) {
		details, err = readDetails(ctx, from, ids)
		return err
	})
	return details, err
}

// State is the newest one; it never waits.
func (k *Keeper) State() *State { return k.state.Load() }

// WaitFirst waits for the first look at the database, however it ended, but not longer than limit.
func (k *Keeper) WaitFirst(ctx context.Context, limit time.Duration) {
	select {
	case <-k.tried:
	case <-ctx.Done():
	case <-time.After(limit):
	}
}

// Run refreshes until ctx ends.
func (k *Keeper) Run(ctx context.Context) {
	k.Refresh(ctx)
	close(k.tried)
	pause := checkEvery
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		began := time.Now()
		k.Refresh(ctx)
		pause = nextPause(pause, k.State().Problem, time.Since(began))
	}
}

// nextPause leaves the machine to the bot: a database that takes long to read is read less often, and one that cannot be read
// is tried less and less often.
func nextPause(pause time.Duration, problem string, took time.Duration) time.Duration {
	if problem != "" {
		return min(2*pause, slowest)
	}
	return min(max(checkEvery, 3*took), 2*slowest)
}

// Refresh looks at the database and reads it if it changed. It must not run twice at the same time.
func (k *Keeper) Refresh(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	began := time.Now()
	snapshot, err := k.read(ctx)
	before := k.State()
	after := &State{Snapshot: snapshot, Current: began, Checked: began}
	if err != nil {
		after.Snapshot, after.Current, after.Problem = before.Snapshot, before.Current, Reason(err)
	}
	k.store(after)
	k.tell(before, after, err)
}

// read gives the snapshot it has when the files are the same and the last reading was good.
func (k *Keeper) read(ctx context.Context) (*Snapshot, error) {
	k.using.Lock()
	defer k.using.Unlock()
	found, err := look(k.path)
	if err != nil {
		return nil, err
	}
	if state := k.State(); state.Snapshot != nil && found == k.last {
		return state.Snapshot, nil
	}
	snapshot, seen, err := readStable(ctx, found)
	if err == nil {
		k.last = seen
	}
	return snapshot, err
}

// tell logs when the database becomes unreadable, for another reason, or readable again; not every try.
func (k *Keeper) tell(before, after *State, err error) {
	switch {
	case after.Problem == before.Problem:
	case after.Problem == "":
		k.log.Info("ledger readable", "trades", len(after.Snapshot.Closed)+len(after.Snapshot.Open))
	default:
		k.log.Warn("ledger unreadable", "reason", after.Problem, "error", err.Error())
	}
}
