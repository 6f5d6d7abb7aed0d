package charts

import (
	"math"
	"time"
	"unicode/utf8"
)

// column is a grid line at a place across, with its label; a strong one begins a longer time.
type column struct {
	At     float64 // share of the width
	Label  string  // empty where it would stick out
	Strong bool
}

// calendar is a distance between two grid lines of time: seconds, or months.
type calendar struct {
	seconds, months int64
	room            float64 // pixels that a label needs
	layout, strong  string
}

const day = 86400

// monday is where multiples of days are counted from, so that weeks begin on it.
const monday = 4 * day

// The room is for the longest label of the kind, and half of the first one with its year.
var calendars = append(times(52, "15:04", 60, 300, 900, 1800, 3600, 3*3600, 6*3600, 12*3600),
	append(times(58, "2 Jan", day, 2*day, 7*day, 14*day), months(46, 1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000, 60000)...)...)

func times(room float64, layout string, lengths ...int64) (made []calendar) {
	for _, length := range lengths {
		made = append(made, calendar{length, 0, room, layout, "2 Jan"})
	}
	return made
}

func months(room float64, lengths ...int64) (made []calendar) {
	for _, length := range lengths {
		layout := "Jan"
		if length >= 12 {
			layout = "2006"
		}
		made = append(made, calendar{0, length, room, layout, "2006"})
	}
	return made
}

// columns are grid lines at round times between two moments, given in seconds, of a drawing that is so many pixels wide or wider.
func columns(begin, end int64, width float64) []column {
	for _, distance := range calendars {
		if distance.length()/float64(end-begin)*width >= distance.room {
			return distance.between(begin, end, width)
		}
	}
	return nil
}

// length is at least how many seconds are between two lines.
func (c calendar) length() float64 { return float64(c.seconds + c.months*28*day) }

func (c calendar) between(begin, end int64, width float64) []column {
	var made []column
	years := false
	for at := c.first(begin); at <= end; at = c.next(at) {
		share := float64(at-begin) / float64(end-begin)
		label, strong := c.label(at)
		years = years || strong
		made = append(made, column{share, label, strong && c.layout != c.strong})
	}
	if c.months > 0 && !years {
		nameYear(made, begin, end, width)
	}
	for i := range made {
		if !fits(made[i], width) {
			made[i].Label = ""
		}
	}
	return made
}

// nameYear gives the first label that has the room the year, when no January among them tells it.
func nameYear(made []column, begin, end int64, width float64) {
	for i, line := range made {
		at := begin + int64(math.Round(line.At*float64(end-begin)))
		line.Label += time.Unix(at, 0).UTC().Format(" 2006")
		if fits(line, width) {
			made[i] = line
			return
		}
	}
}

// fits tells whether a label sticks out neither left nor right.
func fits(line column, width float64) bool {
	half := float64(utf8.RuneCountInString(line.Label)) * letter / 2 / width
	return line.At >= half && line.At <= 1-half
}

// letter is how wide a letter of a label is at most on average, in pixels.
const letter = 7

func (c calendar) first(begin int64) int64 {
	if c.months == 0 {
		return begin + modulo(monday-begin, c.seconds)
	}
	at := time.Unix(begin, 0).UTC()
	month := int64(at.Year())*12 + int64(at.Month()) - 1
	for month -= modulo(month, c.months); ; month += c.months {
		if start := monthStart(month); start >= begin {
			return start
		}
	}
}

func (c calendar) next(at int64) int64 {
	if c.months == 0 {
		return at + c.seconds
	}
	start := time.Unix(at, 0).UTC()
	return monthStart(int64(start.Year())*12 + int64(start.Month()) - 1 + c.months)
}

// label is strong where a day begins among hours, or a year among months.
func (c calendar) label(at int64) (text string, strong bool) {
	moment := time.Unix(at, 0).UTC()
	strong = c.seconds < day && modulo(at, day) == 0
	if c.months > 0 {
		strong = moment.Month() == time.January
	}
	if strong {
		return moment.Format(c.strong), true
	}
	return moment.Format(c.layout), false
}

// monthStart is the beginning of a month, counted from January of the year 0.
func monthStart(month int64) int64 {
	return time.Date(int(month/12), time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC).Unix()
}

// modulo is never negative.
func modulo(value, by int64) int64 { return (value%by + by) % by }
