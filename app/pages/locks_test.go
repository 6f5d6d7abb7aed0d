package pages

import (
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// locked is a bot with so many locks that are over, one that was released and two in force.
func locked(over int) bots.View {
	view := viewOf(unknown, closedTrade(1, 5))
	lock := func(id int, pair string, end time.Duration, active bool) ledger.Lock {
		return ledger.Lock{ID: int64(id), Pair: pair, Side: "*", Reason: "Stoploss", Begin: ledger.At(noon.Add(-time.Hour)), End: ledger.At(noon.Add(end)), Active: active}
	}
	locks := []ledger.Lock{lock(1, "LATER/USDT", 2*time.Hour, true), lock(2, "*", time.Hour, true), lock(3, "FREED/USDT", time.Hour, false)}
	for i := range over {
		locks = append(locks, lock(4+i, "OVER/USDT", -time.Minute, true))
	}
	view.State.Snapshot.Locks = locks
	return view
}

func TestLocksInForceComeFirst(t *testing.T) {
	page := rendered(t, locksPage, locked(1))
	force, over := panel(t, page, "In force now"), panel(t, page, "Over or released")
	want(t, "in force", force, "all pairs long and short Stoploss 2026-11-02 11:00 2026-11-02 13:00 59 min LATER/USDT")
	wantNot(t, "in force", force, "FREED")
	want(t, "over", over, "OVER/USDT long and short Stoploss 2026-11-02 11:00 2026-11-02 11:59 over FREED/USDT")
	want(t, "over", over, "13:00 released")
	want(t, "no lock", panel(t, rendered(t, locksPage, viewOf(unknown)), "In force now"), "No pair is locked.")
	want(t, "no data", panel(t, rendered(t, locksPage, withoutData()), "In force now"), "not available")
}

func TestOldLocksAreFoldedAwayAndLimited(t *testing.T) {
	table := locks{locked(500).State.Snapshot.Locks}.At(noon)
	if len(table.InForce) != 2 || len(table.Over) != locksShown || len(table.Over)+len(table.Older) != locksListed || table.Left != 501-locksListed {
		t.Errorf("%d in force, %d over, %d older, %d left", len(table.InForce), len(table.Over), len(table.Older), table.Left)
	}
	page := rendered(t, locksPage, locked(500))
	want(t, "the fold", page, "<summary>180 older</summary>")
	want(t, "the rest", page, "and 301 still older ones")
	if folded, _, _ := strings.Cut(page, "<summary>180 older"); strings.Count(folded, "OVER/USDT") != 20 {
		t.Errorf("%d shown", strings.Count(folded, "OVER/USDT"))
	}
}
