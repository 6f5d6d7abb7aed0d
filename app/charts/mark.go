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

// nameAxes are the names of equal places across, for each width of the drawing as many as have room: the one with the index
// wanted is among them when it fits, else the last that does. They stand at an offset from the left of their places, in places.
func nameAxes(names []string, places, offset float64, wanted int) []axis {
	longest := 1
	for _, name := range names {
		longest = max(longest, utf8.RuneCountInString(name))
	}
	made := make([]axis, len(widths))
	for i, width := range widths {
		made[i].Class = width.class
		every := int(math.Ceil(float64(longest*letter+10) / (width.pixels / places)))
		all := make([]column, len(names))
		for k, name := range names {
			all[k] = column{At: (float64(k) + offset) / places, Label: name}
		}
		made[i].Lines = some(all, every, wanted, width.pixels)
	}
	return made
}

// some are every so many of the lines whose names fit.
func some(all []column, every, wanted int, width float64) (lines []column) {
	good := func(k int) bool { return all[k].Label != "" && fits(all[k], width) }
	for !good(wanted) {
		if wanted--; wanted < 0 {
			return nil
		}
	}
	for k := wanted % every; k < len(all); k += every {
		if good(k) {
			lines = append(lines, all[k])
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
