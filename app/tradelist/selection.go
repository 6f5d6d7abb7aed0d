package tradelist

import (
	"cmp"
	"slices"
	"strings"

	"crypto-dashboard/app/ledger"
)

// entry is a row with what it is ordered by.
type entry struct {
	key   uint64
	id    int64
	index uint32
}

// compare is the order of a list, ascending: the key, then the id. What is missing has the last key.
func (a entry) compare(b entry) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id))
}

// sorter gives each row its entry.
type sorter struct {
	key        func(Row) uint64
	descending bool
}

func (s sorter) entry(row Row, index uint32) entry {
	made := entry{s.key(row), row.ID, index}
	if s.descending {
		made.id = ^made.id
		if made.key != last {
			made.key = ^made.key
		}
	}
	return made
}

func sorterOf(all rows, q Query) sorter {
	by, descending := q.order()
	made := sorter{columns[by].key, descending}
	if text := columns[by].text; text != nil {
		ranks := ranksOf(all, q.State, text)
		made.key = func(row Row) uint64 { return ranks[text(row.Trade)] }
	}
	return made
}

// ranksOf gives every text its place in the alphabet.
func ranksOf(all rows, state State, of func(*ledger.Trade) ledger.Text) []uint64 {
	var ranks []uint64
	var seen []ledger.Text
	begin, end := all.between(state)
	for i := begin; i < end; i++ {
		text := of(all.at(i).Trade)
		for int(text) >= len(ranks) {
			ranks = append(ranks, make([]uint64, int(text)+1024)...)
		}
		if ranks[text] == 0 {
			ranks[text] = last
			seen = append(seen, text)
		}
	}
	seen = slices.DeleteFunc(seen, func(text ledger.Text) bool { return text.String() == "" })
	slices.SortFunc(seen, alphabetical)
	for i, text := range seen {
		ranks[text] = uint64(i + 1)
	}
	return ranks
}

// alphabetical does not care about upper and lower case, unless nothing else differs.
func alphabetical(a, b ledger.Text) int {
	left, right := a.String(), b.String()
	return cmp.Or(strings.Compare(strings.ToLower(left), strings.ToLower(right)), strings.Compare(left, right))
}

// selected is what a query selects.
type selected struct {
	// order are the rows of the list, or only its first ones: see whole.
	order []uint32
	total int
	sums  []Sum
}

func (s *selected) whole() bool { return len(s.order) == s.total }

// selectFirst gives the first rows of a list, and the sums of all of it.
func selectFirst(all rows, q Query, most int) *selected {
	tests, sorter, sums, best := matcherOf(q), sorterOf(all, q), totals{}, newTop(most)
	visit := func(i uint32) {
		if row := all.at(i); tests.match(row) {
			sums.add(row)
			best.add(sorter.entry(row, i))
		}
	}
	begin, end := all.between(q.State)
	// Ids and times grow along the rows: seen in the direction of the list, the first rows are the best and stay.
	for i := begin; i < end && !sorter.descending; i++ {
		visit(i)
	}
	for i := end; i > begin && sorter.descending; i-- {
		visit(i - 1)
	}
	return &selected{order: indices(best.sorted()), total: best.offered, sums: sums.list()}
}

// selectAll gives all rows of a list.
func selectAll(all rows, q Query) *selected {
	tests, sorter, sums := matcherOf(q), sorterOf(all, q), totals{}
	entries := make([]entry, 0, countOf(all, q.State, tests))
	begin, end := all.between(q.State)
	for i := begin; i < end; i++ {
		if row := all.at(i); tests.match(row) {
			sums.add(row)
			entries = append(entries, sorter.entry(row, i))
		}
	}
	slices.SortFunc(entries, entry.compare)
	return &selected{order: indices(entries), total: len(entries), sums: sums.list()}
}

// countOf is asked before the rows are collected: a list that grows takes several times the memory.
func countOf(all rows, state State, tests matcher) int {
	begin, end := all.between(state)
	if len(tests) == 0 {
		return int(end - begin)
	}
	count := 0
	for i := begin; i < end; i++ {
		if tests.match(all.at(i)) {
			count++
		}
	}
	return count
}

func indices(entries []entry) []uint32 {
	order := make([]uint32, len(entries))
	for i, e := range entries {
		order[i] = e.index
	}
	return order
}
