package ledger

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"
)

// Keeper holds the newest snapshot of one database and renews it when the database changes.
type Keeper struct {
	source source
	log    *slog.Logger
	state  atomic.Pointer[State]
	reader reader        // only touched by Refresh, like the following
	seen   sign          // as of the last good reading
	tried  chan struct{} // closed after the first Refresh
	asking chan struct{} // holds a place for each Details at work
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
	// Took is how long the last reading that found something new took; 0 before the first.
	Took time.Duration
	// Changed is closed as soon as there is a State with another Version or Problem.
	Changed <-chan struct{}
	changed chan struct{}
}

const (
	// checkEvery is how old an answer can be, unless reading takes long: a check costs a few system calls.
	checkEvery = 500 * time.Millisecond
	// slowest is the pause between tries on a database that cannot be read.
	slowest = 4 * time.Second
	// readLimit ends a reading that hangs, and so how long the bot's log can grow because of it.
	readLimit = 60 * time.Second
	// detailLimit is the same for Details.
	detailLimit = 10 * time.Second
	// maxAsking is how many Details read at the same time.
	maxAsking = 4
)

// NewKeeper has no snapshot yet: start Run. The database is sqlite:/// and an absolute path, or postgres://.
func NewKeeper(url string, log *slog.Logger, options ...Option) (*Keeper, error) {
	source, err := sourceOf(url, options)
	if err != nil {
		return nil, err
	}
	keeper := &Keeper{source: source, log: log, tried: make(chan struct{}), asking: make(chan struct{}, maxAsking)}
	keeper.publish(&State{Problem: "the database was not read yet", Checked: time.Now()})
	return keeper, nil
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
	defer k.source.close()
	began := time.Now()
	k.Refresh(ctx)
	close(k.tried)
	pause, before := checkEvery, time.Duration(0)
	for {
		took := time.Since(began)
		pause = nextPause(pause, k.State().Problem, min(took, before))
		before = took
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		began = time.Now()
		k.Refresh(ctx)
	}
}

// nextPause leaves the machine to the bot: a database that takes long to read, not only once, is read less often, and one that cannot
// be read is tried less and less often.
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
	snapshot, err := k.renew(ctx)
	before := k.State()
	after := &State{Snapshot: snapshot, Current: began, Checked: began, Took: before.Took}
	if err != nil {
		after.Snapshot, after.Current, after.Problem = before.Snapshot, before.Current, Reason(err)
	} else if snapshot != before.Snapshot {
		after.Took = time.Since(began)
	}
	k.publish(after)
	k.tell(before, after, err)
}

// renew gives the snapshot that it has when nothing was committed since, and it is not time for a full reading.
func (k *Keeper) renew(ctx context.Context) (*Snapshot, error) {
	found, err := k.source.look(ctx)
	if err != nil {
		return nil, err
	}
	changed := k.seen == nil || !found.same(k.seen)
	if k.seen != nil && !found.related(k.seen) {
		k.reader.forget()
	}
	if !changed && !k.reader.due(time.Now()) {
		return k.State().Snapshot, nil
	}
	var latest reading
	read, err := k.source.read(ctx, func(sessions []session) (err error) {
		latest, err = k.reader.read(ctx, sessions)
		return err
	})
	if err != nil {
		return nil, err
	}
	k.reader.accept(latest, changed && read.precise())
	k.seen = read
	return k.show(read), nil
}

// show gives the snapshot that it has when the data are the same.
func (k *Keeper) show(read sign) *Snapshot {
	version := versionOfData(read, k.reader.known)
	if before := k.State().Snapshot; before != nil && before.Version == version {
		return before
	}
	snapshot := k.reader.known.snapshot()
	snapshot.Version, snapshot.Written, snapshot.Read = version, read.written(), time.Now()
	return snapshot
}

func versionOfData(read sign, known *known) string {
	return fmt.Sprintf("%016x", uint64(print(16).withText(read.version()).with(uint64(known.contents()))))
}

// publish makes a state the newest one and wakes those who wait for a change.
func (k *Keeper) publish(after *State) {
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
