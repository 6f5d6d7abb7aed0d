package api

import (
	"math/rand/v2"
	"slices"
	"testing"

	"crypto-dashboard/app/ledger"
)

// closing are closed trades with these ids, in the order of their closing.
func closing(ids []int64) (trades []ledger.Trade) {
	for i, id := range ids {
		trades = append(trades, ledger.Trade{ID: id, CloseDate: ledger.Time(i)})
	}
	return trades
}

// However a list of closed trades grows, its ids are in order, and lists that were given before stay as they are.
func TestIDsStayInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	all, base, list := []int64{}, new(ledger.Base), idList{}
	var before, asBefore []int64
	for _, more := range []int{5, 1, 0, 3, fewNew, fewNew + 1, 2} {
		for range more {
			all = append(all, random.Int64N(1_000_000))
		}
		got := list.sorted(&ledger.Snapshot{Base: base, Closed: closing(all)})
		if want := slices.Sorted(slices.Values(all)); !slices.Equal(got, want) {
			t.Fatalf("with %d more: %v, want %v", more, got, want)
		}
		if !slices.Equal(before, asBefore) {
			t.Fatal("a list that was given before has changed")
		}
		before, asBefore = got, slices.Clone(got)
	}
	for _, other := range [][]int64{{9, 7, 8}, {3}, {}} { // another base: anything may have changed
		got := list.sorted(&ledger.Snapshot{Base: new(ledger.Base), Closed: closing(other)})
		if want := slices.Sorted(slices.Values(other)); !slices.Equal(got, want) {
			t.Errorf("after a change of all: %v, want %v", got, want)
		}
	}
}

func TestBehindAnyPlace(t *testing.T) {
	closed := append(closing([]int64{4, 9, 2, 7}), ledger.Trade{ID: 1, CloseDate: ledger.Never}, ledger.Trade{ID: 8, CloseDate: ledger.Never})
	sequence := newest(&ledger.Snapshot{Closed: closed})
	for position := range sequence.length {
		if got := sequence.after(sequence.at(position)); got != position+1 {
			t.Errorf("behind the place %v is %d, want %d", sequence.at(position), got, position+1)
		}
	}
	for where, want := range map[place]int{{closed: 99, id: 1}: 0, {closed: 3, id: 99}: 0, {closed: 3, id: 1}: 1, {closed: 0, id: 5}: 3,
		{closed: -1, id: 5}: 4, {closed: ledger.Never, id: 5}: 5, {closed: ledger.Never, id: 0}: 6} {
		if got := sequence.after(where); got != want {
			t.Errorf("behind %v is %d, want %d", where, got, want)
		}
	}
}

func TestAPlaceIsReadAsItIsWritten(t *testing.T) {
	for _, where := range []place{{ledger.Never, 5}, {ledger.Never, -5}, {0, 0}, {-1, -1}, {1793552712000000, 42}} {
		if got, err := placeFrom(where.String()); err != nil || got != where {
			t.Errorf("%s is read as %v, %v", where, got, err)
		}
	}
}
