package ledger

import (
	"context"
	"errors"
	"fmt"
)

// errStale says that a quick reading found something that only a full one can tell.
var errStale = errors.New("the database changed in a way that needs a full reading")

// maxWatched is how many open trades there can be for a quick reading.
const maxWatched = 2000

// readQuick reads the trades that were added and those that are watched, with what hangs on them. What it does not read is taken to
// be as before. The error is errStale when it cannot be.
func readQuick(ctx context.Context, from session, before *known) (*known, error) {
	has, err := from.tables(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the names of the columns: %w", err)
	}
	if !has.equal(before.tables) || len(before.watched.members) > maxWatched {
		return nil, errStale
	}
	ids, err := openIDs(ctx, from, before.highest)
	if err != nil {
		return nil, err
	}
	touched, err := readPart(ctx, from, has, append(ids, before.watched.ids()...))
	if err != nil {
		return nil, err
	}
	after, err := before.follow(touched)
	if err != nil {
		return nil, err
	}
	if after.rest, err = readRest(ctx, from, has, before.rest); err != nil {
		return nil, err
	}
	return after, nil
}

// checkCounts finds rows that were added or deleted where a quick reading does not look.
func (k *known) checkCounts(ctx context.Context, from session) error {
	counted, err := readCounts(ctx, from, k.tables)
	if err == nil && counted != k.counts() {
		return errStale
	}
	return err
}

// follow is what is known after some trades were touched.
func (k *known) follow(touched part) (*known, error) {
	after := &known{tables: k.tables, outside: k.outside, highest: k.highest}
	gone, come := map[int64]bool{}, []Trade(nil)
	for _, before := range k.watched.members {
		if now := touched.byID[before.ID]; before.closed && !sameClosed(now, before) {
			gone[before.ID] = true
		}
	}
	for _, m := range touched.members {
		before := k.watched.byID[m.ID]
		if before == nil && m.ID <= k.highest {
			return nil, errStale // it is open again
		}
		if m.closed && !sameClosed(before, m) {
			come = append(come, m.Trade)
		}
		after.highest = max(after.highest, m.ID)
	}
	after.closed = k.closed.without(gone).with(come)
	after.watch(touched)
	return after, nil
}

// sameClosed tells whether two readings, of which one may have found nothing, found the same closed trade.
func sameClosed(a, b *member) bool {
	return a != nil && b != nil && a.closed && b.closed && ofTrade(&a.Trade) == ofTrade(&b.Trade)
}
