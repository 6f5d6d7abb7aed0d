package charts

import (
	"fmt"
	"html/template"
	"strings"
)

// Hour is the value of an hour of the week.
type Hour struct {
	Value float64
	Note  string // said after the value, as "3 trades"
	None  bool   // nothing happened in it, ever
}

// Week is a heat map of the hours of the week in UTC; Hours begins with Monday 00:00. Losses have a minus besides their colour.
type Week struct {
	ID    string // unique in the page
	Title string
	Amounts
	Hours [7][24]Hour
	Note  string // a sentence that is added to the description
}

const weekPitch, weekTop = 26, 4

// HTML is the drawing.
func (w Week) HTML() template.HTML { return render("week", w.drawing()) }

// weekDrawing is what the template sees.
type weekDrawing struct {
	Week
	Description, Rest, Strongest string
	Marks                        []mark
	Minus                        []mark
	Weekdays                     []nameAt
	Axes                         []axis
	Height                       float64
}

var weekdays = [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

func (w Week) drawing() weekDrawing {
	w.Hours = w.drawable()
	made := weekDrawing{Week: w, Height: weekTop + 7*weekPitch + 22}
	scale := heatOf(w.values())
	made.Strongest = scale.strongest(w.Unit)
	made.Axes = hourAxes()
	for i, name := range weekdays {
		made.Weekdays = append(made.Weekdays, nameAt{0, float64(weekTop + i*weekPitch + 16), name[:3]})
		for hour := range 24 {
			made.add(w.mark(i, hour, scale))
		}
	}
	made.Description, made.Rest = w.words()
	return made
}

// hourAxes name every third hour in a narrow drawing, all in a wide one.
func hourAxes() (made []axis) {
	for i, width := range widths {
		names := axis{Class: width.class}
		for hour := 0; hour < 24; hour += len(widths) - i {
			names.Lines = append(names.Lines, column{At: (float64(hour) + 0.5) / 24, Label: fmt.Sprintf("%02d", hour)})
		}
		made = append(made, names)
	}
	return made
}

func (d *weekDrawing) add(cell mark) {
	d.Marks = append(d.Marks, cell)
	if cell.Class[0] == 'l' {
		cell.X, cell.Width, cell.Y = cell.X+cell.Width*0.3, cell.Width*0.4, cell.Y+cell.Height/2
		d.Minus = append(d.Minus, cell)
	}
}

// drawable are the hours with their values rounded to the grain; those that cannot be drawn are none.
func (w Week) drawable() [7][24]Hour {
	unit := w.grain(w.values())
	for weekday := range w.Hours {
		for i := range w.Hours[weekday] {
			hour := &w.Hours[weekday][i]
			hour.None = hour.None || !finite(hour.Value)
			if !hour.None {
				hour.Value = unit.rounded(hour.Value)
			}
		}
	}
	return w.Hours
}

func (w Week) values() (values []float64) {
	for _, hours := range w.Hours {
		for _, hour := range hours {
			if !hour.None {
				values = append(values, hour.Value)
			}
		}
	}
	return values
}

func (w Week) mark(weekday, hour int, scale heat) mark {
	value := w.Hours[weekday][hour]
	made := mark{X: (float64(hour) + 0.06) / 24, Width: 0.88 / 24, Y: float64(weekTop + weekday*weekPitch), Height: weekPitch - 4, Class: "none"}
	made.Words = hourName(weekday, hour) + ": nothing closed"
	if !value.None {
		made.Class = scale.class(value.Value)
		made.Words = said(hourName(weekday, hour)+": "+w.full(value.Value), value.Note)
	}
	return made
}

func hourName(weekday, hour int) string {
	return fmt.Sprintf("%s %02d:00 to %02d:00", weekdays[weekday], hour, hour+1)
}

// words are the description, and what is read while nothing is pointed at.
func (w Week) words() (description, rest string) {
	best, worst, found := [2]int{}, [2]int{}, false
	at := func(place [2]int) float64 { return w.Hours[place[0]][place[1]].Value }
	for weekday, hours := range w.Hours {
		for hour, value := range hours {
			place := [2]int{weekday, hour}
			if value.None {
				continue
			}
			if !found || value.Value > at(best) {
				best = place
			}
			if !found || value.Value < at(worst) {
				worst = place
			}
			found = true
		}
	}
	if !found {
		return strings.TrimSpace("No hour of the week has a value. " + w.Note), "no hour has a value"
	}
	description = fmt.Sprintf("Hours in UTC. The best is %s with %s, the worst %s with %s. %s", hourName(best[0], best[1]), w.full(at(best)),
		hourName(worst[0], worst[1]), w.full(at(worst)), w.Note)
	rest = fmt.Sprintf("Best %s, %s · worst %s, %s", w.full(at(best)), hourName(best[0], best[1]), w.full(at(worst)), hourName(worst[0], worst[1]))
	return strings.TrimSpace(description), rest
}
