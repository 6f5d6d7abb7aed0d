package ledger

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// bigKey names a large database for the benchmarks. It is only read, but for what the refreshing benchmark adds and removes.
const bigKey = "LEDGER_BENCH_DATABASE"

func bigDatabase(b *testing.B) string {
	path := os.Getenv(bigKey)
	if path == "" {
		b.Skip("set " + bigKey + " to a database to measure")
	}
	return path
}

func BenchmarkFirstReading(b *testing.B) {
	path := bigDatabase(b)
	began := processorTime(b)
	for b.Loop() {
		snapshot, err := Read(context.Background(), path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(snapshot.Closed)), "trades")
	}
	b.ReportMetric((processorTime(b)-began).Seconds()/float64(b.N), "cpu-s/op")
}

// BenchmarkFullAgain reports the largest heap while everything is read a second time.
func BenchmarkFullAgain(b *testing.B) {
	keeper := keeperOf(b, bigDatabase(b))
	largest := make(chan uint64)
	ctx, stop := context.WithCancel(context.Background())
	go watchHeap(ctx, largest)
	before := keeper.State().Snapshot
	for b.Loop() {
		keeper.reader.full.took = 0 // as if the last full reading had been quick: now everything is read fully
		keeper.seen = nil
		keeper.Refresh(context.Background())
	}
	stop()
	if now := keeper.State(); now.Problem != "" || now.Snapshot != before {
		b.Errorf("read again it is another one: %q", now.Problem)
	}
	b.ReportMetric(float64(<-largest)/(1<<20), "MiB")
}

func BenchmarkRefreshAfterOneTrade(b *testing.B) {
	path := bigDatabase(b)
	keeper := keeperOf(b, path)
	writer := newWriter(b, path)
	defer writer.undo()
	for b.Loop() {
		b.StopTimer()
		writer.add()
		before := keeper.State().Snapshot
		b.StartTimer()
		keeper.Refresh(context.Background())
		if now := keeper.State().Snapshot; len(now.Closed) != len(before.Closed)+1 || now.Base != before.Base {
			b.Fatal("the new trade is not seen at the end")
		}
	}
}

func BenchmarkDetail(b *testing.B) {
	keeper := keeperOf(b, bigDatabase(b))
	closed := keeper.State().Snapshot.Closed
	for i := 0; b.Loop(); i++ {
		detail, err := keeper.Detail(context.Background(), closed[i*7919%len(closed)].ID)
		if err != nil || len(detail.Orders) == 0 {
			b.Fatal(detail, err)
		}
	}
}

func keeperOf(b *testing.B, path string) *Keeper {
	keeper, err := NewKeeper("sqlite://"+path, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	keeper.Refresh(context.Background())
	if problem := keeper.State().Problem; problem != "" {
		b.Fatal(problem)
	}
	return keeper
}

// writer adds trades that are closed, as copies of the last one.
type writer struct {
	b        *testing.B
	database *sql.DB
	last     int64
	added    int64
}

func newWriter(b *testing.B, path string) *writer {
	database, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		b.Fatal(err)
	}
	w := &writer{b: b, database: database}
	if err := database.QueryRow("SELECT max(id) FROM trades WHERE NOT is_open").Scan(&w.last); err != nil {
		b.Fatal(err)
	}
	w.exec("CREATE TEMP TABLE one AS SELECT * FROM trades WHERE id = ?", w.last)
	w.exec("CREATE TEMP TABLE two AS SELECT * FROM orders WHERE ft_trade_id = ?", w.last)
	return w
}

func (w *writer) exec(statement string, args ...any) {
	w.database.SetMaxOpenConns(1) // the temporary tables are a connection's own
	if _, err := w.database.Exec(statement, args...); err != nil {
		w.b.Fatal(err)
	}
}

func (w *writer) add() {
	w.exec("UPDATE one SET id = (SELECT max(id) + 1 FROM trades), close_date = '9998-01-01 00:00:' || printf('%02d.%06d', ? / 1000000, ? % 1000000)", w.added, w.added)
	w.exec("UPDATE two SET id = (SELECT max(id) FROM orders) + 1 + (id % 2), ft_trade_id = (SELECT id FROM one), order_id = order_id || ?", w.added)
	w.added++
	w.exec("BEGIN; INSERT INTO trades SELECT * FROM one; INSERT INTO orders SELECT * FROM two; COMMIT")
}

func (w *writer) undo() {
	w.exec("DELETE FROM orders WHERE ft_trade_id IN (SELECT id FROM trades WHERE close_date LIKE '9998%')")
	w.exec("DELETE FROM trades WHERE close_date LIKE '9998%'")
	w.database.Close()
}

func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func watchHeap(ctx context.Context, answer chan<- uint64) {
	largest, now := uint64(0), runtime.MemStats{}
	for ctx.Err() == nil {
		runtime.ReadMemStats(&now)
		largest = max(largest, now.Sys-now.HeapReleased)
		time.Sleep(20 * time.Millisecond)
	}
	answer <- largest
}
