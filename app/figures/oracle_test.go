package figures_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"

	_ "modernc.org/sqlite"
)

// now is when the samples end.
var now = time.Date(2026, 11, 1, 18, 0, 0, 0, time.UTC)

// python computes the same figures in another language, from the definitions and with exact sums. It needs python3 and nothing else.
func python(t *testing.T, path string, start float64) map[string]any {
	t.Helper()
	command := exec.CommandContext(t.Context(), "python3", "testdata/figures.py", path, fmt.Sprint(start), now.Format("2006-01-02T15:04:05"))
	var complaint bytes.Buffer
	command.Stderr = &complaint
	output, err := command.Output()
	if err != nil {
		t.Fatalf("run testdata/figures.py: %v\n%s", err, complaint.String())
	}
	var made map[string]any
	if err := json.Unmarshal(output, &made); err != nil {
		t.Fatalf("read what testdata/figures.py printed: %v", err)
	}
	return made
}

// edits make a sample richer: draws, missing tags, tags of the missing ones' name, ties, two currencies, exits in part, no rows.
var edits = []string{
	`UPDATE trades SET close_profit = 0, close_profit_abs = 0 WHERE id % 23 = 0 AND is_open = 0`,
	`UPDATE trades SET enter_tag = NULL WHERE id % 7 = 0`,
	`UPDATE trades SET enter_tag = 'Other' WHERE id % 17 = 0`,
	`UPDATE trades SET exit_reason = NULL WHERE id % 11 = 0`,
	`UPDATE trades SET close_date = (SELECT close_date FROM trades f WHERE f.id = 20) WHERE id BETWEEN 21 AND 26 AND is_open = 0`,
	`UPDATE trades SET stake_currency = 'EUR' WHERE id % 5 = 0`,
	`UPDATE trades SET close_profit_abs = NULL WHERE id = 31`,
	`UPDATE trades SET close_profit = NULL, close_profit_abs = NULL WHERE id = 32`,
	`UPDATE trades SET close_date = NULL WHERE id IN (41, 45)`,
	`UPDATE trades SET realized_profit = 12.5 WHERE is_open = 1`,
	`UPDATE orders SET filled = 0 WHERE id % 50 = 0`,
	`UPDATE orders SET average = NULL WHERE id % 9 = 0`,
	`UPDATE orders SET status = 'canceled' WHERE id % 13 = 0`,
	`DELETE FROM orders WHERE ft_trade_id = 61`,
}

func TestAgainstPython(t *testing.T) {
	for name, test := range map[string]struct {
		options sample.Options
		edits   []string
	}{
		"spot":            {},
		"futures":         {options: sample.Options{Mode: sample.Futures, Closed: 200}},
		"2024.10":         {options: sample.Options{Version: "2024.10", Mode: sample.Futures, Closed: 50}},
		"edited spot":     {options: sample.Options{Closed: 200}, edits: edits},
		"edited futures":  {options: sample.Options{Mode: sample.Futures, Closed: 200, StakeCurrency: "USDC"}, edits: edits},
		"no closed trade": {options: sample.Options{Closed: 5}, edits: []string{`DELETE FROM trades WHERE is_open = 0`}},
		"one trade":       {options: sample.Options{Closed: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "sample.sqlite")
			if err := sample.WriteWith(t.Context(), path, test.options); err != nil {
				t.Fatal(err)
			}
			edit(t, path, test.edits)
			snapshot, err := ledger.Read(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			compareAll(t, snapshot, python(t, path, sample.StartingBalance))
		})
	}
}

func edit(t *testing.T, path string, statements []string) {
	t.Helper()
	database, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	for _, statement := range statements {
		if _, err := database.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func compareAll(t *testing.T, snapshot *ledger.Snapshot, want map[string]any) {
	t.Helper()
	var previous *figures.Figures
	for currency, want := range want {
		start := figures.Start{Amount: sample.StartingBalance, Known: true, Currency: currency}
		previous = figures.Of(snapshot, start, previous)
		if len(previous.Currencies) == 0 || previous.Currency(currency) == nil {
			t.Fatalf("no figures in %s", currency)
		}
		compare(t, currency, shown(previous.Currency(currency)), want)
	}
}

// shown is what is compared of a currency, in the form of the other computation.
func shown(c *figures.Currency) map[string]any {
	all := sideShown(c.All)
	all["cagr"] = c.All.CAGR
	return map[string]any{"all": all, "long": sideShown(c.Long), "short": sideShown(c.Short), "balance": c.Balance,
		"daily": periodsShown(c, figures.Days), "weekly": periodsShown(c, figures.Weeks), "monthly": periodsShown(c, figures.Months)}
}

func sideShown(s *figures.Side) map[string]any {
	made := map[string]any{
		"trade_count": s.Trades, "closed_trade_count": s.Closed, "undated": s.Undated, "missing": s.Missing,
		"winning_trades": s.Wins, "losing_trades": s.Losses, "winrate": s.WinRate,
		"profit_closed_coin": s.Profit, "profit_closed_ratio": s.ProfitRatio, "profit_mean": s.ProfitMean,
		"profit_closed_ratio_mean": s.RatioMean, "profit_closed_ratio_sum": s.RatioSum, "ratio_median": roughly{s.RatioMedian},
		"profit_factor": s.ProfitFactor, "expectancy": s.Expectancy, "expectancy_ratio": s.ExpectancyRatio,
		"sharpe": s.Sharpe, "sortino": s.Sortino, "calmar": s.Calmar, "sqn": s.SQN, "days": s.Days,
		"first_trade": s.FirstOpened, "latest_trade": s.LastOpened, "first_closed": s.FirstClosed, "last_closed": s.LastClosed,
		"avg_duration": s.DurationMean, "duration_median": roughly{s.DurationMedian}, "trading_volume": s.Volume,
		"funding":     []any{s.Funding.Sum, s.Funding.Mean, s.Funding.Missing},
		"performance": groupsShown(s.Pairs), "entries": groupsShown(s.EnterTags), "exits": groupsShown(s.ExitReasons),
		"outcomes":  []any{s.Outcomes.Wins, s.Outcomes.Draws, s.Outcomes.Losses},
		"durations": []any{s.Outcomes.WinDuration, s.Outcomes.DrawDuration, s.Outcomes.LossDuration},
		"best":      int(s.Best.ID), "worst": int(s.Worst.ID), "streaks": []any{s.Streak, s.LongestWins, s.LongestLosses},
		"open":   []any{s.Open.Count, s.Open.Stake, s.Open.Realized},
		"ratios": binsShown(s.Ratios), "lengths": binsShown(s.Durations), "calendar": []any{}, "week": []any{},
	}
	for _, day := range s.Calendar {
		line := []any{day.Date.Time().Format("2006-01-02"), day.Profit, day.Count, day.Wins}
		made["calendar"] = append(made["calendar"].([]any), line)
	}
	for _, day := range s.Week {
		var cells []any
		for _, cell := range day {
			cells = append(cells, []any{cell.Count, cell.Profit})
		}
		made["week"] = append(made["week"].([]any), cells)
	}
	if s.Closed > 0 {
		addDrawdown(made, s)
	}
	return made
}

func addDrawdown(made map[string]any, s *figures.Side) {
	d := s.Drawdown
	for name, value := range map[string]any{
		"max_drawdown_abs": d.Absolute, "max_drawdown": d.Relative, "drawdown_high": d.High, "drawdown_low": d.Low,
		"start": d.HighAt, "end": d.LowAt, "current_drawdown_abs": d.Current.Absolute, "current_drawdown": d.Current.Relative,
		"current_drawdown_high": d.Current.High, "current_start": d.Current.Since,
	} {
		made[name] = value
	}
	var last []any // the last point of each moment
	for i, point := range s.Curve.Points(1 << 20) {
		if i > 0 && last[len(last)-1].([]any)[0] == point.At {
			last = last[:len(last)-1]
		}
		last = append(last, []any{point.At, point.Cumulative, point.High})
	}
	made["curve"] = last
}

func groupsShown(groups []figures.Group) []any {
	lines := []any{}
	for _, g := range groups {
		lines = append(lines, []any{g.Name, g.Count, g.Profit, g.Ratio, g.Wins, g.Draws, g.Losses, g.DurationMean})
	}
	return lines
}

func binsShown(bins []figures.Bin) (counts []any) {
	for _, bin := range bins {
		counts = append(counts, bin.Count)
	}
	return counts
}

func periodsShown(c *figures.Currency, unit figures.Unit) (lines []any) {
	for _, p := range c.Periods(unit, now, 40) {
		lines = append(lines, []any{p.Begin.Format("2006-01-02"), p.Profit, p.Count, p.Balance, p.Relative})
	}
	return lines
}

// roughly is a figure that is off by at most a thousandth of itself.
type roughly struct{ figures.Value }

// compare goes through both computations, which have the same form.
func compare(t *testing.T, where string, got, want any) {
	switch got := got.(type) {
	case map[string]any:
		want := want.(map[string]any)
		for name, value := range got {
			compare(t, where+" "+name, value, want[name])
		}
		for name := range want {
			if _, there := got[name]; !there {
				t.Errorf("%s %s is not compared", where, name)
			}
		}
	case []any:
		want, _ := want.([]any)
		if len(got) != len(want) {
			t.Errorf("%s has %d lines, want %d", where, len(got), len(want))
			return
		}
		for i := range got {
			compare(t, fmt.Sprint(where, " ", i), got[i], want[i])
		}
	default:
		if !same(got, want) {
			t.Errorf("%s is %v, want %v", where, got, want)
		}
	}
}

func same(got, want any) bool {
	switch got := got.(type) {
	case figures.Value:
		return sameValue(got, want)
	case roughly:
		number, _ := want.(float64)
		return !got.OK() && want == nil || math.Abs(got.Number-number) <= math.Abs(number)/999+1e-12
	case ledger.Time:
		return !got.Valid() && want == nil || near(float64(got), orNaN(want))
	case int:
		return float64(got) == want
	case float64:
		return nearSum(got, orNaN(want))
	}
	return got == want
}

var freqtradeShows = regexp.MustCompile(`\(freqtrade shows (.*)\)$`)

// sameValue takes an absent figure at its word: what freqtrade shows in its place is what the other computation gives.
func sameValue(got figures.Value, want any) bool {
	if got.OK() {
		return nearSum(got.Number, orNaN(want))
	}
	if said := freqtradeShows.FindStringSubmatch(got.Reason); said != nil {
		number, err := strconv.ParseFloat(said[1], 64)
		return err == nil && number == want
	}
	if got.Reason == figures.NoTrades {
		return want == nil || want == 0.0 || want == 100.0 || want == "inf"
	}
	return want == nil || want == "inf"
}

// nearSum is near; a sum that is 0 but for the rounding of its parts is 0.
func nearSum(a, b float64) bool { return near(a, b) || math.Abs(a) < 1e-10 && math.Abs(b) < 1e-10 }

func orNaN(value any) float64 {
	if number, ok := value.(float64); ok {
		return number
	}
	return math.NaN()
}
