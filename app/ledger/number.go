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

// asNumber takes what the database stored; text and infinities are no numbers.
func asNumber(value any) Number {
	switch v := value.(type) {
	case float64:
		if !math.IsInf(v, 0) {
			return Number(v)
		}
	case int64:
		return Number(v)
	}
	return Missing
}
