package charts

import (
	"fmt"
	"html/template"
	"strings"
)

// Bin counts the values from From to below To. The outer ends of the first and the last bin may be infinite.
type Bin struct {
	From, To float64
	Count    int
}

// Histogram is how values are distributed over bins of ascending, touching ranges, each drawn equally wide.
type Histogram struct {
	ID     string // unique in the page
	Title  string
	Noun   string               // what is counted, in the plural: "trades"
	Format func(float64) string // writes a value, with its unit; two decimals when nil
	Bins   []Bin
	Mean   float64 // NaN for none
	Median float64 // NaN for none
	Signed bool    // bins below zero are losses, those above gains
	Note   string  // a sentence that is added to the description
}

const (
	histogramTop, histogramHigh = 40, 150
	histogramRows               = 4
)

// HTML is the drawing, with mean and median as lines in it.
func (h Histogram) HTML() template.HTML {
	h.Format = h.format()
	if h.total() == 0 {
		return render("nothing", h.Title)
	}
	return render("histogram", h.drawing())
}

// histogramDrawing is what the template sees.
type histogramDrawing struct {
	Histogram
	Description, Rest string
	Rows              []row
	Marks             []mark
	Axes              []axis
	Means             []meanLine
	Bottom            float64
}

func (h Histogram) total() (sum int) {
	for _, bin := range h.Bins {
		sum += max(0, bin.Count)
	}
	return sum
}

func (h Histogram) drawing() histogramDrawing {
	made := histogramDrawing{Histogram: h, Bottom: histogramTop + histogramHigh}
	largest, edges, zero := 1, []string(nil), len(h.Bins)
	for i, bin := range h.Bins {
		if bin.From == 0 {
			zero = i
		}
		largest, edges = max(largest, bin.Count), append(edges, h.edge(bin.From))
	}
	up := span{0, float64(largest) * 1.04, made.Bottom, histogramTop}
	for _, line := range rows(up, histogramRows, 0, Amounts{}) {
		if !strings.Contains(line.Label, ".") { // nothing is counted half
			made.Rows = append(made.Rows, line)
		}
	}
	for i, bin := range h.Bins {
		made.Marks = append(made.Marks, h.mark(bin, i, up))
	}
	made.Axes = nameAxes(append(edges, h.edge(h.Bins[len(h.Bins)-1].To)), float64(len(h.Bins)), 0, zero)
	made.Means = h.means()
	made.Description, made.Rest = h.words()
	return made
}

func (h Histogram) format() func(float64) string {
	if h.Format == nil {
		return Amounts{Digits: 2}.text
	}
	return h.Format
}

// edge is the name of a border between bins; where the bins have no end is none.
func (h Histogram) edge(value float64) string {
	if !finite(value) {
		return ""
	}
	return h.Format(value)
}

func (h Histogram) mark(bin Bin, i int, up span) mark {
	place, top := 1/float64(len(h.Bins)), up.at(float64(max(0, bin.Count)))
	made := mark{X: float64(i)*place + place*0.03, Width: place * 0.94, Y: top, Height: up.from - top, Class: "flat"}
	if bin.Count > 0 && made.Height < thinnest {
		made.Y, made.Height = up.from-thinnest, thinnest
	}
	if h.Signed && bin.To <= 0 {
		made.Class = "loss"
	}
	if h.Signed && bin.From >= 0 {
		made.Class = "gain"
	}
	made.Words = h.span(bin) + ": " + h.counted(bin.Count)
	return made
}

func (h Histogram) counted(count int) string { return grouped(float64(count), 0) + " " + h.Noun }

func (h Histogram) span(bin Bin) string {
	switch {
	case !finite(bin.From) && !finite(bin.To):
		return "any"
	case !finite(bin.From):
		return "below " + h.Format(bin.To)
	case !finite(bin.To):
		return h.Format(bin.From) + " and more"
	}
	return h.Format(bin.From) + " to " + h.Format(bin.To)
}

// words are the description, and what is read while nothing is pointed at.
func (h Histogram) words() (description, rest string) {
	fullest := h.Bins[0]
	for _, bin := range h.Bins {
		if bin.Count > fullest.Count {
			fullest = bin
		}
	}
	description = fmt.Sprintf("%s in %d ranges. Most, %s, are in %s.", h.counted(h.total()), len(h.Bins), grouped(float64(fullest.Count), 0), h.span(fullest))
	for _, mean := range h.means() {
		description += " The " + mean.Label + "."
	}
	rest = fmt.Sprintf("%s · most in %s", h.counted(h.total()), h.span(fullest))
	return strings.TrimSpace(description + " " + h.Note), rest
}
