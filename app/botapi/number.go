package botapi

import (
	"math"
	"time"
)

// Number is a finite float that may be missing: freqtrade writes null for what it does not know, and older versions leave
// fields out. Always ask Valid or use Or before calculating.
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

// or is the number that an answer held, or Missing when it held none.
func or(found *float64) Number {
	if found == nil {
		return Missing
	}
	return Number(*found)
}

// moment is a time in whole seconds, as freqtrade's health gives it.
func moment(found *int64) time.Time {
	if found == nil || *found <= 0 {
		return time.Time{}
	}
	return time.Unix(*found, 0).UTC()
}
