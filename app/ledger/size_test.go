package ledger

import (
	"context"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"crypto-dashboard/app/sample"
)

// The README says how much memory a trade takes.
func TestATradeIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Trade{}); size != 144 {
		t.Errorf("a trade takes %d bytes, the README says 144", size)
	}
}

// bigKey is the address of a large sample database for the benchmarks, sqlite:/// or postgres:// with the bot's role. That of a refresh
// adds trades and deletes them again.
const bigKey = "LEDGER_BENCH_DATABASE"

func bigDatabase(b *testing.B) place {
	address := os.Getenv(bigKey)
	if address == "" {
		b.Skip("set " + bigKey + " to the address of a sample database, as sample-ledger -closed 1000000 makes it")
	}
	return place{strings.TrimPrefix(address, "sqlite://"), address}
}

func BenchmarkFirstReading(b *testing.B) {
	p := bigDatabase(b)
	used := processorTime(b)
	for b.Loop() {
		b.ReportMetric(float64(len(p.follow(b).State().Snapshot.Closed)), "trades")
	}
	b.ReportMetric((processorTime(b)-used).Seconds()/float64(b.N), "cpu-s/op")
}

// BenchmarkReadingAllAgain reports the largest memory that Go held meanwhile.
func BenchmarkReadingAllAgain(b *testing.B) {
	keeper := bigDatabase(b).follow(b)
	largest := make(chan uint64)
	ctx, stop := context.WithCancel(context.Background())
	go watchMemory(ctx, largest)
	before, used := keeper.State().Snapshot, processorTime(b)
	for b.Loop() {
		keeper.reader.full.took = 0 // as if the last full reading had been quick
		keeper.seen = nil
		if refresh(b, keeper) != before {
			b.Fatal("read again it is another one")
		}
	}
	stop()
	b.ReportMetric(float64(<-largest)/(1<<20), "MiB")
	b.ReportMetric((processorTime(b)-used).Seconds()/float64(b.N), "cpu-s/op")
}

func watchMemory(ctx context.Context, answer chan<- uint64) {
	largest, now := uint64(0), runtime.MemStats{}
	for ctx.Err() == nil {
		runtime.ReadMemStats(&now)
		largest = max(largest, now.Sys-now.HeapReleased)
		time.Sleep(20 * time.Millisecond)
	}
	answer <- largest
}

func BenchmarkRefreshAfterOneTrade(b *testing.B) {
	p := bigDatabase(b)
	keeper, bot := p.follow(b), p.start(b)
	defer forget(b, bot, refresh(b, keeper))
	used := processorTime(b)
	for b.Loop() {
		b.StopTimer()
		before := refresh(b, keeper)
		at := before.Closed[len(before.Closed)-1].CloseDate.Time().Add(time.Minute)
		must[*sample.Trade](b)(bot.AddClosed(b.Context(), at, 0.01))
		b.StartTimer()
		if now := refresh(b, keeper); len(now.Closed) != len(before.Closed)+1 || now.Base != before.Base {
			b.Fatal("the new trade is not seen at the end")
		}
	}
	b.ReportMetric((processorTime(b)-used).Seconds()/float64(b.N), "cpu-s/op")
}

// forget deletes what was added after a snapshot.
func forget(b *testing.B, bot *sample.Bot, before *Snapshot) {
	highest := before.Open[len(before.Open)-1].ID
	for _, trade := range before.Closed {
		highest = max(highest, trade.ID)
	}
	if err := bot.Exec(context.Background(), "DELETE FROM orders WHERE ft_trade_id > $1", highest); err != nil {
		b.Error(err)
	}
	if err := bot.Exec(context.Background(), "DELETE FROM trades WHERE id > $1", highest); err != nil {
		b.Error(err)
	}
}

func BenchmarkDetail(b *testing.B) {
	keeper := bigDatabase(b).follow(b)
	closed := keeper.State().Snapshot.Closed
	for i := 0; b.Loop(); i++ {
		if detail := must[*Detail](b)(keeper.Detail(b.Context(), closed[i*7919%len(closed)].ID)); len(detail.Orders) == 0 {
			b.Fatal(detail)
		}
	}
}

func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
