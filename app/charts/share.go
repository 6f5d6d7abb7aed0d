package charts

import (
	"html/template"
	"math"
)

// Share is a small bar for a cell of a table: a value among others from Low to High. The cell has the value in words: the bar
// says nothing new to those who do not see it.
type Share struct{ Value, Low, High float64 }

// HTML is the bar; its line of zero is where that is among all values.
func (s Share) HTML() template.HTML {
	low, high := min(s.Low, s.Value, 0), max(s.High, s.Value, 0)
	if !finite(low) || !finite(high) || low == high {
		return ""
	}
	size := high/2 - low/2
	at := func(value float64) float64 { return (value/2 - low/2) / size }
	made := mark{X: min(at(s.Value), at(0)), Width: max(math.Abs(at(s.Value)-at(0)), 0.01), Class: tone(s.Value)}
	made.X = min(made.X, 1-made.Width)
	return render("share", struct {
		mark
		Zero float64
	}{made, at(0)})
}
