package ledger

import (
	"context"
	"errors"
	"time"
)

const (
	// quickBeyond is how long a full reading may take for each change to be read fully; quickBeyondSmall of a database with at most
	// small closed trades: what is shown of it must not depend on how busy the machine is.
	quickBeyond      = 50 * time.Millisecond
	quickBeyondSmall = 2 * time.Second
	small            = 20_000
	// share bounds the time that is spent on what quick readings do not see: one part in so many for full readings, and one part for
	// counting.
	share = 20
	// fullAfter is when a full reading makes sure of what quick ones found.
	fullAfter = 5 * time.Minute
)

// reader reads one database again and again, each time as little as it can.
type reader struct {
	known     *known
	full      pace // of full readings
	count     pace // of counting
	unsure    bool // there were quick readings since the last full one
	hidden    bool // and one did not find what had changed
	uncounted bool // there was a quick reading without counting
}

// pace is when something was last done and how long it took.
type pace struct {
	at   time.Time
	took time.Duration
}

// allows tells whether it can be done again without taking more than its share of the time.
func (p pace) allows(now time.Time) bool { return now.Sub(p.at) >= share*p.took }

// reading is what one look into the database found. It does not count before it was accepted.
type reading struct {
	known   *known
	full    bool
	counted bool
	same    bool // a quick reading that found nothing new
	pace    pace // of the reading when it is full, else of counting
}

// read gives a full reading when that is quick enough or due, and otherwise a quick one if that can tell what changed.
func (r *reader) read(ctx context.Context, sessions []session) (reading, error) {
	now := time.Now()
	if r.known == nil || r.full.took < r.patience() || r.fullDue(now) {
		return r.readFull(ctx, sessions)
	}
	quick, err := r.readQuick(ctx, sessions[0], r.count.allows(now))
	if errors.Is(err, errStale) {
		return r.readFull(ctx, sessions)
	}
	return quick, err
}

// patience is how long a full reading may take for each change to be read fully.
func (r *reader) patience() time.Duration {
	if len(r.known.closed.trades) <= small {
		return quickBeyondSmall
	}
	return quickBeyond
}

func (r *reader) readFull(ctx context.Context, sessions []session) (reading, error) {
	began := time.Now()
	after, err := readFull(ctx, sessions, r.known)
	return reading{known: after, full: true, pace: pace{began, time.Since(began)}}, err
}

func (r *reader) readQuick(ctx context.Context, from session, count bool) (reading, error) {
	after, err := readQuick(ctx, from, r.known)
	if err != nil || !count {
		return reading{known: after, same: after != nil && after.sameAs(r.known)}, err
	}
	began := time.Now()
	err = after.checkCounts(ctx, from)
	return reading{known: after, counted: true, same: after.sameAs(r.known), pace: pace{began, time.Since(began)}}, err
}

// due tells whether it is time to read although nothing was committed.
func (r *reader) due(now time.Time) bool {
	return r.fullDue(now) || r.uncounted && r.count.allows(now)
}

// fullDue is soon when something changed that was not found, else later.
func (r *reader) fullDue(now time.Time) bool {
	return r.unsure && r.full.allows(now) && (r.hidden || now.Sub(r.full.at) >= fullAfter)
}

// accept makes a reading the last one. expected tells that something must have changed.
func (r *reader) accept(latest reading, expected bool) {
	if latest.full {
		*r = reader{known: latest.known, full: latest.pace, count: r.count}
		return
	}
	r.known, r.unsure, r.uncounted = latest.known, true, !latest.counted
	r.hidden = r.hidden || latest.same && expected
	if latest.counted {
		r.count = latest.pace
	}
}

// forget makes the next reading a full one: the database is another one.
func (r *reader) forget() { *r = reader{} }
