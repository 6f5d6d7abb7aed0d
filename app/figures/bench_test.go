package figures_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// many makes a year of closed trades: 40 pairs, 12 tags, 6 reasons, one in four short.
func many(n int) *ledger.Snapshot {
	random := rand.New(rand.NewPCG(1, 2))
	texts := func(prefix string, n int) []ledger.Text {
		made := make([]ledger.Text, n)
		for i := range made {
			made[i] = ledger.Intern(prefix + string(rune('A'+i)))
		}
		return made
	}
	pairs, tags, reasons, usdt := texts("pair ", 40), texts("tag ", 12), texts("reason ", 6), ledger.Intern("USDT")
	snapshot := &ledger.Snapshot{Base: new(ledger.Base), Closed: make([]ledger.Trade, n)}
	step := 365 * 24 * time.Hour / time.Duration(n)
	for i := range snapshot.Closed {
		ratio := random.NormFloat64()*0.02 + 0.001
		closed := ledger.At(start.Add(time.Duration(i) * step))
		snapshot.Closed[i] = ledger.Trade{
			ID: int64(i + 1), StakeCurrency: usdt, Pair: pairs[random.IntN(len(pairs))], EnterTag: tags[random.IntN(len(tags))],
			ExitReason: reasons[random.IntN(len(reasons))], OpenDate: closed - ledger.Time(random.Int64N(1e11)), CloseDate: closed,
			CloseProfit: ledger.Number(ratio), CloseProfitAbs: ledger.Number(ratio * 100), Stake: 100, Fees: 0.2, Entered: 100,
			Traded: 200, IsShort: random.IntN(4) == 0,
		}
	}
	return snapshot
}

func BenchmarkAMillionTradesFromScratch(b *testing.B) {
	snapshot := many(1_000_000)
	for b.Loop() {
		figures.Of(snapshot, figures.Start{}, nil)
	}
}

func BenchmarkOneMoreTradeAfterAMillion(b *testing.B) {
	snapshot := many(1_000_000)
	before := *snapshot
	before.Closed = snapshot.Closed[:999_999]
	previous := figures.Of(&before, figures.Start{}, nil)
	b.ReportAllocs()
	for b.Loop() {
		figures.Of(snapshot, figures.Start{}, previous)
	}
}
