package api

import (
	"fmt"
	"time"
)

// humanized says how long ago something was, as freqtrade's dt_humanize_delta does.
func humanized(at, now time.Time) string {
	age := max(0, now.Sub(at))
	days := int(age.Hours()) / 24
	switch {
	case days >= 365:
		return years(days/365, days%365) + " ago"
	case days > 0:
		return monthsOrDays(days) + " ago"
	case age < time.Second:
		return "now"
	}
	return shorter(age) + " ago"
}

// shorter is less than a day.
func shorter(age time.Duration) string {
	switch {
	case age < time.Minute:
		return several(int(age.Seconds()), "a second", "seconds")
	case age < time.Hour:
		return several(int(age.Minutes()), "a minute", "minutes")
	}
	return several(int(age.Hours()), "an hour", "hours")
}

func monthsOrDays(days int) string {
	if months := monthsIn(days); months > 0 {
		return several(months, "a month", "months")
	}
	return several(days, "a day", "days")
}

func monthsIn(days int) int { return int(float64(days) / 30.5) }

// years of which only the first is told with its months or days.
func years(years, days int) string {
	months := monthsIn(days)
	switch {
	case years > 1:
		return fmt.Sprintf("%d years", years)
	case months > 0:
		return "1 year, " + several(months, "1 month", "months")
	case days > 0:
		return "1 year, " + several(days, "1 day", "days")
	}
	return "a year"
}

func several(count int, one, many string) string {
	if count == 1 {
		return one
	}
	return fmt.Sprintf("%d %s", count, many)
}
