package ledger

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func closedAt(id int64, close Time) Trade { return Trade{ID: id, CloseDate: close} }

func idsOf(trades []Trade) []int64 {
	ids := make([]int64, len(trades))
	for i, trade := range trades {
		ids[i] = trade.ID
	}
	return ids
}

func TestClosedTradesAreInTheOrderOfTheirClosing(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		trades := make([]Trade, random.IntN(60))
		for i := range trades {
			trades[i] = closedAt(int64(i+1), Time(random.IntN(20)))
			if random.IntN(5) == 0 {
				trades[i].CloseDate = Never
			}
		}
		want := slices.Clone(trades)
		slices.SortStableFunc(want, func(a, b Trade) int { return byClose(&a, &b) })
		random.Shuffle(len(trades), func(i, j int) { trades[i], trades[j] = trades[j], trades[i] })
		sortClosed(trades)
		if !slices.Equal(idsOf(trades), idsOf(want)) {
			t.Fatalf("sorted as %v, want %v", idsOf(trades), idsOf(want))
		}
	}
}

func TestAListThatGrowsAtItsEndIsTheSameList(t *testing.T) {
	list := newClosedList([]Trade{closedAt(2, 20), closedAt(1, 10)})
	longer := list.with([]Trade{closedAt(5, 30), closedAt(4, 20)})
	if !slices.Equal(idsOf(longer.trades), []int64{1, 2, 4, 5}) || longer.base != list.base {
		t.Errorf("after an append: %v, same list %v", idsOf(longer.trades), longer.base == list.base)
	}
	other := longer.with([]Trade{closedAt(3, 15)})
	if !slices.Equal(idsOf(other.trades), []int64{1, 3, 2, 4, 5}) || other.base == list.base {
		t.Errorf("after an insertion: %v, same list %v", idsOf(other.trades), other.base == list.base)
	}
	if whole := newClosedList(slices.Clone(other.trades)); whole.print != other.print {
		t.Error("the print depends on how the list was made")
	}
	if !slices.Equal(idsOf(list.trades), []int64{1, 2}) {
		t.Errorf("the first list has become %v", idsOf(list.trades))
	}
}

// readAgain gives a list what a full reading finds, whose trades have no orders.
func readAgain(list closedList, trades ...Trade) closedList {
	again := newCollector(list, len(trades))
	for i := range trades {
		again.add(&trades[i])
	}
	return again.list(newAllSums(0, 0, 0))
}

func TestAListReadAgainIsRecognized(t *testing.T) {
	first, second := closedAt(1, 10), closedAt(2, 20)
	first.Funding, second.Funding = Missing, Missing
	list := readAgain(closedList{}, second, first)
	again := readAgain(list, closedAt(3, 30), second, first)
	if again.base != list.base || !slices.Equal(idsOf(again.trades), []int64{1, 2, 3}) {
		t.Errorf("read again: %v, same list %v", idsOf(again.trades), again.base == list.base)
	}
	changed := second
	changed.CloseProfitAbs = 1
	for _, trades := range [][]Trade{{first}, {first, changed}, {closedAt(3, 5), first, second}} {
		other := readAgain(list, trades...)
		want := newClosedList(slices.Clone(trades))
		if other.base == list.base || !slices.Equal(idsOf(other.trades), idsOf(want.trades)) || other.print != want.print {
			t.Errorf("%v is read as %v, same list %v", idsOf(trades), idsOf(other.trades), other.base == list.base)
		}
	}
}

func TestOrdersThatChangedAreSeenWhenAListIsReadAgain(t *testing.T) {
	trades := []Trade{closedAt(1, 10), closedAt(2, 20)}
	list := readAgain(closedList{}, trades...)
	again := newCollector(list, 2)
	for i := range trades {
		again.add(&trades[i])
	}
	sums := newAllSums(1, 2, 2)
	sums.of(2).traded = 7
	if other := again.list(sums); other.base == list.base || other.trades[1].Traded != 7 || list.trades[1].Traded != 0 {
		t.Errorf("read %v", other.trades)
	}
}

// Nobody who has a snapshot can change what others see.
func TestASnapshotsListHasNoRoom(t *testing.T) {
	list := newClosedList(append(withRoom(1), closedAt(1, 10)))
	longer := list.with([]Trade{closedAt(2, 20)})
	_ = append(list.shown(), closedAt(9, 9))
	if longer.trades[1].ID != 2 {
		t.Error("an append to a snapshot's list went into the array that is shared")
	}
}
