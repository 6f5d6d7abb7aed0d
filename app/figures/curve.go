package figures

import (
	"slices"

	"crypto-dashboard/app/ledger"
)

// Point is the sum of profits up to and including a closed trade.
type Point struct {
	At         ledger.Time
	Cumulative float64
	// High is the highest sum so far, at least 0.
	High float64
	// nth counts the trades: several can have closed at one moment.
	nth int
}

// Depth is how far the sum is below its highest so far: at least 0.
func (p Point) Depth() float64 { return p.High - p.Cumulative }

// Curve is the sum of profits over time. It begins at 0 with the first trade.
type Curve struct {
	// Lowest, Highest and Deepest (the largest Depth) are exact, the first of equals. Last is the end. Zero without a trade.
	Lowest, Highest, Deepest, Last Point
	Reason                         string // why there is no curve; empty when there is
	slots                          []slot
}

// slot is what happened in a short time: a line through these points looks like a line through all.
type slot struct {
	number                         int64
	lowest, highest, deepest, last Point
}

// take adds the next point.
func (s *slot) take(point Point) {
	if point.Cumulative < s.lowest.Cumulative {
		s.lowest = point
	}
	if point.Cumulative > s.highest.Cumulative {
		s.highest = point
	}
	if point.Depth() > s.deepest.Depth() {
		s.deepest = point
	}
	s.last = point
}

// join adds what happened in the next slot.
func (s *slot) join(later slot) {
	for _, point := range [...]Point{later.lowest, later.highest, later.deepest, later.last} {
		s.take(point)
	}
}

// trace keeps a curve in at most mostSlots slots of 2^wide microseconds: when there are more, they get twice as wide.
type trace struct {
	wide  uint
	slots []slot
}

const mostSlots = 2048

func (l *trace) add(point Point) {
	number := int64(point.At) >> l.wide
	if last := len(l.slots) - 1; last >= 0 && l.slots[last].number == number {
		l.slots[last].take(point)
		return
	}
	l.slots = append(l.slots, slot{number, point, point, point, point})
	for len(l.slots) > mostSlots {
		l.wide++
		l.slots = joined(l.slots, func(s slot) int64 { return s.number >> 1 })
	}
}

// joined makes one slot of neighbours with the same number. It writes over slots.
func joined(slots []slot, number func(slot) int64) []slot {
	kept := slots[:0]
	for _, next := range slots {
		next.number = number(next)
		if last := len(kept) - 1; last >= 0 && kept[last].number == next.number {
			kept[last].join(next)
		} else {
			kept = append(kept, next)
		}
	}
	return kept
}

func (l trace) curve() Curve {
	if len(l.slots) == 0 {
		return Curve{Reason: NoTrades}
	}
	whole := l.slots[0]
	for _, next := range l.slots[1:] {
		whole.join(next)
	}
	for _, point := range []Point{whole.lowest, whole.highest, whole.deepest, whole.last} {
		if !valueOf(point.Depth()).OK() || !valueOf(point.Cumulative).OK() {
			return Curve{Reason: TooLarge}
		}
	}
	return Curve{Lowest: whole.lowest, Highest: whole.highest, Deepest: whole.deepest, Last: whole.last, slots: l.slots}
}

// Points gives at most n points (but no less than 8), oldest first, for a line that looks like the whole curve: in each of many
// short times the lowest, the highest, the deepest and the last one. Lowest, Highest, Deepest and Last are among them.
func (c Curve) Points(n int) []Point {
	n = max(n, 8)
	points := pointsOf(c.slots)
	for parts := n / 2; len(points) > n; parts = parts * 4 / 5 {
		points = pointsOf(c.parts(max(parts, 1)))
	}
	return points
}

// parts joins the slots to that many of equal time. In floats, because the time between nonsensical dates can be too long.
func (c Curve) parts(count int) []slot {
	first, last := float64(c.slots[0].last.At), float64(c.Last.At)
	return joined(slices.Clone(c.slots), func(s slot) int64 {
		return int64((float64(s.last.At) - first) / (last - first) * float64(count-1))
	})
}

// pointsOf is all different points of slots, in their order.
func pointsOf(slots []slot) []Point {
	points := make([]Point, 0, 4*len(slots))
	for _, s := range slots {
		points = append(points, s.lowest, s.highest, s.deepest, s.last)
	}
	slices.SortFunc(points, func(a, b Point) int { return a.nth - b.nth })
	return slices.Compact(points)
}
