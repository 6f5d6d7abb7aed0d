package charts

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// meanLine is a line at a value, with its name at a height of its own.
type meanLine struct {
	X, Y  float64
	Label string
	Left  bool // the name is on the left side
}

// means are the lines of mean and median. The names stand outside of the two lines; where there is no room, one under the other.
func (h Histogram) means() (lines []meanLine) {
	for _, mean := range []struct {
		name  string
		value float64
	}{{"mean", h.Mean}, {"median", h.Median}} {
		if x, found := h.place(mean.value); found {
			lines = append(lines, meanLine{X: x, Y: upperName, Label: mean.name + " " + h.Format(mean.value), Left: x > 0.7})
		}
	}
	if len(lines) < 2 {
		return lines
	}
	slices.SortStableFunc(lines, func(a, b meanLine) int { return cmp.Compare(a.X, b.X) })
	first, second := &lines[0], &lines[1]
	switch left, right := first.fitsLeft(), second.fitsRight(); {
	case left && right:
		first.Left, second.Left = true, false
	case left:
		first.Left, first.Y, second.Left = true, lowerName, true
	default:
		first.Left, second.Left, second.Y = false, !right, lowerName
	}
	return lines
}

const upperName, lowerName = 16, 31

// fitsLeft and fitsRight tell on which sides of its line a name has room, in a narrow drawing; right of the drawing is some more.
func (l meanLine) fitsLeft() bool { return l.X*widths[0].pixels >= l.room() }

func (l meanLine) fitsRight() bool { return l.X*widths[0].pixels+l.room() <= widths[0].pixels+48 }

func (l meanLine) room() float64 { return 6 + letter*float64(utf8.RuneCountInString(l.Label)) }

// place is where a value is across the drawing.
func (h Histogram) place(value float64) (share float64, found bool) {
	for i, bin := range h.Bins {
		if !finite(value) || value < bin.From || value > bin.To {
			continue
		}
		inside := 0.5
		if size := bin.To/2 - bin.From/2; finite(size) && size > 0 {
			inside = (value/2 - bin.From/2) / size
		}
		return (float64(i) + inside) / float64(len(h.Bins)), true
	}
	return 0, false
}
