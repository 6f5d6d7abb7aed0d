package pages

import (
	"time"

	"crypto-dashboard/app/figures/former"
)

// calendar is a distance between two grid lines of time, and how their labels look.
type calendar struct {
	months, days, hours int
	layout              string
}

var calendars = []calendar{
	{hours: 1, layout: "15:04"}, {hours: 3, layout: "15:04"}, {hours: 12, layout: "2 Jan 15:04"}, {days: 1, layout: "2 Jan"},
	{days: 2, layout: "2 Jan"}, {days: 7, layout: "2 Jan"}, {days: 14, layout: "2 Jan"}, {months: 1, layout: "Jan 2006"},
	{months: 2, layout: "Jan 2006"}, {months: 3, layout: "Jan 2006"}, {months: 6, layout: "Jan 2006"}, {months: 12, layout: "2006"},
	{months: 24, layout: "2006"}, {months: 60, layout: "2006"},
}

// timeTicks are grid lines at whole hours, days, months or years, at most the given number.
func timeTicks(begin, end time.Time, most int, across func64) []tick {
	for _, distance := range calendars {
		if ticks, few := distance.between(begin, end, most, across); few {
			return ticks
		}
	}
	return nil
}

func (c calendar) between(begin, end time.Time, most int, across func64) (ticks []tick, few bool) {
	for at := c.first(begin.UTC()); !at.After(end); at = c.next(at) {
		if at.Before(begin) {
			continue
		}
		if len(ticks) == most {
			return nil, false
		}
		ticks = append(ticks, tick{across(figures.Point{At: at}), at.Format(c.layout)})
	}
	return ticks, true
}

// first is the start of the year, month or day that a time is in: from there the steps fall on round dates.
func (c calendar) first(at time.Time) time.Time {
	switch {
	case c.months > 0:
		return time.Date(at.Year()-at.Year()%max(1, c.months/12), 1, 1, 0, 0, 0, 0, time.UTC)
	case c.days > 0:
		return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return at.Truncate(24 * time.Hour)
}

func (c calendar) next(at time.Time) time.Time {
	if c.hours > 0 {
		return at.Add(time.Duration(c.hours) * time.Hour)
	}
	return at.AddDate(0, c.months, c.days)
}
