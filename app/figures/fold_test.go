package figures_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"
	"testing"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// difference compares all that can be seen of two figures, to the last bit.
func difference(a, b *figures.Figures) string {
	if a.Version == b.Version && a.Start == b.Start && reflect.DeepEqual(a.Currencies, b.Currencies) {
		return ""
	}
	points := cmp.Transformer("Points", func(c figures.Curve) [][]figures.Point {
		return [][]figures.Point{c.Points(1 << 20), c.Points(100), {c.Lowest, c.Highest, c.Deepest, c.Last}}
	})
	return cmp.Diff(a, b, points, cmpopts.IgnoreUnexported(figures.Figures{}, figures.Point{}), cmpopts.EquateEmpty())
}

// number is one that trades have, or one that only damaged ones have.
func number(t *rapid.T, what string) ledger.Number {
	switch rapid.IntRange(0, 20).Draw(t, what+" kind") {
	case 0:
		return ledger.Missing
	case 1, 2:
		return 0
	case 3:
		return ledger.Number(rapid.SampledFrom([]float64{1e-13, -1e-13, 1e15, -1e15, 0.1}).Draw(t, what))
	}
	return ledger.Number(rapid.Float64Range(-100, 100).Draw(t, what))
}

func text(t *rapid.T, what string, texts ...string) ledger.Text {
	if chosen := rapid.SampledFrom(append(texts, "NULL")).Draw(t, what); chosen != "NULL" {
		return ledger.Intern(chosen)
	}
	return 0
}

// trades makes trades in the order of a ledger: by closing time and then id, those without a closing time last.
func trades(t *rapid.T) []ledger.Trade {
	made := make([]ledger.Trade, rapid.IntRange(0, 60).Draw(t, "trades"))
	at := ledger.At(start)
	ids := rapid.Permutation(make([]int, len(made))).Draw(t, "ids")
	for i := range made {
		at += ledger.Time(rapid.SampledFrom([]int64{0, 1, 1e6, 3600e6, 86400e6, 40 * 86400e6}).Draw(t, "pause"))
		made[i] = ledger.Trade{
			ID: int64(ids[i] + i + 1), CloseDate: at, OpenDate: at - ledger.Time(rapid.Int64Range(0, 1e12).Draw(t, "duration")),
			CloseProfit: number(t, "ratio"), CloseProfitAbs: number(t, "profit"), Stake: number(t, "stake"), Fees: number(t, "fees"),
			Funding: number(t, "funding"), Entered: number(t, "entered").Or(0), Traded: number(t, "traded").Or(0),
			Pair: text(t, "pair", "A/X", "B/X", "C/X"), EnterTag: text(t, "tag", "one", "Other", ""), ExitReason: text(t, "reason", "roi"),
			StakeCurrency: text(t, "currency", "X", "X", "Y"), IsShort: rapid.Bool().Draw(t, "short"),
		}
	}
	for i := len(made) - rapid.IntRange(0, min(2, len(made))).Draw(t, "undated"); i < len(made); i++ {
		made[i].CloseDate = ledger.Never
	}
	return made
}

func openTrades(t *rapid.T) []ledger.OpenTrade {
	open := make([]ledger.OpenTrade, rapid.IntRange(0, 3).Draw(t, "open"))
	for i := range open {
		open[i].ID, open[i].OpenDate = int64(1000+i), ledger.At(start)+ledger.Time(i*1e9)
		open[i].StakeCurrency, open[i].IsShort = text(t, "currency", "X", "Z"), rapid.Bool().Draw(t, "short")
		open[i].Stake, open[i].Realized = number(t, "stake"), number(t, "realized")
	}
	return open
}

func begin(t *rapid.T) figures.Start {
	return rapid.SampledFrom([]figures.Start{{}, {Amount: 100, Known: true, Currency: "X"}, {Amount: 7, Known: true}}).Draw(t, "start")
}

// However the trades arrive, the figures are the same to the last bit, and those of before stay as they were. Whichever earlier
// state they are made from.
func TestWhatIsAddedStepByStepIsWhatIsAddedAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, base := trades(t), new(ledger.Base)
		seen, snapshots := []*figures.Figures{nil}, []*ledger.Snapshot{nil}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			previous := rapid.SampledFrom(seen).Draw(t, "previous")
			snapshot := &ledger.Snapshot{Base: base, Closed: all[:rapid.IntRange(0, len(all)).Draw(t, "until")], Open: openTrades(t)}
			seen = append(seen, figures.Of(snapshot, begin(t), previous))
			snapshots = append(snapshots, snapshot)
		}
		for i, then := range seen[1:] {
			if diff := difference(figures.Of(snapshots[i+1], then.Start, nil), then); diff != "" {
				t.Fatalf("step %d of %d differs (-at once +step by step):\n%s", i+1, len(seen)-1, diff)
			}
		}
	})
}

func TestAnotherBaseIsAddedUpAfresh(t *testing.T) {
	first := figures.Of(&ledger.Snapshot{Base: new(ledger.Base), Closed: closed(1, 2, 3)}, figures.Start{}, nil)
	for name, snapshot := range map[string]*ledger.Snapshot{
		"another base": {Base: new(ledger.Base), Closed: closed(5, 6, 7, 8)},
		"no base":      {Closed: closed(5, 6, 7, 8)},
	} {
		if diff := difference(figures.Of(snapshot, figures.Start{}, nil), figures.Of(snapshot, figures.Start{}, first)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	none := figures.Of(&ledger.Snapshot{Closed: closed(1, 2, 3)}, figures.Start{}, nil)
	fewer := &ledger.Snapshot{Closed: closed(9, 9, 9, 9)}
	if diff := difference(figures.Of(fewer, figures.Start{}, nil), figures.Of(fewer, figures.Start{}, none)); diff != "" {
		t.Errorf("both without a base: %s", diff)
	}
}

// An older snapshot of the same base can come late.
func TestFewerTradesThanBefore(t *testing.T) {
	base := new(ledger.Base)
	all := closed(1, 2, 3, 4)
	later := figures.Of(&ledger.Snapshot{Base: base, Closed: all}, figures.Start{}, nil)
	earlier := &ledger.Snapshot{Base: base, Closed: all[:2]}
	if diff := difference(figures.Of(earlier, figures.Start{}, nil), figures.Of(earlier, figures.Start{}, later)); diff != "" {
		t.Error(diff)
	}
}

// What a state holds is not touched when others are made from it, again and again.
func TestAStateHasManySuccessors(t *testing.T) {
	base, all := new(ledger.Base), closed(1, 5, 1, 5, 5)
	for i := range all {
		all[i].CloseDate = ledger.At(start)
		all[i].OpenDate = all[i].CloseDate - ledger.Time(all[i].CloseProfitAbs*1e6)
	}
	state := figures.Of(&ledger.Snapshot{Base: base, Closed: all[:2]}, figures.Start{}, nil)
	for range 3 {
		made := figures.Of(&ledger.Snapshot{Base: base, Closed: all}, figures.Start{}, state)
		if diff := difference(figures.Of(&ledger.Snapshot{Closed: all}, figures.Start{}, nil), made); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Readers of one state, and two successors made from it at once: for the race detector, and to see that it stays.
func TestReadersAndSuccessorsDoNotMeet(t *testing.T) {
	base := new(ledger.Base)
	all := closed(make([]float64, 5000)...)
	for i := range all {
		all[i].CloseProfitAbs = ledger.Number(math.Sin(float64(i)) * 10)
		all[i].CloseProfit = all[i].CloseProfitAbs / 100
		all[i].Pair, all[i].StakeCurrency = ledger.Intern(fmt.Sprint("pair ", i%7)), ledger.Intern(fmt.Sprint("currency ", i%3))
	}
	first := &ledger.Snapshot{Base: base, Closed: all[:4000]}
	state := figures.Of(first, figures.Start{Amount: 100, Known: true}, nil)
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			next := &ledger.Snapshot{Base: base, Closed: all[:4000+250*i]}
			if diff := difference(figures.Of(next, state.Start, nil), figures.Of(next, state.Start, state)); diff != "" {
				t.Error(diff)
			}
		})
		wait.Go(func() { state.Currencies[0].All.Curve.Points(50) })
	}
	wait.Wait()
	if diff := difference(figures.Of(first, state.Start, nil), state); diff != "" {
		t.Errorf("it changed: %s", diff)
	}
}

// An open trade in a currency of its own is added by each reader, to a list that they share.
func TestReadersOfOneStateWithOpenTrades(t *testing.T) {
	trades := closed(1, 2, 3)
	for i, currency := range []string{"A", "B", "C"} {
		trades[i].StakeCurrency = ledger.Intern(currency)
	}
	snapshot := &ledger.Snapshot{Base: new(ledger.Base), Closed: trades}
	state := figures.Of(snapshot, figures.Start{}, nil)
	var wait sync.WaitGroup
	for _, currency := range []string{"D", "E", "F", "G"} {
		with := *snapshot
		with.Open = []ledger.OpenTrade{{Trade: ledger.Trade{StakeCurrency: ledger.Intern(currency)}}}
		wait.Go(func() {
			if figures.Of(&with, figures.Start{}, state).Currency(currency) == nil {
				t.Errorf("no figures in %s", currency)
			}
		})
	}
	wait.Wait()
}

// The same trades in another order of closing have the same sums to 1e-12, whatever their size.
func TestTheOrderDoesNotShowInSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		profits := rapid.SliceOfN(rapid.Float64Range(-1e9, 1e9), 2, 200).Draw(t, "profits")
		profits = append(profits, 1e14, -1e14)
		shuffled := rapid.Permutation(profits).Draw(t, "shuffled")
		if slices.Equal(profits, shuffled) {
			return
		}
		a, b := of(closed(profits...)...).Currencies[0].All.ProfitMean.Number, of(closed(shuffled...)...).Currencies[0].All.ProfitMean.Number
		if math.Abs(a-b) > 1e-12*max(math.Abs(a), math.Abs(b)) {
			t.Fatalf("%v or %v", a, b)
		}
	})
}
