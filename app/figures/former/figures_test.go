package figures_test

import (
	"database/sql"
	"math"
	"path/filepath"
	"testing"
	"time"

	"crypto-dashboard/app/figures/former"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// closed makes trades with these profits, a day apart; the ratio is a hundredth of the profit.
func closed(profits ...float64) []ledger.Trade {
	trades := make([]ledger.Trade, len(profits))
	for i, profit := range profits {
		trades[i] = ledger.Trade{
			ID: int64(i + 1), StakeCurrency: ledger.Intern("USDT"), CloseDate: ledger.At(start.AddDate(0, 0, i)),
			CloseProfitAbs: ledger.Number(profit), CloseProfit: ledger.Number(profit / 100),
		}
	}
	return trades
}

func wantNear(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 && got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// By hand: +10 −4 +6 −8 −2 0 +5 = 7. Sums 10 6 12 4 2 2 7: the deepest fall is from 12 to 2. Wins are 10, 6, 0 and 5 (a draw
// is a win): 21 against 14 lost, so 1.5. With 100 at the start the fall is 10 of 112.
func TestAgainstPencilAndPaper(t *testing.T) {
	sums := figures.Of(closed(10, -4, 6, -8, -2, 0, 5), 1)
	if sums.Closed != 7 || sums.Open != 1 || sums.Wins != 4 || sums.Losses != 3 || sums.Missing != 0 {
		t.Errorf("counts are %+v", sums)
	}
	rate, _ := sums.WinRate()
	relative, _ := sums.Drawdown.Relative(100)
	wantNear(t, "the profit", sums.Profit, 7)
	wantNear(t, "the win rate", rate, 4.0/7)
	wantNear(t, "the profit factor", sums.ProfitFactor, 1.5)
	wantNear(t, "the drawdown", sums.Drawdown.Absolute, 10)
	wantNear(t, "the relative drawdown", relative, 10.0/112)
	wantNear(t, "the end of the curve", sums.Curve[6].Cumulative, 7)
	if !sums.Drawdown.HighDate.Equal(start.AddDate(0, 0, 2)) || !sums.Drawdown.LowDate.Equal(start.AddDate(0, 0, 4)) {
		t.Errorf("the drawdown is from %v to %v", sums.Drawdown.HighDate, sums.Drawdown.LowDate)
	}
}

func TestALossAtTheStartFallsFromZero(t *testing.T) {
	fall := figures.Of(closed(-3, -4, 2), 0).Drawdown
	wantNear(t, "the drawdown", fall.Absolute, 7)
	if !fall.HighDate.IsZero() {
		t.Errorf("it falls from %v, want from the start", fall.HighDate)
	}
}

func TestWithoutLosses(t *testing.T) {
	sums := figures.Of(closed(1, 2), 0)
	if !math.IsInf(sums.ProfitFactor, 1) || sums.Drawdown.Absolute != 0 {
		t.Errorf("profit factor %v, drawdown %v; want +Inf and 0", sums.ProfitFactor, sums.Drawdown.Absolute)
	}
}

func TestWithoutTrades(t *testing.T) {
	sums := figures.Of(nil, 0)
	if _, ok := sums.WinRate(); ok || sums.Profit != 0 || len(sums.Curve) != 0 {
		t.Errorf("no trades give %+v", sums)
	}
}

// freqtrade takes a missing profit for 0, which is a win.
func TestMissingProfitsCountAsZeroAndAreTold(t *testing.T) {
	trades := closed(5, 5, -5)
	trades[1].CloseProfit, trades[1].CloseProfitAbs = ledger.Missing, ledger.Missing
	sums := figures.Of(trades, 0)
	wantNear(t, "the profit", sums.Profit, 0)
	if sums.Missing != 1 || sums.Wins != 2 {
		t.Errorf("missing %d, wins %d; want 1 and 2", sums.Missing, sums.Wins)
	}
}

func TestSumsThatOverflowAreNotFinite(t *testing.T) {
	if figures.Of(closed(1.7e308, 1.7e308), 0).Finite() {
		t.Error("infinity passes for a number")
	}
	if !figures.Of(closed(1e300, -1e300), 0).Finite() {
		t.Error("a large number does not pass")
	}
}

func TestCurrenciesAreKeptApart(t *testing.T) {
	trades := closed(1, 2, 3)
	trades[1].StakeCurrency = ledger.Intern("BTC")
	groups := figures.ByCurrency(&ledger.Snapshot{Closed: trades})
	if len(groups) != 2 || groups[0].Currency != "USDT" || len(groups[0].Closed) != 2 || len(groups[1].Closed) != 1 {
		t.Errorf("groups %v", groups)
	}
}

// The same figures in SQL, on the sample: another language and another order of sums.
const independent = `
WITH c AS (SELECT close_profit r, close_profit_abs p, close_date d, id FROM trades WHERE is_open = 0),
     s AS (SELECT d, id, sum(p) OVER (ORDER BY d, id) cum FROM c),
     h AS (SELECT cum, max(0, max(cum) OVER (ORDER BY d, id)) high FROM s)
SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM c WHERE r >= 0), (SELECT sum(p) FROM c),
       (SELECT sum(p) FILTER (WHERE r >= 0) / abs(sum(p) FILTER (WHERE r < 0)) FROM c),
       (SELECT max(high - cum) FROM h), (SELECT (high - cum) / (2000 + high) FROM h ORDER BY high - cum DESC LIMIT 1)`

func TestAgainstSQL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sample.sqlite")
	if err := sample.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	snapshot, err := ledger.Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	database, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	var count, wins int
	var profit, factor, drawdown, relative float64
	if err := database.QueryRow(independent).Scan(&count, &wins, &profit, &factor, &drawdown, &relative); err != nil {
		t.Fatal(err)
	}
	sums := figures.Of(snapshot.Closed, len(snapshot.Open))
	ours, _ := sums.Drawdown.Relative(sample.StartingBalance)
	if sums.Closed != count || sums.Wins != wins {
		t.Errorf("%d closed, %d wins; SQL says %d, %d", sums.Closed, sums.Wins, count, wins)
	}
	wantNear(t, "the profit", sums.Profit, profit)
	wantNear(t, "the profit factor", sums.ProfitFactor, factor)
	wantNear(t, "the drawdown", sums.Drawdown.Absolute, drawdown)
	wantNear(t, "the relative drawdown", ours, relative)
}
