package charts

import "math"

// row is a grid line at a height, with its label.
type row struct {
	Y     float64
	Label string
}

// span maps low..high to the pixels from..to.
type span struct{ low, high, from, to float64 }

func (s span) at(value float64) float64 {
	if s.high <= s.low {
		return s.from
	}
	return s.from + (value-s.low)/(s.high-s.low)*(s.to-s.from)
}

// niceStep is the smallest of 1, 2 or 5 times a power of ten that a range has at most that many of.
func niceStep(size float64, count int) float64 {
	rough := size / float64(count)
	power := math.Pow10(int(math.Floor(math.Log10(rough))))
	for _, factor := range []float64{1, 2, 5} {
		if rough <= factor*power {
			return factor * power
		}
	}
	return 10 * power
}

// rows are grid lines at round numbers. The range and its values are in whole numbers of the grain.
func rows(s span, count int, unit grain, amounts Amounts) []row {
	step := niceStep(s.high-s.low, count)
	label := labels(unit.value(math.Max(math.Abs(s.low), math.Abs(s.high))), unit.value(step), amounts.Signed)
	var made []row
	for i := math.Ceil(s.low / step); i*step <= s.high; i++ {
		made = append(made, row{s.at(i * step), label(unit.value(i * step))})
	}
	return made
}

// labels is how the values of an axis are written: all with the same number of decimals and in the same thousands.
func labels(largest, step float64, signed bool) func(float64) string {
	suffix, unit := "", 1.0
	switch {
	case largest >= huge || step < 1e-9:
		return func(value float64) string { return withSign(exponential(math.Abs(value), step), value, signed) }
	case largest >= 1e7:
		suffix, unit = "M", 1e6
	case largest >= 1e4:
		suffix, unit = "k", 1e3
	}
	digits := max(0, -int(math.Floor(math.Log10(step/unit)+1e-9)))
	return func(value float64) string {
		if value == 0 {
			return "0"
		}
		return withSign(grouped(math.Abs(value)/unit, digits)+suffix, value, signed)
	}
}

// exponential has as many digits as tell steps apart.
func exponential(value, step float64) string {
	if value == 0 {
		return "0"
	}
	digits := math.Floor(math.Log10(value)+1e-9) - math.Floor(math.Log10(step)+1e-9)
	return scientific(value, int(min(max(digits, 0), 3)))
}

func withSign(text string, value float64, signed bool) string {
	switch {
	case value < 0:
		return minus + text
	case value > 0 && signed:
		return "+" + text
	}
	return text
}
