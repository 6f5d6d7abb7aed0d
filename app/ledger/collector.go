package ledger

import "math"

// collector takes the closed trades of a full reading, but keeps only those that are not in the list that there is: a second list of
// a million trades would need as much memory again.
type collector struct {
	before closedList
	places *placesByID
	seen   []bool // of the trades before: still there and the same
	added  []Trade
}

func newCollector(before closedList, count int) *collector {
	c := &collector{before: before, places: newPlaces(before.trades), seen: make([]bool, len(before.trades))}
	if len(before.trades) == 0 {
		c.added = withRoom(count)
	}
	return c
}

// add takes a trade without what its orders add up to.
func (c *collector) add(trade *Trade) {
	if place, known := c.places.of(trade.ID); known && sameButSums(&c.before.trades[place], trade) {
		c.seen[place] = true
		return
	}
	c.added = append(c.added, *trade)
}

// list is the closed trades with what their orders add up to. It is the list before if that only became longer.
func (c *collector) list(sums *allSums) closedList {
	for i := range c.added {
		sums.of(c.added[i].ID).fill(&c.added[i])
	}
	if len(c.before.trades) == 0 {
		return newClosedList(c.added)
	}
	gone := map[int64]bool{}
	for place := range c.before.trades {
		old := &c.before.trades[place]
		if now := sums.filled(old); !c.seen[place] {
			gone[old.ID] = true
		} else if now.Entered != old.Entered || now.Traded != old.Traded {
			gone[old.ID] = true
			c.added = append(c.added, now)
		}
	}
	return c.before.without(gone).with(c.added)
}

// sameButSums compares all but what the orders add up to.
func sameButSums(a, b *Trade) bool {
	numbers, others := a.numbers(), b.numbers()
	for i, n := range numbers {
		if math.Float64bits(float64(n)) != math.Float64bits(float64(others[i])) && (n.Valid() || others[i].Valid()) {
			return false
		}
	}
	return a.ID == b.ID && a.OpenDate == b.OpenDate && a.CloseDate == b.CloseDate && a.Leverage == b.Leverage && a.Pair == b.Pair &&
		a.EnterTag == b.EnterTag && a.ExitReason == b.ExitReason && a.Strategy == b.Strategy && a.StakeCurrency == b.StakeCurrency &&
		a.BaseCurrency == b.BaseCurrency && a.Mode == b.Mode && a.IsOpen == b.IsOpen && a.IsShort == b.IsShort
}

// placesByID finds trades in a list by their id.
type placesByID struct {
	first int64
	dense []int32 // place + 1, by id - first
	rare  map[int64]int32
}

func newPlaces(trades []Trade) *placesByID {
	p := &placesByID{rare: map[int64]int32{}}
	if len(trades) == 0 {
		return p
	}
	first, last := trades[0].ID, trades[0].ID
	for i := range trades {
		first, last = min(first, trades[i].ID), max(last, trades[i].ID)
	}
	p.first = first
	if dense(first, last, len(trades)) {
		p.dense = make([]int32, last-first+1)
	}
	for i := range trades {
		if p.dense != nil {
			p.dense[trades[i].ID-first] = int32(i) + 1
		} else {
			p.rare[trades[i].ID] = int32(i) + 1
		}
	}
	return p
}

// dense tells whether ids are close enough together for an array.
func dense(first, last int64, count int) bool {
	span := last - first
	return count > 0 && span >= 0 && span < int64(4*count+1000)
}

func (p *placesByID) of(id int64) (place int, known bool) {
	if p.dense == nil {
		found := p.rare[id]
		return int(found) - 1, found > 0
	}
	if at := id - p.first; id >= p.first && at >= 0 && at < int64(len(p.dense)) {
		return int(p.dense[at]) - 1, p.dense[at] > 0
	}
	return 0, false
}
