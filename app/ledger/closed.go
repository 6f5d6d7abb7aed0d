package ledger

import (
	"cmp"
	"slices"
)

// closedList is the closed trades by closing time and then id. Snapshots share its array: it only grows behind what they hold.
type closedList struct {
	trades []Trade // with room for more
	base   *Base
	print  print // of all trades, in whatever order
}

// newClosedList takes the trades over and sorts them.
func newClosedList(trades []Trade) closedList {
	sortClosed(trades)
	return closedList{trades: trades, base: new(Base), print: printOf(trades)}
}

func printOf(trades []Trade) (total print) {
	for i := range trades {
		total += ofTrade(&trades[i])
	}
	return total
}

// shown is what a snapshot gets: nobody can append to the array through it.
func (l closedList) shown() []Trade { return slices.Clip(l.trades) }

// with gives the list with more trades. When they come after all others it is the same list, only longer.
func (l closedList) with(added []Trade) closedList {
	sortClosed(added)
	longer := closedList{base: l.base, print: l.print + printOf(added)}
	if count := len(l.trades); count > 0 && len(added) > 0 && byClose(&added[0], &l.trades[count-1]) < 0 {
		longer.base = new(Base)
		longer.trades = append(append(withRoom(count+len(added)), l.trades...), added...)
		sortClosed(longer.trades)
		return longer
	}
	if need := len(l.trades) + len(added); need > cap(l.trades) {
		l.trades = append(withRoom(need), l.trades...)
	}
	longer.trades = append(l.trades, added...)
	return longer
}

// without gives the list without some trades; it is the same list if there are none of them.
func (l closedList) without(ids map[int64]bool) closedList {
	if len(ids) == 0 {
		return l
	}
	kept := withRoom(len(l.trades))
	for _, trade := range l.trades {
		if !ids[trade.ID] {
			kept = append(kept, trade)
		}
	}
	return closedList{trades: kept, base: new(Base), print: printOf(kept)}
}

// withRoom is an empty list for count trades and some more: not every new trade shall copy them all.
func withRoom(count int) []Trade { return make([]Trade, 0, count+count/16+16) }

// byClose orders by closing time, trades without one last, and then by id.
func byClose(a, b *Trade) int {
	if a.CloseDate != b.CloseDate {
		if a.CloseDate.Valid() != b.CloseDate.Valid() {
			return cmp.Compare(b.CloseDate, a.CloseDate)
		}
		return cmp.Compare(a.CloseDate, b.CloseDate)
	}
	return cmp.Compare(a.ID, b.ID)
}

// sortClosed sorts places, which are small, and then moves each trade once.
func sortClosed(trades []Trade) {
	places := make([]int32, len(trades))
	for i := range places {
		places[i] = int32(i)
	}
	if !insert(trades, places) {
		slices.SortFunc(places, func(a, b int32) int { return byClose(&trades[a], &trades[b]) })
	}
	for start := range places {
		moveCycle(trades, places, int32(start))
	}
}

// insert sorts places by insertion, unless that takes long: trades by their ids are nearly in the order of their closing.
func insert(trades []Trade, places []int32) bool {
	steps := 16 * len(places)
	for i, place := range places {
		for ; i > 0 && byClose(&trades[place], &trades[places[i-1]]) < 0; i-- {
			places[i] = places[i-1]
			if steps--; steps < 0 {
				places[i-1] = place
				return false
			}
		}
		places[i] = place
	}
	return true
}

// moveCycle puts the trades of one cycle of places where they belong, and marks them as moved.
func moveCycle(trades []Trade, places []int32, start int32) {
	first := trades[start]
	for at := start; places[at] >= 0; {
		from := places[at]
		places[at] = -1
		switch {
		case from == start:
			trades[at] = first
		default:
			trades[at] = trades[from]
		}
		at = from
	}
}
