package tradelist

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
	"weak"

	"crypto-dashboard/app/ledger"
	"pgregory.net/rapid"
)

func ids(list []ledger.OpenTrade) []int64 {
	found := make([]int64, len(list))
	for i := range list {
		found[i] = list[i].ID
	}
	return found
}

func idsOf(rows []Row) []int64 {
	found := make([]int64, len(rows))
	for i := range rows {
		found[i] = rows[i].ID
	}
	return found
}

// shortSighted orders so few rows ahead that small lists reach past them.
func shortSighted() *Lister {
	lister := New()
	lister.ahead = 25
	return lister
}

// Whatever is asked, a page has the rows that filtering and sorting in the plainest way gives, and the whole list's sums.
func TestPagesAreAsByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot, lister := drawSnapshot(t, 60), shortSighted()
		for range 3 { // the second may find something kept
			q := drawQuery(t)
			list := naiveList(snapshot, q)
			page, err := lister.Page(t.Context(), snapshot, q)
			if err != nil {
				t.Fatal(err)
			}
			pages := max(1, (len(list)+q.perPage()-1)/q.perPage())
			number := min(max(1, q.Page), pages)
			want := list[(number-1)*q.perPage() : min(number*q.perPage(), len(list))]
			if page.Number != number || page.Pages != pages || page.Total != len(list) || page.First != (number-1)*q.perPage()+1 {
				t.Fatalf("%+v: page %d of %d from %d, total %d; want %d of %d, total %d", q, page.Number, page.Pages, page.First, page.Total, number, pages, len(list))
			}
			if got := idsOf(page.Rows); !slices.Equal(got, ids(want)) {
				t.Fatalf("%+v: trades %v, want %v", q, got, ids(want))
			}
			wantSums(t, page.Sums, list)
		}
	})
}

func wantSums(t *rapid.T, got []Sum, list []ledger.OpenTrade) {
	want := map[ledger.Text]Sum{}
	for _, trade := range list {
		sum := want[trade.StakeCurrency]
		sum.Currency = trade.StakeCurrency
		sum.Count++
		switch {
		case trade.IsOpen:
			sum.Open++
		case !trade.CloseDate.Valid():
			sum.Undated++
		default:
			if !trade.CloseProfitAbs.Valid() {
				sum.Missing++
			}
			if trade.CloseProfit.Valid() && trade.CloseProfit < 0 {
				sum.Losses++
			} else {
				sum.Wins++
			}
			sum.Profit += trade.CloseProfitAbs.Or(0)
			sum.Ratios += trade.CloseProfit.Or(0)
		}
		want[trade.StakeCurrency] = sum
	}
	if len(got) != len(want) {
		t.Fatalf("%d sums, want %d", len(got), len(want))
	}
	for i, sum := range got {
		expected := want[sum.Currency]
		near := math.Abs(sum.Profit-expected.Profit) <= 1e-9*math.Abs(expected.Profit)+1e-9 && math.Abs(sum.Ratios-expected.Ratios) <= 1e-9*math.Abs(expected.Ratios)+1e-9
		sum.Profit, sum.Ratios, expected.Profit, expected.Ratios = 0, 0, 0, 0
		if huge := math.Abs(want[sum.Currency].Profit) > 1e290; sum != expected || !near && !huge {
			t.Fatalf("the sum is %+v, want %+v (profits near: %v)", sum, want[sum.Currency], near)
		}
		if i > 0 && got[i-1].Count < sum.Count {
			t.Fatal("the currency with most trades is not first")
		}
	}
}

// Paging through a list gives every trade once, in the list's order.
func TestAllPagesTogetherAreTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot, lister, q := drawSnapshot(t, 60), shortSighted(), drawQuery(t)
		q.PerPage = 25
		var together []int64
		for number := 1; ; number++ {
			page, err := lister.Page(t.Context(), snapshot, q.OnPage(number))
			if err != nil {
				t.Fatal(err)
			}
			together = append(together, idsOf(page.Rows)...)
			if page.Number == page.Pages {
				break
			}
		}
		list, err := lister.List(t.Context(), snapshot, q)
		if err != nil {
			t.Fatal(err)
		}
		whole := make([]int64, list.Len())
		for i := range whole {
			whole[i] = list.At(i).ID
		}
		if !slices.Equal(together, whole) || !slices.Equal(whole, ids(naiveList(snapshot, q))) {
			t.Fatalf("%+v: the pages have %v, the list %v", q, together, whole)
		}
	})
}

// A ledger that grows is known as if it were seen for the first time.
func TestWhatIsKnownGrowsWithTheLedger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot, lister := drawSnapshot(t, 60), New()
		for _, part := range []int{2, 1, 3, 1} { // the third is older than what is known
			seen := *snapshot
			seen.Version = fmt.Sprint(part)
			seen.Closed = snapshot.Closed[:len(snapshot.Closed)/part]
			anew := seen
			anew.Base = new(ledger.Base)
			got, want := lister.know(&seen), New().know(&anew)
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
				t.Fatalf("after growing: %+v\nwant %+v", got, want)
			}
		}
	})
}

func TestChoices(t *testing.T) {
	snapshot := &ledger.Snapshot{Version: "1", Base: new(ledger.Base)}
	for i := range 3 * mostChoices {
		trade := ledger.Trade{ID: int64(i), CloseDate: ledger.At(noon), Pair: ledger.Intern(fmt.Sprintf("P%03d/USDT", i%(2*mostChoices))), StakeCurrency: ledger.Intern("USDT")}
		snapshot.Closed = append(snapshot.Closed, trade)
	}
	open := snapshot.Closed[0]
	open.IsOpen, open.EnterTag, open.ExitReason = true, ledger.Intern("late"), ledger.Intern("partial_exit")
	snapshot.Open = []ledger.OpenTrade{{Trade: open}}
	choices := New().Choices(snapshot)
	if pairs := choices.Pairs; len(pairs.Texts) != mostChoices || pairs.More != mostChoices || pairs.Texts[0] != "P000/USDT" || pairs.Texts[mostChoices-1] != "P199/USDT" {
		t.Errorf("the pairs are %+v, want the %d that occur twice", pairs, mostChoices)
	}
	if tags := choices.EnterTags; !slices.Equal(tags.Texts, []string{"late"}) || tags.Absent != 3*mostChoices {
		t.Errorf("the tags are %+v", tags)
	}
	if reasons := choices.ExitReasons; len(reasons.Texts) != 0 || reasons.Absent != 3*mostChoices+1 {
		t.Errorf("an open trade has the reasons %q", reasons.Texts)
	}
}

func snapshotOf(n int) *ledger.Snapshot {
	random := rand.New(rand.NewPCG(3, 4))
	snapshot := &ledger.Snapshot{Version: "made", Base: new(ledger.Base)}
	for i := range n {
		snapshot.Closed = append(snapshot.Closed, randomTrade(random, int64(i+1), ledger.At(noon)+ledger.Time(i)*60e6))
	}
	return snapshot
}

// The list of everything is not even ordered: trades without a closing time must come last all the same.
func TestTheListOfAllIsAsByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot, lister := drawSnapshot(t, 60), New()
		for _, q := range []Query{{}, {Sort: ByCloseDate}} {
			page, err := lister.Page(t.Context(), snapshot, q)
			want := ids(naiveList(snapshot, q))
			if err != nil || !slices.Equal(idsOf(page.Rows), want[:min(len(want), DefaultPerPage)]) || page.Total != len(want) {
				t.Fatalf("%+v: trades %v of %d, want %v", q, idsOf(page.Rows), page.Total, want)
			}
		}
	})
}

// wantPage compares a page with one made by hand.
func wantPage(t *testing.T, lister *Lister, snapshot *ledger.Snapshot, q Query) {
	t.Helper()
	page, err := lister.Page(t.Context(), snapshot, q)
	if err != nil {
		t.Error(err)
		return
	}
	list := naiveList(snapshot, q)
	first := (page.Number - 1) * q.perPage()
	want := list[first:min(first+q.perPage(), len(list))]
	if page.Total != len(list) || !slices.Equal(idsOf(page.Rows), ids(want)) {
		t.Errorf("%+v: page %d of %d trades has others: %v, want %v", q, page.Number, page.Total, idsOf(page.Rows), ids(want))
	}
}

// Many ask at the same time, for the same and for different lists, the first page and far ones, while room is short.
func TestManyAskAtTheSameTime(t *testing.T) {
	snapshot, lister := snapshotOf(2000), shortSighted()
	lister.kept = newCache(40_000)
	var asking sync.WaitGroup
	for i := range 8 {
		asking.Go(func() {
			for j := range 20 {
				wantPage(t, lister, snapshot, Query{Sort: Column(1 + (i+j)%(len(columns)-1)), Descending: j%2 == 0, Page: 1 + j%7*10, PerPage: 25})
				lister.Choices(snapshot)
			}
		})
	}
	asking.Wait()
}

// A list of which only the first pages were ordered is ordered on when more is wanted.
func TestFarPagesAfterTheFirst(t *testing.T) {
	snapshot, lister := snapshotOf(500), shortSighted()
	for _, q := range []Query{{Sort: ByProfit, PerPage: 25}, {Sort: ByEnterTag, PerPage: 25, Side: Long}, {PerPage: 25, Side: Long}} {
		for _, number := range []int{1, 9, 2, 1, mostPages} {
			wantPage(t, lister, snapshot, q.OnPage(number))
		}
	}
}

func TestTheListUsedLastStays(t *testing.T) {
	snapshot, lister := snapshotOf(100), New()
	often := Query{Sort: ByProfit}
	lister.kept = newCache(4000) // two lists
	for _, q := range []Query{often, {Sort: ByPair}, often, {Sort: ByEnterTag}, often, {Sort: ByFees}} {
		if _, err := lister.Page(t.Context(), snapshot, q); err != nil {
			t.Fatal(err)
		}
	}
	if kept := lister.kept.slots; kept[keyOf(snapshot, often)] == nil || kept[keyOf(snapshot, Query{Sort: ByFees})] == nil || len(kept) != 2 {
		t.Errorf("the %d kept lists are not the last two", len(kept))
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	snapshot, lister := snapshotOf(3000), shortSighted()
	lister.kept = newCache(60_000)
	for number := range 20 {
		for column := 1; column < len(columns); column++ {
			if _, err := lister.Page(t.Context(), snapshot, Query{Sort: Column(column), Page: 1 + number, PerPage: 200}); err != nil {
				t.Fatal(err)
			}
			counted := 0
			for _, slot := range lister.kept.slots {
				counted += 4 * len(slot.found.order)
			}
			if counted > 60_000 || lister.kept.bytes > 60_000 || lister.kept.bytes < counted {
				t.Fatalf("%d bytes are kept, counted as %d", counted, lister.kept.bytes)
			}
		}
	}
	if len(lister.kept.slots) < 2 {
		t.Errorf("%d lists are kept", len(lister.kept.slots))
	}
}

// The next page comes from what was kept.
func TestAListIsMadeOnce(t *testing.T) {
	snapshot, lister := snapshotOf(3000), New()
	q := Query{Sort: ByProfit, Page: 30}
	before, _ := lister.Page(t.Context(), snapshot, q)
	snapshot.Closed[before.Rows[0].ID-1].CloseProfitAbs = 1e9 // nobody may do this: it shows who looks again
	again, _ := lister.Page(t.Context(), snapshot, q)
	if !slices.Equal(idsOf(before.Rows), idsOf(again.Rows)) {
		t.Error("the list was made again for the same data")
	}
	snapshot.Version = "changed"
	after, _ := lister.Page(t.Context(), snapshot, q)
	if slices.Equal(idsOf(before.Rows), idsOf(after.Rows)) {
		t.Error("the list of the changed data is the old one")
	}
}

// A list that is kept must not keep the trades of an old snapshot in memory.
func TestOldSnapshotsGo(t *testing.T) {
	lister := New()
	snapshot := snapshotOf(2000)
	watched := weak.Make(snapshot)
	for _, q := range []Query{{}, {Sort: ByProfit}, {Sort: ByRatio, Page: 40}} {
		if _, err := lister.Page(t.Context(), snapshot, q); err != nil {
			t.Fatal(err)
		}
	}
	snapshot = nil
	for range 100 {
		if runtime.GC(); watched.Value() == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("the snapshot is still in memory (%d lists kept)", len(lister.kept.slots))
}

// Who goes away while others work neither gets nor leaves anything.
func TestWhoGoesAwayIsForgotten(t *testing.T) {
	snapshot, lister := snapshotOf(100), New()
	for range atWork {
		lister.working <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 100 {
		if _, err := lister.Page(ctx, snapshot, Query{Sort: ByProfit, PairPart: fmt.Sprint(i)}); err == nil {
			t.Fatal("a page without a turn")
		}
	}
	if left := len(lister.kept.slots); left != 0 {
		t.Errorf("%d empty places are left", left)
	}
	<-lister.working
	if _, err := lister.Page(t.Context(), snapshot, Query{Sort: ByProfit}); err != nil {
		t.Error(err)
	}
}
