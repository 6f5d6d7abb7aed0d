package tradelist

import (
	"context"
	"sync"

	"crypto-dashboard/app/ledger"
)

// listKey names a list. It holds no snapshot: what is kept must not keep old trades in memory.
type listKey struct {
	version      string
	base         *ledger.Base
	closed, open int
	query        Query // without a page
}

func keyOf(snapshot *ledger.Snapshot, q Query) listKey {
	q.Page, q.PerPage = 0, 0
	return listKey{snapshot.Version, snapshot.Base, len(snapshot.Closed), len(snapshot.Open), q}
}

// slot is a list's place. Who computes it takes it; others who want the same wait for that.
type slot struct {
	taken chan struct{}
	found *selected // nil: not yet
	bytes int       // as counted by the cache
	used  int64
	users int
}

func (s *slot) take(ctx context.Context) error {
	select {
	case s.taken <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *slot) leave() { <-s.taken }

// has tells whether the first rows are there, or all that there are.
func (s *slot) has(first int) bool {
	return s.found != nil && (s.found.whole() || len(s.found.order) >= first)
}

// size is roughly what a slot holds in memory.
func (s *slot) size(key listKey) int {
	q := key.query
	texts := len(q.PairPart) + len(q.Pair) + len(q.EnterTag) + len(q.ExitReason) + len(q.Strategy) + len(q.Currency)
	return 1000 + texts + 4*len(s.found.order) + 80*len(s.found.sums)
}

// cache is the lists that were used last, as many as fit.
type cache struct {
	mutex sync.Mutex
	most  int // bytes
	bytes int
	clock int64
	slots map[listKey]*slot
}

func newCache(most int) *cache { return &cache{most: most, slots: map[listKey]*slot{}} }

// slot gives the slot of a list, perhaps a new one. Release it.
func (c *cache) slot(key listKey) *slot {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	found := c.slots[key]
	if found == nil {
		found = &slot{taken: make(chan struct{}, 1)}
		c.slots[key] = found
	}
	c.clock++
	found.used = c.clock
	found.users++
	return found
}

// keep counts a slot that was filled, and forgets others until there is room. One that is too large for all of it goes as well.
func (c *cache) keep(key listKey, filled *slot) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.slots[key] != filled { // forgotten meanwhile
		return
	}
	size := filled.size(key)
	c.bytes += size - filled.bytes
	filled.bytes = size
	for c.bytes > c.most {
		c.forget()
	}
}

// release is for everyone who got a slot. One that nobody filled, and nobody is about to, is forgotten.
func (c *cache) release(key listKey, used *slot) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	used.users--
	if used.users == 0 && used.bytes == 0 && c.slots[key] == used {
		delete(c.slots, key)
	}
}

// forget drops the slot that was not used for longest.
func (c *cache) forget() {
	var oldest listKey
	found := false
	for key, slot := range c.slots {
		if slot.bytes > 0 && (!found || slot.used < c.slots[oldest].used) {
			oldest, found = key, true
		}
	}
	c.bytes -= c.slots[oldest].bytes
	delete(c.slots, oldest)
}
