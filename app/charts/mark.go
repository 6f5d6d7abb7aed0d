package charts

import (
	"math"
	"unicode/utf8"
)

// mark is a part of a drawing that stands for a value: a bar, a cell. The script shows its words when it is pointed at.
type mark struct {
	X, Width  float64 // shares of the width
	Y, Height float64 // pixels
	Class     string
	Words     string
}

// tone is a class for gains and losses.
func tone(value float64) string {
	switch {
	case value > 0:
		return "gain"
	case value < 0:
		return "loss"
	}
	return "flat"
}

// nameAxes are the names of equal places across, for each width of the drawing as many as have room, the last ones first. The
// names stand at an offset from the left of their places, given in places.
func nameAxes(names []string, places, offset float64) []axis {
	longest := 1
	for _, name := range names {
		longest = max(longest, utf8.RuneCountInString(name))
	}
	made := make([]axis, len(widths))
	for i, width := range widths {
		every := int(math.Ceil(float64(longest*letter+10) / (width.pixels / places)))
		made[i] = axis{width.class, some(names, every, func(k int) column {
			return column{At: (float64(k) + offset) / places, Label: names[k]}
		}, width.pixels)}
	}
	return made
}

// some are every so many of the names, from the last one that fits.
func some(names []string, every int, place func(int) column, width float64) (lines []column) {
	for k := len(names) - 1; k >= 0; {
		if line := place(k); fits(line, width) && line.Label != "" {
			lines, k = append(lines, line), k-every
		} else {
			k--
		}
	}
	return lines
}

// said puts a note behind words.
func said(words, note string) string {
	if note == "" {
		return words
	}
	return words + ", " + note
}
