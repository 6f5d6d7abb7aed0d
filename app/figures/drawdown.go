package figures

import "crypto-dashboard/app/ledger"

// Drawdown is how far the sum of the closed profits fell below its highest point so far, the beginning (0) included:
// freqtrade's calculate_max_drawdown. (2024.10 begins with the first trade's sum instead, and does not see that one's loss.)
type Drawdown struct {
	// Absolute is the deepest fall in stake currency, at least 0: max_drawdown_abs. Of equally deep ones the first.
	Absolute Value
	// Relative is that fall as a share of the balance it fell from, the starting balance and High: max_drawdown.
	Relative Value
	// High is the sum of profits it fell from, Low the sum at the bottom: drawdown_high and drawdown_low.
	High, Low Value
	// HighAt is when High was reached. When it fell from the beginning that is, as in freqtrade, the closing of the first trade,
	// and FromStart is set. Both are Never when nothing fell.
	HighAt, LowAt ledger.Time
	FromStart     bool
	Current       CurrentDrawdown
}

// CurrentDrawdown is how far the sum of profits is below its highest point now.
type CurrentDrawdown struct {
	Absolute Value // stake currency, 0 at a high: current_drawdown_abs
	Relative Value // of the balance at the high: current_drawdown
	High     Value // current_drawdown_high
	// Since is when High was reached: current_drawdown_start. (When the last trade made a new high, freqtrade names the one
	// before.)
	Since     ledger.Time
	FromStart bool
}

// peak is the highest sum of profits so far.
type peak struct {
	sum       float64
	at        ledger.Time
	fromStart bool
}

// fall is a drawdown in the making.
type fall struct {
	trades  int
	sum     sum
	high    peak
	deepest struct {
		depth float64
		high  peak
		low   float64
		at    ledger.Time
	}
}

// add takes the next trade by closing time, and gives the point of the curve it makes.
func (f *fall) add(at ledger.Time, profit float64) Point {
	if f.trades == 0 {
		f.high = peak{0, at, true}
	}
	f.trades++
	f.sum.add(profit)
	now := f.sum.value()
	if now > f.high.sum {
		f.high = peak{sum: now, at: at}
	}
	if depth := f.high.sum - now; depth > f.deepest.depth {
		f.deepest.depth, f.deepest.high, f.deepest.low, f.deepest.at = depth, f.high, now, at
	}
	return Point{At: at, Cumulative: now, High: f.high.sum, nth: f.trades}
}

// drawdown is what fell until now. Once the sum overflowed nothing can be said.
func (f *fall) drawdown(start Value) Drawdown {
	now := valueOf(f.sum.value())
	if f.trades == 0 {
		now = absent(NoTrades)
	}
	result := Drawdown{HighAt: ledger.Never, LowAt: ledger.Never, Current: f.current(now, start)}
	result.Absolute = now.with(func(float64) float64 { return f.deepest.depth })
	result.Relative = relative(result.Absolute, f.deepest.high.sum, start)
	result.High = now.with(func(float64) float64 { return f.deepest.high.sum })
	result.Low = now.with(func(float64) float64 { return f.deepest.low })
	if f.deepest.depth > 0 {
		result.HighAt, result.LowAt, result.FromStart = f.deepest.high.at, f.deepest.at, f.deepest.high.fromStart
	}
	return result
}

func (f *fall) current(now, start Value) CurrentDrawdown {
	depth := now.with(func(sum float64) float64 { return f.high.sum - sum })
	result := CurrentDrawdown{Absolute: depth, Relative: relative(depth, f.high.sum, start), Since: ledger.Never}
	result.High = now.with(func(float64) float64 { return f.high.sum })
	if f.trades > 0 {
		result.Since, result.FromStart = f.high.at, f.high.fromStart
	}
	return result
}

// relative is a fall as a share of the balance it fell from.
func relative(depth Value, high float64, start Value) Value {
	if !depth.OK() {
		return depth
	}
	return start.with(func(start float64) float64 { return depth.Number / (start + high) })
}
