package ledger

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"crypto-dashboard/app/sample"
)

// Whatever the rows hold, every number is one or missing, and following is the same as reading anew.
func TestHostileRows(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 90, Mode: sample.Futures, Hostile: true}, func(t *testing.T, p place) {
		keeper := p.follow(t)
		snapshot := keeper.State().Snapshot
		if len(snapshot.Closed) != 90 || len(snapshot.Open) != 3 {
			t.Errorf("read %d closed and %d open trades", len(snapshot.Closed), len(snapshot.Open))
		}
		for _, trade := range snapshot.Closed {
			wantNumbers(t, &trade)
		}
		if details := must[[]*Detail](t)(keeper.Details(t.Context(), idsOf(snapshot.Closed))); len(details) != 90 {
			t.Errorf("read %d trades whole", len(details))
		}
		slow(keeper)
		must[*sample.Trade](t)(p.start(t).AddClosed(t.Context(), noon, 0.01))
		sameData(t, "after a new trade", refresh(t, keeper), p.read(t))
	})
}

func wantNumbers(t *testing.T, trade *Trade) {
	t.Helper()
	for _, number := range trade.numbers() {
		if math.IsInf(float64(number), 0) {
			t.Errorf("trade %d has an infinite number: %+v", trade.ID, trade)
		}
	}
	for _, number := range []float64{trade.Leverage, trade.Entered, trade.Traded} {
		if math.IsInf(number, 0) || math.IsNaN(number) {
			t.Errorf("trade %d: %v is no number", trade.ID, number)
		}
	}
	for _, at := range []Time{trade.OpenDate, trade.CloseDate} {
		if at.Valid() && (at.Time().Year() < 1 || at.Time().Year() > 9999) {
			t.Errorf("trade %d has the time %v", trade.ID, at.Time())
		}
	}
}

// SQLite's driver would take many forms of times for one. freqtrade writes one form; the others are none, however they are read.
func TestTimesInOtherForms(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	bot, keeper := p.start(t), p.follow(t)
	for _, form := range []string{"2026-03-05T00:00:00Z", "2026-03-05", "2026-03-05 01:02", "2026-03-05 01:02:03+02:00"} {
		slow(keeper)
		exec(t, bot, "UPDATE trades SET open_date = $1, close_date = $1 WHERE id > 28", form)
		exec(t, bot, "UPDATE pairlocks SET lock_end_time = $1", form)
		exec(t, bot, `UPDATE "KeyValueStore" SET datetime_value = $1`, form)
		snapshot := refresh(t, keeper)
		sameData(t, form, snapshot, p.read(t))
		if snapshot.Open[0].OpenDate.Valid() || snapshot.LastOpened.Valid() || snapshot.Locks[0].End.Valid() || snapshot.Started.Valid() {
			t.Errorf("%q is taken for a time", form)
		}
	}
}

// All columns are of no type in this table, as SQLite allows: each gets each of these values.
func TestAnyValueInAnyColumn(t *testing.T) {
	values := []string{"NULL", "''", "'nan'", "'inf'", "9e999", "-9e999", "1e308", "-0.0", "9223372036854775807", "-9223372036854775808", "x'00ff'", "x''",
		"'2026-99-99 00:00:00.000000'", "'0000-00-00 00:00:00'", "'" + strings.Repeat("A", 300) + "'", "true", "2", "'\x01\x7f'"}
	p := sqlitePlace(t, sample.Options{Closed: 30})
	bot := p.start(t)
	for _, table := range []string{"trades", "orders", "pairlocks", "KeyValueStore", "wallet_history"} {
		loosen(t, bot, table)
	}
	keeper := p.follow(t)
	has := keeper.reader.known.tables
	for _, table := range []string{"trades", "orders", "pairlocks", "KeyValueStore", "wallet_history"} {
		for i, column := range has[table] {
			if column == "id" {
				continue
			}
			value := values[i%len(values)]
			exec(t, bot, fmt.Sprintf(`UPDATE "%s" SET "%s" = %s WHERE id %% %d = 0`, table, column, value, 3+i%5))
		}
	}
	for round, value := range values {
		for i, column := range has["trades"] {
			if column != "id" && i%len(values) == round {
				exec(t, bot, fmt.Sprintf(`UPDATE trades SET "%s" = %s WHERE id = %d`, column, value, 1+i%33))
			}
		}
		snapshot := refresh(t, keeper)
		for _, trade := range snapshot.Closed {
			wantNumbers(t, &trade)
		}
		must[[]*Detail](t)(keeper.Details(t.Context(), idsOf(snapshot.Closed)))
	}
}

// loosen takes the types and rules off a table's columns.
func loosen(t *testing.T, bot *sample.Bot, table string) {
	t.Helper()
	exec(t, bot, fmt.Sprintf(`CREATE TABLE loose AS SELECT * FROM "%s"; DROP TABLE "%s"; ALTER TABLE loose RENAME TO "%s"`, table, table, table))
}

// An id that is none means that this is another program's table.
func TestTradesWithoutIDsAreForeign(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	bot := p.start(t)
	loosen(t, bot, "trades")
	exec(t, bot, "UPDATE trades SET id = 'seven' WHERE id = 7")
	wantProblem(t, p, "not a freqtrade database")
}

func TestHugeAndNegativeIDs(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 30}, func(t *testing.T, p place) {
		bot, keeper := p.start(t), p.follow(t)
		lowest, highest := math.MinInt64, math.MaxInt64
		if sample.IsPostgres(p.bot) {
			lowest, highest = math.MinInt32, math.MaxInt32
		}
		for i, id := range []int{-5, highest - 1, lowest, highest} {
			slow(keeper)
			insertTrade(t, bot, id, "pair, is_open, is_short, open_rate, stake_amount, amount, open_date, close_date, close_profit_abs", "ETH/USDT", false, true,
				100.5, 50.0, 0.5, sqliteTime(begun), sqliteTime(ended), 1.5)
			insertOrder(t, bot, 900+i, id, fmt.Sprint("order ", i), "sell", "closed", false, "2, 100, NULL, 2, 200", sqliteTime(ended))
			snapshot := refresh(t, keeper)
			sameData(t, fmt.Sprint("the id ", id), snapshot, p.read(t))
			if detail := must[*Detail](t)(keeper.Detail(t.Context(), int64(id))); detail.ID != int64(id) || len(detail.Orders) != 1 || len(snapshot.Closed) != 31+i {
				t.Errorf("trade %d has %d orders; there are %d trades", detail.ID, len(detail.Orders), len(snapshot.Closed))
			}
		}
	})
}

func wantProblem(t *testing.T, p place, words string) {
	t.Helper()
	keeper := must[*Keeper](t)(NewKeeper(p.ledger, discard))
	defer keeper.source.close()
	keeper.Refresh(t.Context())
	if problem := keeper.State().Problem; !strings.Contains(problem, words) {
		t.Errorf("the problem is %q, want one with %q", problem, words)
	}
}

// A file with a byte changed anywhere is read as it is, or not at all; and never breaks the reader.
func TestDamagedFiles(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 120})
	whole := must[[]byte](t)(os.ReadFile(p.bot))
	for i := range 120 {
		damaged := append([]byte(nil), whole...)
		at := (i * 7919 * 331) % len(damaged)
		for j := at; j < min(at+1+i%40, len(damaged)); j++ {
			damaged[j] ^= byte(0xff >> (i % 7))
		}
		if i%5 == 0 {
			damaged = damaged[:at]
		}
		if err := os.WriteFile(p.bot, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		keeper := must[*Keeper](t)(NewKeeper(p.ledger, discard))
		keeper.Refresh(t.Context())
		if state := keeper.State(); state.Problem == "" {
			for _, trade := range state.Snapshot.Closed {
				wantNumbers(t, &trade)
			}
		}
		keeper.source.close()
	}
}
