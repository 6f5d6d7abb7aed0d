package charts

import "math"

// grain is the power of ten that values of a drawing are whole numbers of: paths are shorter so, no sum of two values can
// overflow, and the script can tell the exact values.
type grain int

// most is the largest whole number a grain leads to: JavaScript counts exactly up to some nine times of it.
const most = 1e15

// grainOf fits values up to the largest. They are exact with the given digits, but for huge ones; tiny ones get finer grains.
func grainOf(largest float64, digits int) grain {
	power := -digits
	if largest > 0 {
		power = min(power, int(math.Floor(math.Log10(largest)))-4)
	}
	power = max(power, -300)
	for divided(largest, power) > most {
		power++
	}
	return grain(power)
}

// grain fits all finite values.
func (a Amounts) grain(values []float64) grain {
	largest := 0.0
	for _, value := range values {
		if finite(value) {
			largest = max(largest, math.Abs(value))
		}
	}
	return grainOf(largest, a.Digits)
}

// rounded is a value as the drawing has it: what adding up left behind the last digit is gone.
func (g grain) rounded(value float64) float64 {
	return max(-math.MaxFloat64, min(g.value(g.whole(value)), math.MaxFloat64))
}

func (g grain) whole(value float64) float64 { return math.Round(divided(value, int(g))) }

func (g grain) value(whole float64) float64 { return divided(whole, -int(g)) }

// divided is a value divided by a power of ten.
func divided(value float64, power int) float64 {
	if power < 0 {
		return value * math.Pow10(-power)
	}
	return value / math.Pow10(power)
}
