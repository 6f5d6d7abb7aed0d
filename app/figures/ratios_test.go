package figures_test

import (
	"math"
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

const hour = time.Hour

// By hand: profits 2, −1, 2, −3 on four days in a row, so three days from the first opening to the last. The sum is 0, so
// another 4 for the last: 2 −1 2 −3 4, sum 4, mean 0.8, squares 2·1.44 + 3.24 + 14.44 + 10.24 = 30.8, four days. The losses are
// 1 and 3: deviation 1. The deepest fall is 3 of 103.
func TestRatiosByHand(t *testing.T) {
	all := allOf(t, closed(2, -1, 2, -3, 4)...)
	if all.Days != 4 {
		t.Errorf("%d days, want 4", all.Days)
	}
	wantNear(t, "Sharpe", all.Sharpe, 1/math.Sqrt(30.8/5)*math.Sqrt(365))
	wantNear(t, "Sortino", all.Sortino, math.Sqrt(365))
	wantNear(t, "Calmar", all.Calmar, (0.04/4*100)/(3.0/103)*math.Sqrt(365))
	wantNear(t, "SQN", all.SQN, math.Round(math.Sqrt(5)*0.8/math.Sqrt(30.8/4)*1e4)/1e4)
	wantNear(t, "CAGR", all.CAGR, math.Pow(1.04, 365.0/4)-1)
}

func TestSharpeSortinoAndSQNNeedNoStartingBalance(t *testing.T) {
	trades := closed(2, -1, 2, -3, 4)
	with := figures.Of(&ledger.Snapshot{Closed: trades}, figures.Start{Amount: 123, Known: true}, nil).Currencies[0].All
	without := figures.Of(&ledger.Snapshot{Closed: trades}, figures.Start{}, nil).Currencies[0].All
	if !with.Sharpe.OK() || with.Sharpe != without.Sharpe || with.Sortino != without.Sortino || with.SQN != without.SQN {
		t.Errorf("%v %v %v against %v %v %v", with.Sharpe, with.Sortino, with.SQN, without.Sharpe, without.Sortino, without.SQN)
	}
	wantAbsent(t, "Calmar", without.Calmar, "the starting balance is not known")
}

func TestASingleTradeHasNoRatios(t *testing.T) {
	all := allOf(t, closed(5)...)
	const moment = "all trades were opened at one moment (freqtrade shows 0)"
	wantAbsent(t, "Sharpe", all.Sharpe, moment)
	wantAbsent(t, "Sortino", all.Sortino, moment)
	wantAbsent(t, "Calmar", all.Calmar, moment)
	wantAbsent(t, "SQN", all.SQN, "the profits do not differ (freqtrade shows -100)")
	wantAbsent(t, "the profit factor", all.ProfitFactor, "no trade lost money, so it has no limit")
	wantAbsent(t, "the expectancy ratio", all.ExpectancyRatio, "no trade lost money (freqtrade shows 100)")
	wantNear(t, "the expectancy", all.Expectancy, 5)
	wantNear(t, "CAGR", all.CAGR, math.Pow(1.05, 365)-1)
}

func TestEqualProfitsHaveNoDeviation(t *testing.T) {
	all := allOf(t, closed(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)...)
	const differ = "the profits do not differ (freqtrade shows -100)"
	wantAbsent(t, "Sharpe", all.Sharpe, differ)
	wantAbsent(t, "SQN", all.SQN, differ)
	wantAbsent(t, "Sortino", all.Sortino, "there are no losses that differ (freqtrade shows -100)")
	wantAbsent(t, "Calmar", all.Calmar, "there is no drawdown (freqtrade shows -100)")
}

func TestOneLossHasNoDeviation(t *testing.T) {
	wantAbsent(t, "Sortino", allOf(t, closed(5, -1, 3)...).Sortino, "there are no losses that differ (freqtrade shows -100)")
}

func TestAllLosses(t *testing.T) {
	all := allOf(t, closed(-1, -3)...)
	wantNear(t, "the win rate", all.WinRate, 0)
	wantNear(t, "the profit factor", all.ProfitFactor, 0)
	wantNear(t, "the expectancy", all.Expectancy, -2)
	wantNear(t, "its ratio", all.ExpectancyRatio, -1)
	wantNear(t, "Sharpe", all.Sharpe, -4*math.Sqrt(365))
	wantNear(t, "Sortino", all.Sortino, -4*math.Sqrt(365))
}

func TestLosingMoreThanTheBalance(t *testing.T) {
	all := allOf(t, closed(-60, -90)...)
	wantAbsent(t, "CAGR", all.CAGR, "the balance is below 0 (freqtrade shows 0)")
	wantNear(t, "the relative drawdown", all.Drawdown.Relative, 1.5)
	wantNear(t, "CAGR of nothing left", allOf(t, closed(-60, -40)...).CAGR, -1)
}

// freqtrade asks the trades with the lowest and the highest id, open ones included, and counts whole days, at least one.
func TestDaysAreByIdAndIncludeOpenTrades(t *testing.T) {
	trades := closed(1, 2, 3)
	trades[0].ID, trades[2].ID = 3, 1
	all := allOf(t, trades...)
	if all.Days != 1 {
		t.Errorf("from the last to the first are %d days, want 1", all.Days)
	}
	wantAt(t, "the opening of the lowest id", all.FirstOpened, start.AddDate(0, 0, 2))
	wantAt(t, "the opening of the highest id", all.LastOpened, start)
	snapshot := &ledger.Snapshot{Closed: closed(1, 2), Open: []ledger.OpenTrade{{Trade: ledger.Trade{ID: 7,
		StakeCurrency: ledger.Intern("USDT"), OpenDate: ledger.At(start.AddDate(0, 0, 10).Add(-time.Second))}}}}
	currency := figures.Of(snapshot, figures.Start{}, nil).Currencies[0]
	if currency.All.Days != 9 || currency.Short.Days != 1 {
		t.Errorf("%d days with an open trade, want 9; %d without any, want 1", currency.All.Days, currency.Short.Days)
	}
}

// The profits add up, but not their squares.
func TestDeviationsThatOverflowAreAbsent(t *testing.T) {
	all := allOf(t, closed(1e200, -1e200, 5, -3e200, 3e200)...)
	wantNear(t, "the profit", all.Profit, 5)
	wantAbsent(t, "Sharpe", all.Sharpe, figures.TooLarge)
	wantAbsent(t, "Sortino", all.Sortino, figures.TooLarge)
	wantAbsent(t, "SQN", all.SQN, figures.TooLarge)
}
