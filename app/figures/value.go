package figures

import "math"

// Value is a figure that can be absent. Ask OK before using Number.
type Value struct {
	// Number is 0 when the figure is absent. It is always finite.
	Number float64
	// Reason says in words for the page why the figure is absent; empty when it is there. What freqtrade shows in its place
	// stands in brackets.
	Reason string
}

// OK tells whether there is a figure.
func (v Value) OK() bool { return v.Reason == "" }

// Reasons that more than one figure has.
const (
	TooLarge = "the database holds values too large to add up"
	NoTrades = "there is no closed trade"
)

// valueOf is a figure, or absent when it overflowed.
func valueOf(number float64) Value {
	if math.IsNaN(number) || math.IsInf(number, 0) {
		return absent(TooLarge)
	}
	return Value{Number: number}
}

func absent(reason string) Value { return Value{Reason: reason} }

// with computes a figure from another one; absent stays absent.
func (v Value) with(compute func(float64) float64) Value {
	if !v.OK() {
		return v
	}
	return valueOf(compute(v.Number))
}

// share is number per count, absent without any.
func share(number float64, count int) Value {
	if count == 0 {
		return absent(NoTrades)
	}
	return valueOf(number / float64(count))
}

// round8 rounds as freqtrade does. Values too large for eight digits are as they are.
func round8(value float64) float64 {
	if math.Abs(value) >= 1e7 {
		return value
	}
	return math.Round(value*1e8) / 1e8
}
