package api

import (
	"math"
	"strconv"
)

// number is a JSON number, or null when it is missing, infinite or no number at all.
type number float64

func (n number) known() bool { return !math.IsNaN(float64(n)) && !math.IsInf(float64(n), 0) }

// MarshalJSON writes the shortest text that reads as the same float.
func (n number) MarshalJSON() ([]byte, error) {
	value := float64(n)
	if !n.known() {
		return []byte("null"), nil
	}
	format := byte('f')
	if size := math.Abs(value); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(make([]byte, 0, 24), value, format, -1, 64), nil
}

var unknown = number(math.NaN())

// rounded rounds as Python's round does: to the nearest decimal, of the float as it is.
func (n number) rounded(digits int) number {
	if !n.known() {
		return unknown
	}
	value, err := strconv.ParseFloat(strconv.FormatFloat(float64(n), 'f', digits, 64), 64)
	if err != nil {
		return unknown
	}
	return number(value)
}

// percent of a ratio, with freqtrade's two digits.
func (n number) percent() number { return (n * 100).rounded(2) }

// or is another number when this one is missing.
func (n number) or(other number) number {
	if n.known() {
		return n
	}
	return other
}

// unlessZero is missing when it is 0: where freqtrade writes null for 0.
func (n number) unlessZero() number {
	if n == 0 {
		return unknown
	}
	return n
}
