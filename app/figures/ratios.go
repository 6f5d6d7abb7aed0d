package figures

import (
	"math"
	"time"

	"crypto-dashboard/app/ledger"
)

// The ratios are per trade and not per day, whatever their names promise elsewhere: freqtrade takes the profits of the trades,
// and spreads their sum over the days. The starting balance cancels out of Sharpe, Sortino and SQN.

const (
	noDays      = "all trades were opened at one moment (freqtrade shows 0)"
	noDeviation = "the profits do not differ (freqtrade shows -100)"
	noDownside  = "there are no losses that differ (freqtrade shows -100)"
	noDrawdown  = "there is no drawdown (freqtrade shows -100)"
	noLoss      = "no trade lost money (freqtrade shows 100)"
	noLossAtAll = "no trade lost money, so it has no limit"
	tooFast     = "over so few days it is too large a number"
	lostAll     = "the balance is below 0 (freqtrade shows 0)"
)

// profitFactor follows freqtrade in asking the ratio who won, and the profit how much.
func (t *tally) profitFactor() Value {
	lost := t.lost.value()
	if t.closed == 0 {
		return absent(NoTrades)
	}
	if lost == 0 {
		return absent(noLossAtAll)
	}
	return valueOf(t.won.value() / math.Abs(lost))
}

// expectancy is freqtrade's calculate_expectancy: what a trade earns on average, and per what a loss costs.
func (t *tally) expectancy() (absolute, ratio Value) {
	if t.closed == 0 {
		return absent(NoTrades), absent(NoTrades)
	}
	count := float64(t.closed)
	winRate, lossRate := float64(t.above.count)/count, float64(t.below.count)/count
	averageWin, averageLoss := t.above.mean(), math.Abs(t.below.mean())
	absolute = valueOf(winRate*averageWin - lossRate*averageLoss)
	if averageLoss == 0 {
		return absolute, absent(noLoss)
	}
	return absolute, valueOf((1+averageWin/averageLoss)*winRate - 1)
}

// daysBetween are freqtrade's days: whole ones, at least one.
func daysBetween(first, last ledger.Time) int {
	if !first.Valid() || !last.Valid() {
		return 1
	}
	return max(1, int((last-first)/ledger.Time(24*time.Hour/time.Microsecond)))
}

// span is the time ratios are per.
type span struct{ first, last ledger.Time }

func (s span) days() int { return daysBetween(s.first, s.last) }

// yearly is freqtrade's _calculate_annualized_ratio; zero is why there is none when the divisor is zero or nothing.
func yearly(perDay, divisor float64, zero string) Value {
	if divisor == 0 || math.IsNaN(divisor) {
		return absent(zero)
	}
	return valueOf(perDay / divisor * math.Sqrt(365))
}

// perDay is what the trades earned a day; absent when freqtrade gives up.
func (t *tally) perDay(over span) Value {
	if t.closed == 0 {
		return absent(NoTrades)
	}
	if over.first == over.last || !over.first.Valid() || !over.last.Valid() {
		return absent(noDays)
	}
	return valueOf(t.profit.value() / float64(over.days()))
}

func (t *tally) sharpe(over span) Value  { return t.perDeviation(over, t.profits, noDeviation) }
func (t *tally) sortino(over span) Value { return t.perDeviation(over, t.losses, noDownside) }

func (t *tally) perDeviation(over span, of spread, zero string) Value {
	perDay := t.perDay(over)
	if !perDay.OK() {
		return perDay
	}
	if !of.finite() {
		return absent(TooLarge)
	}
	return yearly(perDay.Number, of.population(), zero)
}

func (t *tally) calmar(over span, start, drawdown Value) Value {
	perDay := t.perDay(over)
	if missing := firstAbsent(perDay, start, drawdown); !missing.OK() {
		return missing
	}
	return yearly(perDay.Number/start.Number*100, drawdown.Number, noDrawdown)
}

// sqn is freqtrade's calculate_sqn, with its four digits.
func (t *tally) sqn() Value {
	if t.closed == 0 {
		return absent(NoTrades)
	}
	if !t.profits.finite() {
		return absent(TooLarge)
	}
	deviation := t.profits.sample()
	if deviation == 0 || t.profits.count < 2 {
		return absent(noDeviation)
	}
	quality := math.Sqrt(float64(t.closed)) * t.profits.mean / deviation
	return valueOf(quality).with(func(quality float64) float64 { return math.Round(quality*1e4) / 1e4 })
}

// growth is freqtrade's calculate_cagr: the yearly rate that makes the balance of now out of the first.
func growth(start, balance Value, days int) Value {
	if missing := firstAbsent(start, balance); !missing.OK() {
		return missing
	}
	if balance.Number < 0 {
		return absent(lostAll)
	}
	rate := math.Pow(balance.Number/start.Number, 365/float64(days)) - 1
	if math.IsInf(rate, 1) {
		return absent(tooFast)
	}
	return valueOf(rate)
}

// firstAbsent is the first figure that is absent, or one that is not.
func firstAbsent(values ...Value) Value {
	for _, value := range values {
		if !value.OK() {
			return value
		}
	}
	return Value{}
}
