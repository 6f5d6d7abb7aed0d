package pages

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
)

func TestAPageIsKeptForASecond(t *testing.T) {
	pages := newPages(t)
	at := func(profit float64, version string, now time.Time) []byte {
		view := viewOf(figures.Start{}, closedTrade(1, profit))
		view.Version = version
		page, err := pages.kept(overviewPage, "bot", view, nil, now)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	first, again, later := at(5, "1", noon), at(5, "1", noon.Add(900*time.Millisecond)), at(5, "1", noon.Add(time.Minute))
	if &first[0] != &again[0] || &first[0] == &later[0] {
		t.Error("want one page within a second and another one later")
	}
	want(t, "the changed figure", figure(t, string(at(7, "2", noon.Add(time.Minute))), "closed-profit"), "+7.00 USDT")
}

// The day is part of what a page depends on: at midnight the profit of today begins anew though the data is the same.
func TestAtMidnightTodayIsAnotherDay(t *testing.T) {
	pages, trade := newPages(t), closedTrade(9, 7)
	view := viewOf(thousand, trade)
	before, _ := pages.kept(overviewPage, "bot", view, nil, noon.Add(12*time.Hour-time.Second))
	after, _ := pages.kept(overviewPage, "bot", view, nil, noon.Add(12*time.Hour))
	want(t, "before", figure(t, string(before), "today"), "+7.00 USDT")
	want(t, "after", figure(t, string(after), "today"), "0.00 USDT")
}

// The heartbeat gets old without anything that is new.
func TestTheHeartbeatIsJudgedAnewWithEachPage(t *testing.T) {
	pages, view := newPages(t), withAPI(viewOf(thousand), nil)
	before, _ := pages.kept(botPage, "bot", view, nil, noon)
	after, _ := pages.kept(botPage, "bot", view, nil, noon.Add(time.Minute))
	want(t, "before", panel(t, string(before), "Heartbeat"), "alive ")
	want(t, "after", panel(t, string(after), "Heartbeat"), "late ")
}

func TestAThingIsMadeOnceForAllWhoWait(t *testing.T) {
	shelf, made := newShelf[int](), atomic.Int32{}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if shelf.get("key", "stamp", func() int { made.Add(1); time.Sleep(10 * time.Millisecond); return 7 }) != 7 {
				t.Error("another thing")
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

func TestAShelfIsBounded(t *testing.T) {
	shelf := newShelf[int]()
	for i := range 10 * room {
		shelf.get(fmt.Sprint(i), "", func() int { return i })
	}
	if len(shelf.places) > room {
		t.Errorf("%d places", len(shelf.places))
	}
}

func TestCheckRendersAllBots(t *testing.T) {
	if err := newPages(t, bots.Fixed("a", viewOf(thousand, closedTrade(1, 5))), bots.Fixed("b", withoutData())).Check(noon); err != nil {
		t.Error(err)
	}
	broken := newPages(t, bots.Fixed("a", viewOf(thousand)), bots.Fixed("b", viewOf(thousand)))
	delete(broken.templates, "bots")
	defer func() {
		if recover() == nil {
			t.Error("pages that cannot be made are said to be good")
		}
	}()
	if broken.Check(noon) != nil {
		panic("an error is as good")
	}
}
