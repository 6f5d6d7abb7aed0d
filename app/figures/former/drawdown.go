package figures

import (
	"time"

	"crypto-dashboard/app/ledger"
)

// Point is the sum of all profits up to and including one closed trade.
type Point struct {
	At         time.Time // zero when the database has no closing time
	Profit     float64
	Cumulative float64
	// High is the highest sum so far, at least 0.
	High float64
}

// Drawdown is the deepest fall of the sum of profits below its highest point so far.
type Drawdown struct {
	Absolute float64 // at least 0, in stake currency
	// High is the sum of profits it fell from, at High's time; Low the sum at the bottom.
	High, Low         float64
	HighDate, LowDate time.Time
}

// curveOf adds the profits of trades up, which are in the order of their closing.
func curveOf(closed []ledger.Trade) []Point {
	curve := make([]Point, 0, len(closed))
	var sum, high float64
	for _, trade := range closed {
		sum += trade.CloseProfitAbs.Or(0)
		high = max(high, sum)
		curve = append(curve, Point{At: trade.CloseDate.Time(), Profit: trade.CloseProfitAbs.Or(0), Cumulative: sum, High: high})
	}
	return curve
}

// drawdownOf finds the deepest point; of equally deep ones the first.
func drawdownOf(curve []Point) Drawdown {
	var deepest Drawdown
	var highDate time.Time
	for i, point := range curve {
		if point.Cumulative == point.High && (i == 0 || point.High > curve[i-1].High) {
			highDate = point.At
		}
		if fall := point.High - point.Cumulative; fall > deepest.Absolute {
			deepest = Drawdown{Absolute: fall, High: point.High, Low: point.Cumulative, HighDate: highDate, LowDate: point.At}
		}
	}
	return deepest
}

// Relative is the fall as a share of the balance it fell from: the starting balance and the profit until then.
func (d Drawdown) Relative(startingBalance float64) (share float64, ok bool) {
	if balance := startingBalance + d.High; startingBalance > 0 && balance > 0 {
		return d.Absolute / balance, true
	}
	return 0, false
}
