package tradelist

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"crypto-dashboard/app/ledger"
)

// million is a snapshot of a million closed trades, made once.
var million = sync.OnceValue(func() *ledger.Snapshot {
	random := rand.New(rand.NewPCG(1, 2))
	snapshot := &ledger.Snapshot{Version: "million", Base: new(ledger.Base), Closed: make([]ledger.Trade, 1_000_000)}
	at := ledger.At(noon.AddDate(-8, 0, 0))
	for i := range snapshot.Closed {
		at += ledger.Time(random.Int64N(400e6))
		snapshot.Closed[i] = randomTrade(random, int64(i+1), at)
	}
	return snapshot
})

func randomTrade(random *rand.Rand, id int64, closed ledger.Time) ledger.Trade {
	ratio := random.NormFloat64() / 50
	return ledger.Trade{ID: id, OpenDate: closed - ledger.Time(random.Int64N(86400e6)), CloseDate: closed, OpenRate: ledger.Number(1 + random.Float64()),
		CloseRate: ledger.Number(1 + random.Float64()), CloseProfit: ledger.Number(ratio), CloseProfitAbs: ledger.Number(ratio * 200), Stake: 200, Amount: 150,
		Leverage: 1, Fees: 0.4, Pair: ledger.Intern(fmt.Sprintf("C%d/USDT", random.IntN(80))), StakeCurrency: ledger.Intern("USDT"),
		EnterTag: ledger.Intern(fmt.Sprintf("tag %d", random.IntN(30))), ExitReason: ledger.Intern(fmt.Sprintf("reason %d", random.IntN(8))),
		Strategy: ledger.Intern("S"), BaseCurrency: ledger.Intern("C"), IsShort: random.IntN(2) == 0}
}

// fresh makes every list anew.
func benchmarkPage(b *testing.B, query Query, fresh bool) {
	snapshot := million()
	lister := New()
	lister.Choices(snapshot)
	b.ReportAllocs()
	for b.Loop() {
		if fresh {
			lister.kept = newCache(keptBytes)
		}
		if _, err := lister.Page(b.Context(), snapshot, query); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDefault(b *testing.B) { benchmarkPage(b, Query{}, true) }
func BenchmarkFirstPageByProfit(b *testing.B) {
	benchmarkPage(b, Query{Sort: ByProfit, Descending: true}, true)
}
func BenchmarkFirstPageByID(b *testing.B) {
	benchmarkPage(b, Query{Sort: ByID, Descending: true}, true)
}
func BenchmarkFirstPageFiltered(b *testing.B) {
	benchmarkPage(b, Query{PairPart: "c1", Side: Long, Profit: Range{Min: Bound{-1, true}}, Sort: ByRatio}, true)
}
func BenchmarkLastPageByProfit(b *testing.B) {
	benchmarkPage(b, Query{Sort: ByProfit, Page: mostPages}, true)
}
func BenchmarkLastPageByTag(b *testing.B) {
	benchmarkPage(b, Query{Sort: ByEnterTag, Page: mostPages}, true)
}
func BenchmarkLastPageByCloseDateFiltered(b *testing.B) {
	benchmarkPage(b, Query{Side: Long, Page: mostPages}, true)
}
func BenchmarkNextPageByProfit(b *testing.B) {
	benchmarkPage(b, Query{Sort: ByProfit, Page: 7777}, false)
}

func BenchmarkFirstLook(b *testing.B) {
	for b.Loop() {
		New().Choices(million())
	}
}
