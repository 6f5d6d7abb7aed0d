package figures_test

import (
	"math"
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// What freqtrade's own tests (2026.4) expect of the trades they make up.

var noon = time.Date(2023, 9, 5, 10, 0, 0, 0, time.UTC)

// bitcoin is the trades of conftest_trades.py: two closed, four open. Their profits depend on their direction.
func bitcoin(etcShort, xrpShort bool) *ledger.Snapshot {
	ago := func(minutes int) ledger.Time { return ledger.At(noon.Add(time.Duration(-minutes) * time.Minute)) }
	text := ledger.Intern
	etc := ledger.Trade{ID: 2, Pair: text("ETC/BTC"), CloseProfit: 0.005, CloseProfitAbs: 0.000584127, OpenDate: ago(20), CloseDate: ago(2),
		EnterTag: text("TEST1"), ExitReason: text("sell_signal"), Entered: 123 * 0.123, Traded: 2 * 15.129, IsShort: etcShort}
	xrp := ledger.Trade{ID: 3, Pair: text("XRP/BTC"), CloseProfit: 0.01, CloseProfitAbs: 0.000155, OpenDate: ago(20), CloseDate: ago(0),
		ExitReason: text("roi"), Entered: 123 * 0.05, Traded: 2 * 15.129, IsShort: xrpShort}
	if etcShort {
		etc.CloseProfit, etc.CloseProfitAbs = -0.005, -0.005584127
	}
	if xrpShort {
		xrp.CloseProfit, xrp.CloseProfitAbs = -0.01, -0.001155
	}
	snapshot := &ledger.Snapshot{Closed: []ledger.Trade{etc, xrp}}
	for _, open := range []ledger.Trade{{ID: 1, OpenDate: ago(17)}, {ID: 4, OpenDate: ago(14)}, {ID: 5, OpenDate: ago(12), Traded: 15.129},
		{ID: 6, OpenDate: ago(5), Traded: 0.3}} {
		open.Stake, open.StakeCurrency, open.IsOpen = 0.001, text("BTC"), true
		snapshot.Open = append(snapshot.Open, ledger.OpenTrade{Trade: open})
	}
	for i := range snapshot.Closed {
		snapshot.Closed[i].StakeCurrency = text("BTC")
	}
	return snapshot
}

func TestProfitOfFreqtradesBitcoinTrades(t *testing.T) {
	for name, test := range map[string]struct {
		etcShort, xrpShort bool
		start              float64 // 1000 and the stakes of the open trades, less the profit
		wins               int
		best               string
		bestProfit         float64
		bestRatio          float64
		want               map[string]float64 // those that are missing here are absent
	}{
		"short": {true, true, 1000.004 + 0.006739127, 0, "XRP/BTC", -0.001155, -0.00018780487804878, map[string]float64{
			"profit": -0.00673913, "profit ratio": -6.739057628404269e-06, "ratio mean": -0.0075, "ratio sum": -0.015, "factor": 0,
			"win rate": 0, "expectancy": -0.0033695635, "expectancy ratio": -1, "cagr": -0.0024567404889381805,
			"calmar": -1910.497317469542, "sharpe": -58.138247358830355, "sortino": -58.138247358830355, "sqn": -1.5215}},
		"long": {false, false, 1000.004 - 0.000739127, 2, "ETC/BTC", 0.000584127, 0.0000386097560975, map[string]float64{
			"profit": 0.00073913, "profit ratio": 7.391275897987988e-07, "ratio mean": 0.0075, "ratio sum": 0.015,
			"win rate": 1, "expectancy": 0.0003695635, "cagr": 0.0002698167695580622, "sharpe": 65.81269184917424, "sqn": 1.7224}},
		"both": {true, false, 1000.004 + 0.005429127, 1, "XRP/BTC", 0.000155, 0.0000252032520325, map[string]float64{
			"profit": -0.00542913, "profit ratio": -5.429078808526421e-06, "ratio mean": 0.0025, "ratio sum": 0.005,
			"factor": 0.02775724835771106, "win rate": 0.5, "expectancy": -0.0027145635, "expectancy ratio": -0.48612137582114445,
			"cagr": -0.0019796559404918757, "calmar": -1857.4671689202785, "sharpe": -36.14602907243071, "sqn": -0.946}},
	} {
		t.Run(name, func(t *testing.T) {
			snapshot := bitcoin(test.etcShort, test.xrpShort)
			currency := figures.Of(snapshot, figures.Start{Amount: test.start, Known: true, Currency: "BTC"}, nil).Currency("BTC")
			all := currency.All
			if all.Trades != 6 || all.Closed != 2 || all.Wins != test.wins || all.Losses != 2-test.wins {
				t.Errorf("%d trades, %d closed, %d wins, %d losses", all.Trades, all.Closed, all.Wins, all.Losses)
			}
			if best := all.Pairs[0]; best.Name != test.best || !near(best.Profit.Number, test.bestProfit) {
				t.Errorf("the best pair is %+v", best)
			}
			if ratio := all.Pairs[0].Ratio.Number; ratio < test.bestRatio-1e-15 || ratio > test.bestRatio+1e-15 {
				t.Errorf("its ratio is %v, want %v", ratio, test.bestRatio)
			}
			wantNear(t, "the volume", all.Volume, 75.945)
			for what, got := range map[string]figures.Value{
				"profit": all.Profit, "profit ratio": all.ProfitRatio, "ratio mean": all.RatioMean, "ratio sum": all.RatioSum,
				"factor": all.ProfitFactor, "win rate": all.WinRate, "expectancy": all.Expectancy, "expectancy ratio": all.ExpectancyRatio,
				"cagr": all.CAGR, "calmar": all.Calmar, "sharpe": all.Sharpe, "sortino": all.Sortino, "sqn": all.SQN,
			} {
				want, there := test.want[what]
				if there {
					wantNear(t, what, got, want)
				} else if got.OK() {
					t.Errorf("%s is %v, want none", what, got)
				}
			}
		})
	}
}

// tether is the trades of conftest_trades_usdt.py: three closed, four open.
func tether() *ledger.Snapshot {
	ago := func(minutes int) ledger.Time { return ledger.At(noon.Add(time.Duration(-minutes) * time.Minute)) }
	text := ledger.Intern
	const twoDays = 2 * 24 * 60
	snapshot := &ledger.Snapshot{Closed: []ledger.Trade{
		{ID: 1, Pair: text("LTC/USDT"), CloseProfit: -0.2, CloseProfitAbs: -4.09, OpenDate: ago(twoDays + 20), CloseDate: ago(twoDays + 5),
			Entered: 20},
		{ID: 2, Pair: text("NEO/USDT"), CloseProfit: 0.05, CloseProfitAbs: 3.9875, OpenDate: ago(20), CloseDate: ago(2), Entered: 200,
			EnterTag: text("TEST1"), ExitReason: text("exit_signal")},
		{ID: 3, Pair: text("XRP/USDT"), CloseProfit: 0.1, CloseProfitAbs: 2.8425, OpenDate: ago(20), CloseDate: ago(0), Entered: 30,
			EnterTag: text("TEST3"), ExitReason: text("roi")},
	}}
	for i := range snapshot.Closed {
		snapshot.Closed[i].StakeCurrency, snapshot.Closed[i].IsShort = text("USDT"), true
	}
	for id, opened := range map[int64]int{4: 14, 5: 12, 6: 5, 7: 17} {
		snapshot.Open = append(snapshot.Open, ledger.OpenTrade{Trade: ledger.Trade{ID: id, OpenDate: ago(opened), StakeCurrency: text("USDT"),
			Stake: 20, IsOpen: true, IsShort: id < 6}})
	}
	return snapshot
}

func TestProfitOfFreqtradesTetherTrades(t *testing.T) {
	currency := figures.Of(tether(), figures.Start{}, nil).Currencies[0]
	all := currency.All
	wantNear(t, "the profit", all.Profit, 2.74)
	wantNear(t, "the mean ratio", all.RatioMean, -0.05/3)
	wantNear(t, "the win rate", all.WinRate, 2.0/3)
	wantNear(t, "the expectancy", all.Expectancy, 2.74/3)
	wantNear(t, "the expectancy ratio", all.ExpectancyRatio, 0.2233088834555828)
	wantNear(t, "the mean duration", all.DurationMean, (17*time.Minute + 40*time.Second).Seconds())
	wantAt(t, "the first opening", all.FirstOpened, noon.AddDate(0, 0, -2).Add(-20*time.Minute))
	wantAt(t, "the last opening", all.LastOpened, noon.Add(-17*time.Minute))
	if all.Trades != 7 || currency.Long.Trades != 2 || currency.Short.Trades != 5 {
		t.Errorf("%d trades, %d long, %d short; want 7, 2, 5", all.Trades, currency.Long.Trades, currency.Short.Trades)
	}
	if all.Pairs[0].Name != "NEO/USDT" || len(currency.Long.Pairs) != 0 || currency.Short.Pairs[0].Name != "NEO/USDT" {
		t.Errorf("the best pairs are %v, %v, %v", all.Pairs, currency.Long.Pairs, currency.Short.Pairs)
	}
}

func TestPerformanceOfFreqtradesTetherTrades(t *testing.T) {
	all := figures.Of(tether(), figures.Start{}, nil).Currencies[0].All
	for i, want := range []figures.Group{
		{Name: "NEO/USDT", Profit: figures.Value{Number: 3.9875}, Ratio: figures.Value{Number: 0.0199375}},
		{Name: "XRP/USDT", Profit: figures.Value{Number: 2.8425}, Ratio: figures.Value{Number: 0.09475}},
		{Name: "LTC/USDT", Profit: figures.Value{Number: -4.09}, Ratio: figures.Value{Number: -0.2045}},
	} {
		got := all.Pairs[i]
		wantNear(t, "the profit of "+want.Name, got.Profit, want.Profit.Number)
		wantNear(t, "the ratio of "+want.Name, got.Ratio, want.Ratio.Number)
		if got.Name != want.Name || got.Count != 1 {
			t.Errorf("line %d is %+v", i, got)
		}
	}
	for i, want := range []string{"TEST1", "TEST3", "Other"} {
		if all.EnterTags[i].Name != want {
			t.Errorf("tag %d is %s, want %s", i, all.EnterTags[i].Name, want)
		}
	}
	wantNear(t, "the ratio of exit_signal", all.ExitReasons[0].Ratio, 0.0199375)
}

func TestDaysOfFreqtradesTetherTrades(t *testing.T) {
	currency := figures.Of(tether(), figures.Start{}, nil).Currencies[0]
	days := currency.PeriodsFrom(figures.Value{Number: 1069.2}, figures.Days, noon, 7)
	if len(days) != 7 || !days[0].Begin.Equal(time.Date(2023, 9, 5, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("%d days from %v", len(days), days[0].Begin)
	}
	for i, want := range []struct {
		profit, balance, relative float64
		count                     int
	}{{6.83, 1062.37, 0.00642902, 2}, {0, 1062.37, 0, 0}, {-4.09, 1066.46, -0.00383512, 1}, {0, 1066.46, 0, 0}, {0, 1066.46, 0, 0}} {
		wantNear(t, "the profit", days[i].Profit, want.profit)
		wantNear(t, "the balance", days[i].Balance, want.balance)
		if got := days[i].Relative; got.Number < want.relative-5e-9 || got.Number > want.relative+5e-9 || days[i].Count != want.count {
			t.Errorf("day %d is %+v", i, days[i])
		}
	}
}

func TestExpectancyOfFreqtradesExample(t *testing.T) {
	all := allOf(t, closed(100, 200, 50, -150, 300, -100, 80, -30)...)
	wantNear(t, "the expectancy", all.Expectancy, 56.25)
	wantNear(t, "its ratio", all.ExpectancyRatio, 0.6026785714285714)
}

func TestQualityNumberOfFreqtradesExamples(t *testing.T) {
	wantNear(t, "mixed", allOf(t, closed(1, -0.5, 2, -1, 0.5, 1.5, -0.5, 1)...).SQN, 1.3229)
	wantNear(t, "all winning", allOf(t, closed(1, 0.5, 2, 1.5, 0.8)...).SQN, 4.3657)
	wantNear(t, "all losing", allOf(t, closed(-1, -0.5, -2, -1.5, -0.8)...).SQN, -4.3657)
	wantAbsent(t, "a single trade", allOf(t, closed(1)...).SQN, "the profits do not differ (freqtrade shows -100)")
}

func TestDrawdownOfFreqtradesExamples(t *testing.T) {
	profits := []float64{0.011580, 0.010048, 0.011340, 0.012161, 0.010416, 0.010009, 0.020024, -0.024662, -0.022350, 0.020496,
		-0.029859, -0.030511, 0.010041, 0.010872, -0.025782, 0.010400, 0.012374, 0.012467, 0.114741, 0.010303, 0.010088, -0.033961,
		0.010680, 0.010886, -0.029274, 0.011178, 0.010693, 0.010711}
	fall := fallFrom(t, 0.2, profits...)
	wantNear(t, "the fall", fall.Absolute, 0.091755)
	wantNear(t, "its share", fall.Relative, 0.091755/(0.2+0.085578))
	wantNear(t, "of winners", fallFrom(t, 1, profits[:5]...).Absolute, 0)
	losing := fallFrom(t, 1, -0.011580, -0.010048, -0.011340, -0.012161, -0.010416)
	wantNear(t, "of losers", losing.Absolute, 0.055545)
	wantNear(t, "their high", losing.High, 0)
	wantNear(t, "their current fall", losing.Current.Absolute, 0.055545)
	later := fallFrom(t, 1000, 0, -500, 500, 10000, -1000)
	wantNear(t, "the fall", later.Absolute, 1000)
	wantNear(t, "its share", later.Relative, 1.0/11)
	wantAt(t, "the high", later.HighAt, start.AddDate(0, 0, 3).Add(hour))
	wantAt(t, "the low", later.LowAt, start.AddDate(0, 0, 4).Add(hour))
}

func fallFrom(t *testing.T, balance float64, profits ...float64) figures.Drawdown {
	t.Helper()
	begin := figures.Start{Amount: balance, Known: true}
	return figures.Of(&ledger.Snapshot{Closed: closed(profits...)}, begin, nil).Currencies[0].All.Drawdown
}

func TestGrowthOfFreqtradesExamples(t *testing.T) {
	for _, test := range []struct {
		from, to float64
		days     int
		want     float64
	}{{64900, 176000, 3 * 365, 0.3945}, {64900, 176000, 365, 1.7119}, {1000, 1000, 365, 0}, {1000, 1500, 365, 0.5},
		{1000, 1500, 100, 3.3927}, {0.01, 0.01762792, 120, 4.6087}, {1, 6.99, 1, 1.7146249823477656e308}} {
		trades := closed(test.to-test.from, 0)
		trades[1].OpenDate = trades[0].OpenDate + ledger.Time(test.days)*86400*1e6
		begin := figures.Start{Amount: test.from, Known: true}
		got := figures.Of(&ledger.Snapshot{Closed: trades}, begin, nil).Currencies[0].All.CAGR
		if off := math.Abs(got.Number - test.want); !got.OK() || off > 5e-5+1e-9*test.want {
			t.Errorf("from %v to %v in %d days is %v, want %v", test.from, test.to, test.days, got, test.want)
		}
	}
	begin := figures.Start{Amount: 1.49, Known: true}
	huge := figures.Of(&ledger.Snapshot{Closed: closed(11.2-1.49, 0)}, begin, nil).Currencies[0].All.CAGR
	wantAbsent(t, "a huge gain in a day", huge, "over so few days it is too large a number")
}
