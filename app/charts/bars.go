package charts

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Bar is the value of a period.
type Bar struct {
	Name  string // on the axis: short, as "Mar" or "14"
	When  string // in full, as "March 2026" or "week of 9 March 2026"
	Value float64
	Note  string // said after the value, as "12 trades"
}

// Bars are values of periods in the order of time: gains go up, losses down from the line of zero. Values that are not finite
// are left out.
type Bars struct {
	ID    string // unique in the page
	Title string
	Amounts
	Bars []Bar
	Note string // a sentence that is added to the description
}

const (
	barsTop, barsHigh = 12, 176
	barsRows          = 5
	leastBars         = 12 // fewer are as thin as so many, in the middle
	thinnest          = 1  // pixels of a value that is nearly nothing
)

// HTML is the drawing, with the best and the worst in words above.
func (b Bars) HTML() template.HTML {
	drawn := b.drawing()
	if len(drawn.Marks) == 0 {
		return render("nothing", b.Title)
	}
	return render("bars", drawn)
}

// barsDrawing is what the template sees.
type barsDrawing struct {
	Bars
	Description, Rest string
	Rows              []row
	Zero              float64
	Marks             []mark
	Axes              []axis
}

func (b Bars) drawing() barsDrawing {
	var unit grain
	b.Bars, unit = b.drawable()
	made := barsDrawing{Bars: b}
	if len(b.Bars) == 0 {
		return made
	}
	up := b.upward(unit)
	made.Rows, made.Zero = rows(up, barsRows, unit, b.Amounts), up.at(0)
	places, names := float64(max(len(b.Bars), leastBars)), []string(nil)
	left := (places - float64(len(b.Bars))) / 2
	for i, bar := range b.Bars {
		made.Marks = append(made.Marks, b.mark(bar, (left+float64(i))/places, 1/places, up.at(unit.whole(bar.Value)), made.Zero))
		names = append(names, bar.Name)
	}
	made.Axes = nameAxes(names, places, left+0.5, len(names)-1)
	made.Description, made.Rest = b.words()
	return made
}

// drawable are the bars that can be drawn, their values rounded to the grain.
func (b Bars) drawable() (kept []Bar, unit grain) {
	var values []float64
	for _, bar := range b.Bars {
		values = append(values, bar.Value)
	}
	unit = b.grain(values)
	for _, bar := range b.Bars {
		if finite(bar.Value) {
			bar.Value = unit.rounded(bar.Value)
			kept = append(kept, bar)
		}
	}
	return kept, unit
}

// upward maps values to heights; zero is among them, with air beyond the largest.
func (b Bars) upward(unit grain) span {
	low, high := 0.0, 0.0
	for _, bar := range b.Bars {
		low, high = min(low, unit.whole(bar.Value)), max(high, unit.whole(bar.Value))
	}
	air := max(math.Ceil((high-low)*0.05), 1)
	if low < 0 {
		low -= air
	}
	if high > 0 || low == 0 {
		high += air
	}
	return span{low, high, barsTop + barsHigh, barsTop}
}

func (b Bars) mark(bar Bar, x, place, top, zero float64) mark {
	made := mark{X: x + place*0.14, Width: place * 0.72, Y: zero, Height: max(math.Abs(zero-top), thinnest), Class: tone(bar.Value)}
	made.Words = said(bar.When+": "+b.full(bar.Value), bar.Note)
	if bar.Value > 0 {
		made.Y -= made.Height
	}
	return made
}

// words are the description, and what is read while nothing is pointed at.
func (b Bars) words() (description, rest string) {
	best, worst, gains := b.Bars[0], b.Bars[0], 0
	for _, bar := range b.Bars {
		if bar.Value > best.Value {
			best = bar
		}
		if bar.Value < worst.Value {
			worst = bar
		}
		if bar.Value > 0 {
			gains++
		}
	}
	description = fmt.Sprintf("%d periods from %s to %s, %d of them with a gain. The best is %s with %s, the worst %s with %s. %s", len(b.Bars),
		b.Bars[0].When, b.Bars[len(b.Bars)-1].When, gains, best.When, b.full(best.Value), worst.When, b.full(worst.Value), b.Note)
	rest = fmt.Sprintf("Best %s, %s · worst %s, %s", b.full(best.Value), best.When, b.full(worst.Value), worst.When)
	return strings.TrimSpace(description), rest
}
