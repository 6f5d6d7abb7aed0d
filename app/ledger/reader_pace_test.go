package ledger

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
)

func TestWhenAFullReadingIsDue(t *testing.T) {
	now := noon
	ago := func(span time.Duration) pace { return pace{now.Add(-span), 2 * time.Second} }
	cases := []struct {
		name string
		r    reader
		want bool
	}{
		{"nothing was read quickly", reader{full: ago(time.Hour)}, false},
		{"quick readings for a while", reader{full: ago(fullAfter + time.Second), unsure: true}, true},
		{"quick readings since a moment", reader{full: ago(fullAfter - time.Second), unsure: true}, false},
		{"a change that was not found", reader{full: ago(41 * time.Second), unsure: true, hidden: true}, true},
		{"one just after the last full reading", reader{full: ago(39 * time.Second), unsure: true, hidden: true}, false},
		{"not counted", reader{full: ago(time.Second), count: ago(41 * time.Second), unsure: true, uncounted: true}, true},
		{"just counted", reader{full: ago(time.Second), count: ago(39 * time.Second), unsure: true, uncounted: true}, false},
		{"counted", reader{full: ago(time.Second), count: ago(41 * time.Second), unsure: true}, false},
	}
	for _, c := range cases {
		if got := c.r.due(now); got != c.want {
			t.Errorf("%s: due %v", c.name, got)
		}
	}
}

func TestPauses(t *testing.T) {
	cases := []struct {
		pause, took time.Duration
		problem     string
		want        time.Duration
	}{
		{checkEvery, time.Millisecond, "", checkEvery},
		{slowest, time.Millisecond, "", checkEvery},
		{checkEvery, time.Second, "", 3 * time.Second},
		{checkEvery, time.Minute, "", 2 * slowest},
		{checkEvery, 0, "locked", 2 * checkEvery},
		{slowest, 0, "locked", slowest},
	}
	for _, c := range cases {
		if got := nextPause(c.pause, c.problem, c.took); got != c.want {
			t.Errorf("after %+v the pause is %v", c, got)
		}
	}
}

// ago makes a keeper take its database for one that is read fully in 10 s, the last time so long ago.
func ago(keeper *Keeper, span time.Duration) {
	keeper.reader.full = pace{time.Now().Add(-span), 10 * time.Second}
}

// A row that was closed long ago is not read quickly. When it is changed nothing new is found, which is not believed.
func TestAChangedOldTradeIsSeen(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 60})
	bot, keeper := p.start(t), p.follow(t)
	ago(keeper, time.Second)
	exec(t, bot, "UPDATE trades SET close_profit_abs = close_profit_abs + 1 WHERE id = 2")
	before := keeper.State().Snapshot
	after := refresh(t, keeper)
	if after.Base != before.Base || after.Version == before.Version || !keeper.reader.hidden {
		t.Fatalf("it was read fully, and so soon: %+v", keeper.reader)
	}
	ago(keeper, 201*time.Second)
	sameData(t, "some time later", refresh(t, keeper), p.read(t))
	if keeper.reader.unsure || keeper.reader.hidden {
		t.Error("a full reading is still due")
	}
}

// A change of an old trade that comes with a new one is hidden by it, for no longer than fullAfter.
func TestAHiddenChangeIsSeenLater(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 60}, func(t *testing.T, p place) {
		bot, keeper := p.start(t), p.follow(t)
		ago(keeper, time.Minute)
		exec(t, bot, "UPDATE trades SET close_profit_abs = close_profit_abs + 1 WHERE id = 2")
		must[*sample.Trade](t)(bot.AddClosed(t.Context(), noon, 0.01))
		if snapshot := refresh(t, keeper); len(snapshot.Closed) != 61 || snapshot.Version == p.read(t).Version {
			t.Errorf("%d trades; old data have the version of the new ones: %v", len(snapshot.Closed), snapshot.Version == p.read(t).Version)
		}
		ago(keeper, fullAfter)
		sameData(t, "later", refresh(t, keeper), p.read(t))
	})
}

// What is added or deleted where a quick reading does not look is counted.
func TestCountingFindsWhatAQuickReadingDoesNot(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 60}, func(t *testing.T, p place) {
		bot, keeper := p.start(t), p.follow(t)
		for _, statement := range []string{
			"DELETE FROM orders WHERE id = (SELECT max(id) FROM orders WHERE ft_trade_id = 4)",
			"INSERT INTO orders (id, ft_trade_id, ft_order_side, ft_pair, ft_is_open, ft_amount, ft_price, order_id) VALUES (90001, 5, 'buy', 'X/Y', false, 1, 1, 'new')",
			"DELETE FROM orders WHERE ft_trade_id = 3; DELETE FROM trade_custom_data WHERE ft_trade_id = 3; DELETE FROM trades WHERE id = 3",
		} {
			slow(keeper)
			keeper.reader.count = pace{time.Now(), time.Hour} // counting takes long: not now
			exec(t, bot, statement)
			refresh(t, keeper)
			if !keeper.reader.uncounted {
				t.Errorf("%s: it was counted at once", statement)
			}
			keeper.reader.count = pace{}
			sameData(t, statement, refresh(t, keeper), p.read(t))
		}
	})
}

func TestManyLocks(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: -1}, func(t *testing.T, p place) {
		bot, keeper := p.start(t), p.follow(t)
		exec(t, bot, fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO pairlocks (id, pair, side, lock_time, lock_end_time, active)
			SELECT n.i, 'A/B', '*', first.lock_time, first.lock_end_time, true FROM n, (SELECT * FROM pairlocks WHERE id = 1) AS first`, 2*fewLocks))
		refresh(t, keeper)
		for _, statement := range []string{"UPDATE pairlocks SET active = false WHERE id = (SELECT max(id) FROM pairlocks)",
			"DELETE FROM pairlocks WHERE id = 105", "DELETE FROM pairlocks WHERE id = 1900", "UPDATE pairlocks SET id = 99999 WHERE id = 106"} {
			slow(keeper)
			exec(t, bot, statement)
			sameData(t, statement, refresh(t, keeper), p.read(t))
		}
	})
}

func TestWhoWaitsIsWokenByEachChangeAndNoOther(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	keeper := must[*Keeper](t)(NewKeeper(p.ledger, discard))
	defer keeper.source.close()
	woken := func(before *State) bool {
		select {
		case <-before.Changed:
			return true
		default:
			return false
		}
	}
	state := keeper.State()
	refresh(t, keeper)
	if !woken(state) {
		t.Error("the first data wake nobody")
	}
	state = keeper.State()
	refresh(t, keeper)
	if woken(state) || keeper.State().Changed != state.Changed || keeper.State().Took != state.Took {
		t.Error("a look that finds nothing new is taken for a change")
	}
	must[*sample.Trade](t)(p.start(t).AddClosed(t.Context(), noon, 0.01))
	refresh(t, keeper)
	if !woken(state) || woken(keeper.State()) || keeper.State().Took <= 0 {
		t.Error("a new trade does not wake")
	}
	state = keeper.State()
	keeper.source.close()
	keeper.source = newSQLite(p.bot + ".nothing")
	keeper.Refresh(t.Context())
	if !woken(state) || keeper.State().Snapshot != state.Snapshot {
		t.Error("a problem does not wake")
	}
}

// Many read snapshots while new ones come; each stays as it is. Only the race detector can tell all of it.
func TestSnapshotsAreReadWhileNewOnesCome(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 40})
	bot, keeper := p.start(t), p.follow(t)
	var readers sync.WaitGroup
	for round := range 20 {
		slow(keeper)
		snapshot := keeper.State().Snapshot
		readers.Go(func() {
			for i, trade := range snapshot.Closed {
				if trade.ID == 0 || trade.Pair.String() == "" || i > 0 && byClose(&snapshot.Closed[i-1], &trade) >= 0 {
					t.Errorf("trade %d is %+v", i, trade)
				}
			}
			if len(snapshot.Closed) != 40+round {
				t.Errorf("the snapshot of round %d has %d trades", round, len(snapshot.Closed))
			}
		})
		at := noon.Add(time.Duration(round-(round%5/4)*3) * time.Hour) // now and then before the last one
		must[*sample.Trade](t)(bot.AddClosed(t.Context(), at, 0.01))
		refresh(t, keeper)
	}
	readers.Wait()
}
