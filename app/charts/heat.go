package charts

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// heat is the scale of colours of a heat map: steps around zero. A few days far beyond the others do not fade them.
type heat struct{ step float64 }

// shades are how many steps there are on each side of zero.
const shades = 4

func heatOf(values []float64) heat {
	var sizes []float64
	for _, value := range values {
		if size := math.Abs(value); finite(value) && size > 1e-300 {
			sizes = append(sizes, size)
		}
	}
	if len(sizes) == 0 {
		return heat{1}
	}
	slices.Sort(sizes)
	return heat{niceBelow(sizes[len(sizes)*19/20] / (shades - 1))}
}

// niceBelow is the largest of 1, 2 or 5 times a power of ten that a value reaches.
func niceBelow(value float64) float64 {
	power := math.Pow10(int(math.Floor(math.Log10(value))))
	for _, factor := range []float64{5, 2} {
		if factor*power <= value {
			return factor * power
		}
	}
	return power
}

// class is gain or loss with the shade, or zero.
func (h heat) class(value float64) string {
	shade := int(min(math.Abs(value)/h.step, shades-1)) + 1
	switch {
	case value > 0:
		return fmt.Sprintf("g%d", shade)
	case value < 0:
		return fmt.Sprintf("l%d", shade)
	}
	return "z"
}

// strongest is from where on a value has the strongest colour, in words.
func (h heat) strongest(unit string) string {
	value := h.step * (shades - 1)
	return strings.TrimSpace(labels(value, h.step, false)(value) + " " + unit)
}
