package pages

import "crypto-dashboard/app/figures/former"

func spotAt(point figures.Point, across func64, up scale, currency string) spot {
	return spot{X: across(point), Y: up.at(point.Cumulative), When: minute(point.At),
		Value: signed(money(point.Cumulative, currency), point.Cumulative) + " " + currency}
}

// spotsOf cuts the width into columns; each stands for the last point in it.
func spotsOf(curve []figures.Point, n int, plot box, across func64, up scale, currency string) []spot {
	width := plot.Width() / float64(n)
	column := func(p figures.Point) int { return min(n-1, int((across(p)-plot.Left)/width)) }
	var spots []spot
	for i, point := range curve {
		if i+1 < len(curve) && column(curve[i+1]) == column(point) {
			continue
		}
		made := spotAt(point, across, up, currency)
		made.Left, made.Span = plot.Left+float64(column(point))*width, width
		spots = append(spots, made)
	}
	return spots
}
