package pages

import (
	"time"

	"crypto-dashboard/app/figures"
)

// unit is a length of time that profits are added up over.
type unit struct {
	Name  string // in addresses and on tabs: day, week, month
	of    figures.Unit
	count int // how many are drawn
}

var units = []unit{{"day", figures.Days, 28}, {"week", figures.Weeks, 26}, {"month", figures.Months, 24}}

// unitOf is the unit of a name; of any other name it is the day.
func unitOf(name string) unit {
	for _, unit := range units {
		if unit.Name == name {
			return unit
		}
	}
	return units[0]
}

func unitNames() []string {
	var names []string
	for _, unit := range units {
		names = append(names, unit.Name)
	}
	return names
}

// short is the label of a period on an axis.
func (u unit) short(begin time.Time) string {
	if u.of == figures.Months {
		return begin.Format("Jan 06")
	}
	return begin.Format("2 Jan")
}

// long names a period in full.
func (u unit) long(begin time.Time) string {
	switch u.of {
	case figures.Months:
		return begin.Format("January 2006")
	case figures.Weeks:
		return "week of " + begin.Format("2 Jan 2006")
	}
	return begin.Format("Mon 2 Jan 2006")
}
