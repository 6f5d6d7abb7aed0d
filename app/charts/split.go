package charts

import (
	"fmt"
	"html/template"
	"strings"
)

// Part is a part of a whole: a value of 0 or more, in words as the caller writes it.
type Part struct {
	Name  string
	Value float64
	Text  string
}

// Split is a bar cut into parts, as long and short trades; each has its words under it.
type Split struct {
	ID    string // unique in the page
	Title string
	Parts []Part
}

// HTML is the bar, with its parts in words under it.
func (s Split) HTML() template.HTML {
	made := splitDrawing{Split: s}
	largest := 0.0
	for _, part := range s.Parts {
		if finite(part.Value) {
			largest = max(largest, part.Value)
		}
	}
	if largest == 0 {
		return render("nothing", s.Title)
	}
	made.draw(largest)
	return render("split", made)
}

// splitDrawing is what the template sees.
type splitDrawing struct {
	Split
	Description string
	Pieces      []piece
}

type piece struct {
	Part
	X, Width float64 // shares
	Percent  string
	Number   int
}

func (d *splitDrawing) draw(largest float64) {
	sum, begin := 0.0, 0.0
	share := func(part Part) float64 {
		if !finite(part.Value) {
			return 0
		}
		return max(0, part.Value) / largest // sums of shares cannot overflow
	}
	for _, part := range d.Parts {
		sum += share(part)
	}
	var words []string
	for i, part := range d.Parts {
		made := piece{part, begin, share(part) / sum, grouped(share(part)/sum*100, 1) + " %", i + 1}
		d.Pieces, begin = append(d.Pieces, made), begin+made.Width
		words = append(words, fmt.Sprintf("%s %s, %s", part.Name, part.Text, made.Percent))
	}
	d.Description = strings.Join(words, "; ") + "."
}
