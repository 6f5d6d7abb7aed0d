package pages

import (
	"math"
	"strconv"
	"time"

	"crypto-dashboard/app/figures/former"
)

// scale maps low..high to from..to.
type scale struct{ low, high, from, to float64 }

func (s scale) at(value float64) float64 {
	if s.high == s.low {
		return s.from
	}
	return s.from + (value/(s.high-s.low)-s.low/(s.high-s.low))*(s.to-s.from)
}

// timeScale places points between begin and end across a box.
func timeScale(begin, end time.Time, plot box) func64 {
	across := scale{0, max(end.Sub(begin).Seconds(), 1), plot.Left, plot.Right}
	return func(p figures.Point) float64 { return across.at(p.At.Sub(begin).Seconds()) }
}

// extremes are the lowest and the highest sum; zero is always in.
func extremes(curve []figures.Point) (low, high float64) {
	for _, point := range curve {
		low, high = min(low, point.Cumulative), max(high, point.Cumulative)
	}
	return low, high
}

// niceStep is the distance of about that many grid lines in a padded range: 1, 2 or 5 times a power of ten.
func niceStep(low, high float64, rows int) float64 {
	rough := (high/float64(rows) - low/float64(rows)) / (1 + 2*air)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, factor := range []float64{1, 2, 5} {
		if rough <= factor*power {
			return factor * power
		}
	}
	return 10 * power
}

// air is what is added above and below, as a share of the height.
const air = 0.04

// padded is a range with some air. One without height gets one.
func padded(low, high float64) (from, to float64) {
	if high == low {
		high = low + 1
	}
	margin := high*air - low*air
	return low - margin, high + margin
}

// rowTicks are the multiples of step in a range.
func rowTicks(low, high, step float64, up scale) []tick {
	var ticks []tick
	for i := range 20 {
		value := (math.Ceil(low/step) + float64(i)) * step
		if value > high {
			break
		}
		ticks = append(ticks, tick{up.at(value), signed(short(math.Abs(value)), value)})
	}
	return ticks
}

// short is a number for an axis.
func short(value float64) string {
	switch {
	case value >= huge, value != 0 && value < 0.0001:
		return strconv.FormatFloat(value, 'e', 0, 64)
	case value >= 1e6:
		return strconv.FormatFloat(value/1e6, 'g', 4, 64) + "M"
	case value >= 1e4:
		return strconv.FormatFloat(value/1e3, 'g', 4, 64) + "k"
	}
	return strconv.FormatFloat(math.Round(value*1e4)/1e4, 'g', 5, 64)
}

// thinned keeps the shape: of each stretch the lowest, the highest and the last point.
func thinned(curve []figures.Point, most int) []figures.Point {
	if len(curve) <= most {
		return curve
	}
	stretch := (len(curve)*3 + most - 1) / most
	thin := curve[:1:1]
	for begin := 1; begin < len(curve); begin += stretch {
		thin = append(thin, notable(curve[begin:min(begin+stretch, len(curve))])...)
	}
	return thin
}

func notable(points []figures.Point) []figures.Point {
	low, high := 0, 0
	for i, point := range points {
		if point.Cumulative < points[low].Cumulative {
			low = i
		}
		if point.Cumulative > points[high].Cumulative {
			high = i
		}
	}
	kept := []figures.Point{points[min(low, high)], points[max(low, high)]}
	return append(kept, points[len(points)-1])
}
