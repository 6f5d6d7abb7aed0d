package figures_test

import (
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// By hand: +10 −4 +6 −8 −2 0 +5 = 7. Wins are 10, 6, 0 and 5 (a draw is a win): 21 against 14 lost, so 1.5.
func TestCountsAndProfitByHand(t *testing.T) {
	all := allOf(t, closed(10, -4, 6, -8, -2, 0, 5)...)
	if all.Closed != 7 || all.Trades != 7 || all.Wins != 4 || all.Losses != 3 || all.Missing != 0 || all.Undated != 0 {
		t.Errorf("counts are %+v", all)
	}
	wantNear(t, "the profit", all.Profit, 7)
	wantNear(t, "the profit of the balance", all.ProfitRatio, 0.07)
	wantNear(t, "the mean profit", all.ProfitMean, 1)
	wantNear(t, "the mean ratio", all.RatioMean, 0.01)
	wantNear(t, "the sum of ratios", all.RatioSum, 0.07)
	wantNear(t, "the win rate", all.WinRate, 4.0/7)
	wantNear(t, "the profit factor", all.ProfitFactor, 1.5)
	wantNear(t, "the mean duration", all.DurationMean, 3600)
	wantAt(t, "the first closing", all.FirstClosed, start.Add(time.Hour))
	wantAt(t, "the last closing", all.LastClosed, start.AddDate(0, 0, 6).Add(time.Hour))
}

// A draw is a win for _rpc_trade_statistics, a draw for _rpc_stats, and neither for calculate_expectancy.
func TestADrawIsThreeThings(t *testing.T) {
	trades := closed(3, 0, -1)
	trades[1].OpenDate = trades[1].CloseDate - 10*1e6
	all := allOf(t, trades...)
	if all.Wins != 2 || all.Losses != 1 {
		t.Errorf("%d wins, %d losses; want 2, 1", all.Wins, all.Losses)
	}
	if outcomes := all.Outcomes; outcomes.Wins != 1 || outcomes.Draws != 1 || outcomes.Losses != 1 {
		t.Errorf("outcomes are %+v", outcomes)
	}
	wantNear(t, "the duration of draws", all.Outcomes.DrawDuration, 10)
	wantNear(t, "the duration of wins", all.Outcomes.WinDuration, 3600)
	wantNear(t, "the expectancy ratio", all.ExpectancyRatio, (1+3.0/1)/3-1)
}

func TestWithoutATrade(t *testing.T) {
	if made := of(); len(made.Currencies) != 0 || made.Currency("USDT") != nil {
		t.Errorf("no trades give %+v", made.Currencies)
	}
}

func TestWithOnlyAnOpenTrade(t *testing.T) {
	trade := ledger.OpenTrade{Trade: ledger.Trade{ID: 9, StakeCurrency: ledger.Intern("USDT"), OpenDate: ledger.At(start), Stake: 50,
		Amount: 1, Traded: 40}, Realized: 3}
	waiting := ledger.OpenTrade{Trade: ledger.Trade{ID: 10, StakeCurrency: ledger.Intern("USDT"), OpenDate: ledger.At(start.Add(hour)), IsShort: true}}
	made := figures.Of(&ledger.Snapshot{Open: []ledger.OpenTrade{trade, waiting}}, figures.Start{Amount: 100, Known: true}, nil)
	currency := made.Currency("USDT")
	all := currency.All
	if all.Trades != 2 || all.Closed != 0 || all.Open.Count != 2 || all.Open.Waiting != 1 || currency.Short.Open.Waiting != 1 {
		t.Errorf("counts are %+v", all)
	}
	wantNear(t, "the open stake", all.Open.Stake, 50)
	wantNear(t, "what it took so far", all.Open.Realized, 3)
	wantNear(t, "the balance", currency.Balance, 103)
	wantNear(t, "the profit", all.Profit, 0)
	wantNear(t, "the volume", all.Volume, 40)
	wantAt(t, "the first opening", all.FirstOpened, start)
	wantAt(t, "the last opening", all.LastOpened, start.Add(hour))
	for what, value := range map[string]figures.Value{
		"win rate": all.WinRate, "profit factor": all.ProfitFactor, "expectancy": all.Expectancy, "its ratio": all.ExpectancyRatio,
		"sharpe": all.Sharpe, "sortino": all.Sortino, "calmar": all.Calmar, "sqn": all.SQN, "mean ratio": all.RatioMean,
		"median ratio": all.RatioMedian, "mean duration": all.DurationMean, "median duration": all.DurationMedian,
		"drawdown": all.Drawdown.Absolute, "relative drawdown": all.Drawdown.Relative, "current": all.Drawdown.Current.Absolute,
		"mean stake": all.Stakes.Mean, "win duration": all.Outcomes.WinDuration,
	} {
		wantAbsent(t, what, value, figures.NoTrades)
	}
	if all.FirstClosed.Valid() || all.Best.ID != 0 || all.Curve.Reason != figures.NoTrades || len(all.Curve.Points(100)) != 0 {
		t.Errorf("without a closed trade: %+v", all)
	}
}

// freqtrade takes a missing profit for 0, which is a win; deviations leave it out.
func TestMissingProfitsCountAsZeroAndAreTold(t *testing.T) {
	trades := closed(5, 5, -5)
	trades[1].CloseProfit, trades[1].CloseProfitAbs = ledger.Missing, ledger.Missing
	all := allOf(t, trades...)
	wantNear(t, "the profit", all.Profit, 0)
	if all.Missing != 1 || all.Wins != 2 || all.Closed != 3 || all.Outcomes.Draws != 1 {
		t.Errorf("missing %d, wins %d, closed %d, draws %d; want 1, 2, 3, 1", all.Missing, all.Wins, all.Closed, all.Outcomes.Draws)
	}
	trades[2].CloseProfitAbs = -3
	// Without the missing one: mean 1, sample deviation √32, and still three trades.
	wantNear(t, "the quality number", allOf(t, trades...).SQN, 0.3062)
}

// _rpc_trade_statistics asks for close_date ≥ 1970, which a missing one is not; _rpc_stats and the performance do not ask.
func TestATradeWithoutClosingTimeOnlyCountsInOutcomesAndGroups(t *testing.T) {
	trades := closed(5, 7)
	trades[1].CloseDate = ledger.Never
	made := of(trades...).Currencies[0]
	all := made.All
	if all.Closed != 1 || all.Undated != 1 || all.Outcomes.Wins != 2 || all.Pairs[0].Count != 2 || len(all.Calendar) != 1 {
		t.Errorf("closed %d, undated %d, outcomes %+v, pairs %+v", all.Closed, all.Undated, all.Outcomes, all.Pairs)
	}
	wantNear(t, "the profit", all.Profit, 5)
	wantNear(t, "the balance", made.Balance, 112)
	wantAt(t, "the last opening", all.LastOpened, start)
}

func TestOnlyNumbersAreShown(t *testing.T) {
	all := allOf(t, closed(1.7e308, 1.7e308, -1)...)
	for what, value := range map[string]figures.Value{
		"profit": all.Profit, "profit ratio": all.ProfitRatio, "mean": all.ProfitMean, "factor": all.ProfitFactor,
		"expectancy": all.Expectancy, "sharpe": all.Sharpe, "calmar": all.Calmar, "sqn": all.SQN, "cagr": all.CAGR,
		"drawdown": all.Drawdown.Absolute, "relative": all.Drawdown.Relative, "high": all.Drawdown.High,
		"current": all.Drawdown.Current.Absolute, "pair": all.Pairs[0].Profit, "pair ratio": all.Pairs[0].Ratio,
	} {
		wantAbsent(t, what, value, figures.TooLarge)
	}
	if all.Curve.Reason != figures.TooLarge || len(all.Curve.Points(100)) != 0 {
		t.Errorf("there is a curve: %v", all.Curve)
	}
	wantNear(t, "a large sum", allOf(t, closed(1e300, -1e300, 5)...).Profit, 5)
}

func TestSmallProfitsSurviveLargeOnes(t *testing.T) {
	wantNear(t, "the sum", allOf(t, closed(1e16, 0.1, 0.2, -1e16)...).Profit, 0.3)
}

func TestProfitIsRoundedToEightDigits(t *testing.T) {
	if got := allOf(t, closed(0.1, 0.2, 1e-9)...).Profit.Number; got != 0.3 {
		t.Errorf("the profit is %v", got)
	}
}

func TestBestAndWorstAndStreaks(t *testing.T) {
	all := allOf(t, closed(1, 4, 4, -2, -3, 0, -3, 2, 1)...)
	if all.Best.ID != 2 || all.Best.Profit != 4 || all.Worst.ID != 5 || all.Worst.Ratio != -0.03 {
		t.Errorf("best %+v, worst %+v; want trades 2 and 5", all.Best, all.Worst)
	}
	if all.Streak != 2 || all.LongestWins != 3 || all.LongestLosses != 2 {
		t.Errorf("streak %d, longest %d and %d; want 2, 3, 2", all.Streak, all.LongestWins, all.LongestLosses)
	}
	if losing := allOf(t, closed(1, -1, -1)...); losing.Streak != -2 {
		t.Errorf("two losses at the end are %d", losing.Streak)
	}
	if all := allOf(t, closed(-2, -1)...); all.Best.ID != 2 || all.Worst.ID != 1 {
		t.Errorf("of losses only, best %+v, worst %+v", all.Best, all.Worst)
	}
}

func TestAmounts(t *testing.T) {
	trades := closed(1, 2, 3)
	trades[0].Fees, trades[1].Fees, trades[2].Fees = 0.5, 0.3, ledger.Missing
	trades[0].Funding, trades[1].Funding, trades[2].Funding = -0.25, 0.1, 0
	trades[2].Stake, trades[2].Traded = 40, 90
	all := allOf(t, trades...)
	wantNear(t, "the fees", all.Fees.Sum, 0.8)
	wantNear(t, "the mean fee", all.Fees.Mean, 0.4)
	wantNear(t, "the funding", all.Funding.Sum, -0.15)
	wantNear(t, "the mean stake", all.Stakes.Mean, 80)
	wantNear(t, "the volume", all.Volume, 90)
	if all.Fees.Missing != 1 || all.Funding.Missing != 0 {
		t.Errorf("missing fees %d, funding %d; want 1, 0", all.Fees.Missing, all.Funding.Missing)
	}
}

func TestDirectionsAreKeptApart(t *testing.T) {
	trades := closed(5, -2, 3)
	trades[1].IsShort = true
	made := of(trades...).Currencies[0]
	wantNear(t, "the long profit", made.Long.Profit, 8)
	wantNear(t, "the short profit", made.Short.Profit, -2)
	wantNear(t, "the whole profit", made.All.Profit, 6)
	wantNear(t, "the short drawdown", made.Short.Drawdown.Absolute, 2)
	wantNear(t, "its share", made.Short.Drawdown.Relative, 0.02)
	if made.Long.Closed != 2 || made.Short.Closed != 1 || made.Short.Pairs[0].Count != 1 {
		t.Errorf("%d long, %d short", made.Long.Closed, made.Short.Closed)
	}
	wantAbsent(t, "the yearly growth of shorts", made.Short.CAGR, "the balance is of both directions")
}
