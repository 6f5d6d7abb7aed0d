package pages

import (
	"slices"
	"time"

	"crypto-dashboard/app/figures/former"
	"crypto-dashboard/app/ledger"
)

// month is a line of the table that says what the curve shows.
type month struct {
	Name               string
	Trades             int
	Profit, Cumulative ledger.Number
}

// monthsOf sums up by the UTC month in which trades were closed, newest first.
func monthsOf(curve []figures.Point) []month {
	var months []month
	for _, point := range curve {
		name := monthName(point.At)
		if len(months) == 0 || months[len(months)-1].Name != name {
			months = append(months, month{Name: name, Profit: 0})
		}
		last := &months[len(months)-1]
		last.Trades++
		last.Profit += ledger.Number(point.Profit)
		last.Cumulative = ledger.Number(point.Cumulative)
	}
	slices.Reverse(months)
	return months
}

func monthName(at time.Time) string {
	if at.IsZero() {
		return "no date"
	}
	return at.UTC().Format("January 2006")
}
