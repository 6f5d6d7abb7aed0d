package ledger

import "math"

// Number is a finite float that may be missing. Always ask Valid or use Or before calculating.
type Number float64

// Missing is the Number that is none.
var Missing = Number(math.NaN())

// Valid tells whether there is a number.
func (n Number) Valid() bool { return n == n }

// Or gives the number, or another one when it is missing.
func (n Number) Or(other float64) float64 {
	if n.Valid() {
		return float64(n)
	}
	return other
}

// finite is the number, or Missing for what is too large to be one.
func finite(value float64) Number {
	if math.IsInf(value, 0) {
		return Missing
	}
	return Number(value)
}

// plus takes a missing part for nothing; without any part it is missing.
func (n Number) plus(other Number) Number {
	if !n.Valid() {
		return other
	}
	return finite(float64(n) + other.Or(0))
}

// addTo adds a part to a sum, unless it is no number or the sum would be none any more.
func addTo(sum *float64, part float64) {
	if total := *sum + part; !math.IsInf(total, 0) && !math.IsNaN(total) {
		*sum = total
	}
}
