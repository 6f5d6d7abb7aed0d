package charts

import (
	"fmt"
	"html/template"
	"strings"
	"time"
)

// Day is a day's value. Its date counts, in UTC.
type Day struct {
	At    time.Time
	Value float64
	Note  string // said after the value, as "3 trades"
}

// Calendar is a year of days: weeks are columns that begin on Monday, quarters stand beside or under each other as there is
// room. Losses have a minus besides their colour. Days outside of the year and values that are not finite are left out.
type Calendar struct {
	ID    string // unique in the page
	Title string
	Amounts
	Year int
	Days []Day
	Note string // a sentence that is added to the description
}

const (
	dayPitch = 18 // pixels from day to day
	daySize  = 12 // and the line around adds 3
	daysLeft = 32 // for the names of the weekdays
	daysTop  = 20 // for the names of the months
)

// HTML are four drawings, of a quarter each.
func (c Calendar) HTML() template.HTML { return render("calendar", c.drawing()) }

// calendarDrawing is what the template sees.
type calendarDrawing struct {
	Calendar
	Rest      string
	Strongest string
	Quarters  []quarter
}

// quarter is a drawing of three months.
type quarter struct {
	ID, Title, Description string
	Width, Height          float64
	Cells                  []cell
	Months, Weekdays       []nameAt
	Minus                  string // path of all minus signs
}

// cell is a day, at pixels.
type cell struct {
	X, Y         float64
	Class, Words string
}

// nameAt is a text at a place.
type nameAt struct {
	X, Y float64
	Name string
}

func (c Calendar) drawing() calendarDrawing {
	made := calendarDrawing{Calendar: c}
	days, values := c.byDay()
	scale := heatOf(values)
	made.Strongest = scale.strongest(c.Unit)
	for first := time.January; first <= time.October; first += 3 {
		made.Quarters = append(made.Quarters, c.quarter(first, days, scale))
	}
	made.Rest = c.rest(days)
	return made
}

// byDay are the days of the year, by number, with their values rounded to the grain.
func (c Calendar) byDay() (days map[int]Day, values []float64) {
	days = make(map[int]Day)
	for _, day := range c.Days {
		if at := day.At.UTC(); at.Year() == c.Year && finite(day.Value) {
			days[at.YearDay()] = day
			values = append(values, day.Value)
		}
	}
	unit := c.grain(values)
	for number, day := range days {
		day.Value = unit.rounded(day.Value)
		days[number] = day
	}
	return days, values
}

func (c Calendar) quarter(first time.Month, days map[int]Day, scale heat) quarter {
	at := time.Date(c.Year, first, 1, 0, 0, 0, 0, time.UTC)
	made := quarter{ID: fmt.Sprintf("%s-%d", c.ID, (first+2)/3), Title: fmt.Sprintf("%s, %s to %s %d", c.Title, first, first+2, c.Year)}
	weekday, gains, losses := (int(at.Weekday())+6)%7, 0, 0
	for ; at.Month() < first+3 && at.Year() == c.Year; at = at.AddDate(0, 0, 1) {
		x, y := float64(daysLeft+weekday/7*dayPitch), float64(daysTop+weekday%7*dayPitch)
		if at.Day() == 1 {
			made.Months = append(made.Months, nameAt{monthX(x, weekday), 10, at.Format("Jan")})
		}
		made.Cells = append(made.Cells, c.cell(at, x, y, days, scale))
		switch class := made.Cells[len(made.Cells)-1].Class[0]; class {
		case 'g':
			gains++
		case 'l':
			losses++
			made.Minus += fmt.Sprintf("M%s %sh6", fixed(x+3), fixed(y+daySize/2))
		}
		made.Width, weekday = x+dayPitch, weekday+1
	}
	for i, name := range []string{"Mon", "Wed", "Fri"} {
		made.Weekdays = append(made.Weekdays, nameAt{0, float64(daysTop + 2*i*dayPitch + 10), name})
	}
	made.Height = daysTop + 7*dayPitch
	made.Description = strings.TrimSpace(fmt.Sprintf("%d days with a gain, %d with a loss. %s", gains, losses, c.Note))
	return made
}

// monthX is over the first column that begins in the month, so that names do not touch.
func monthX(x float64, weekday int) float64 {
	if weekday%7 > 0 && weekday > 7 {
		return x + dayPitch
	}
	return x
}

func (c Calendar) cell(at time.Time, x, y float64, days map[int]Day, scale heat) cell {
	made := cell{X: x, Y: y, Class: "none", Words: at.Format("Mon 2 Jan 2006") + ": nothing closed"}
	if day, found := days[at.YearDay()]; found {
		made.Class = scale.class(day.Value)
		made.Words = said(at.Format("Mon 2 Jan 2006")+": "+c.full(day.Value), day.Note)
	}
	return made
}

// rest is what is read while nothing is pointed at.
func (c Calendar) rest(days map[int]Day) string {
	gains, losses := 0, 0
	for _, day := range days {
		if day.Value > 0 {
			gains++
		}
		if day.Value < 0 {
			losses++
		}
	}
	return fmt.Sprintf("%d: %d days with a gain, %d with a loss", c.Year, gains, losses)
}
