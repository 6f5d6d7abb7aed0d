package ledger

import (
	"context"
	"errors"
	"time"
)

const (
	// quickBeyond is how long a full reading may take for each change to be read fully.
	quickBeyond = 50 * time.Millisecond
	// fullShare bounds the time that is spent on full readings for what a quick one does not see: one part in so many.
	fullShare = 20
	// fullAfter is when a full reading makes sure of what quick ones found.
	fullAfter = 5 * time.Minute
)

// reader reads one database again and again, each time as little as it can.
type reader struct {
	known  *known
	took   time.Duration // by the last full reading
	at     time.Time     // its beginning
	unsure bool          // there were quick readings since
	hidden bool          // and one did not find what had changed
}

// reading is what one look into the database found. It does not count before it was accepted.
type reading struct {
	known *known
	full  bool
	same  bool // a quick reading that found nothing new
	began time.Time
	took  time.Duration
}

// read gives a full reading when that is quick enough or due, and otherwise a quick one if that can tell what changed.
func (r *reader) read(ctx context.Context, sessions []session) (reading, error) {
	began := time.Now()
	if r.known == nil || r.took < quickBeyond || r.due(began) {
		return r.readFull(ctx, sessions)
	}
	after, err := readQuick(ctx, sessions[0], r.known)
	if errors.Is(err, errStale) {
		return r.readFull(ctx, sessions)
	}
	if err != nil {
		return reading{}, err
	}
	return reading{known: after, same: after.sameAs(r.known), began: began}, nil
}

func (r *reader) readFull(ctx context.Context, sessions []session) (reading, error) {
	began := time.Now()
	after, err := readFull(ctx, sessions, r.known)
	return reading{known: after, full: true, began: began, took: time.Since(began)}, err
}

// due tells whether it is time for a full reading: soon when something changed that was not found, else later.
func (r *reader) due(now time.Time) bool {
	wait := fullShare * r.took
	if !r.hidden {
		wait = max(wait, fullAfter)
	}
	return r.unsure && now.Sub(r.at) >= wait
}

// accept makes a reading the last one. expected tells that something must have changed.
func (r *reader) accept(new reading, expected bool) {
	r.known = new.known
	if new.full {
		r.took, r.at, r.unsure, r.hidden = new.took, new.began, false, false
		return
	}
	r.unsure = true
	r.hidden = r.hidden || new.same && expected
}
