package pages

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"time"

	"crypto-dashboard/app/charts"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// drawing is a chart and the same in words, or the reason why there is none.
type drawing struct {
	Chart, Table template.HTML
	Missing      string
}

const (
	curvePoints = 180 // of the line: more cannot be told apart on most screens
	curveRows   = 6   // of the table
)

func amountsIn(currency string, signed bool) charts.Amounts {
	return charts.Amounts{Unit: currency, Digits: digitsOf(currency), Signed: signed}
}

// equityOf draws the sum of closed profits and the distance from its highest point.
func equityOf(id int, currency *figures.Currency, name string) drawing {
	curve := currency.All.Curve
	if curve.Reason != "" {
		return drawing{Missing: curve.Reason}
	}
	made := charts.Equity{ID: fmt.Sprintf("equity-%d", id), Title: "Sum of closed profits in " + name, Name: "Closed profit", Amounts: amountsIn(name, true)}
	for _, point := range curve.Points(curvePoints) {
		made.Points = append(made.Points, charts.Point{At: point.At.Time(), Equity: point.Cumulative, Depth: point.Depth()})
	}
	return drawing{Chart: made.HTML(), Table: made.Table(curveRows).HTML()}
}

// walletOf draws the balances that the bot noted. Those it computed afterwards are drawn apart.
func walletOf(id int, currency *figures.Currency, name string) drawing {
	if len(currency.Wallet) == 0 {
		return drawing{Missing: currency.WalletReason}
	}
	made := charts.Equity{ID: fmt.Sprintf("wallet-%d", id), Title: "Balance the bot noted each day, in " + name, Name: "Balance", Amounts: amountsIn(name, false)}
	high := math.Inf(-1)
	for _, noted := range evenly(currency.Wallet, curvePoints) {
		if noted.Reconstructed {
			made.Rebuilt = append(made.Rebuilt, charts.Point{At: noted.At.Time(), Equity: noted.Balance})
			continue
		}
		high = max(high, noted.Balance)
		made.Points = append(made.Points, charts.Point{At: noted.At.Time(), Equity: noted.Balance, Depth: high - noted.Balance})
	}
	if len(made.Rebuilt) > 0 {
		made.Note = "The dashed part was computed by the bot afterwards and can be wrong."
		if len(made.Points) > 0 {
			made.Capture = made.Points[0].At
		}
	}
	return drawing{Chart: made.HTML(), Table: made.Table(curveRows).HTML()}
}

// evenly takes at most so many, the last one among them.
func evenly[T any](all []T, most int) []T {
	if len(all) <= most {
		return all
	}
	step := (len(all) + most - 1) / most
	var some []T
	for i := len(all) - 1; i >= 0; i -= step {
		some = append(some, all[i])
	}
	slices.Reverse(some)
	return some
}

// barsOf draws the profits of the latest units of time.
func barsOf(id int, currency *figures.Currency, name string, unit unit, now time.Time) drawing {
	if reason := currency.All.Profit.Reason; reason != "" {
		return drawing{Missing: reason}
	}
	made := charts.Bars{ID: fmt.Sprintf("bars-%d", id), Title: "Profit per " + unit.Name + " in " + name, Amounts: amountsIn(name, true)}
	for _, period := range slices.Backward(currency.Periods(unit.of, now, unit.count)) {
		made.Bars = append(made.Bars, charts.Bar{Name: unit.short(period.Begin), When: unit.long(period.Begin), Value: valueOrNaN(period.Profit),
			Note: plural(period.Count, "trade")})
	}
	return drawing{Chart: made.HTML()}
}

func valueOrNaN(value figures.Value) float64 {
	if !value.OK() {
		return math.NaN()
	}
	return value.Number
}

// calendarOf draws the days of a year.
func calendarOf(currency *figures.Currency, name string, year int) drawing {
	made := charts.Calendar{ID: "calendar", Title: fmt.Sprintf("Profit per day in %d in %s", year, name), Year: year, Amounts: amountsIn(name, true)}
	for _, day := range currency.All.Calendar {
		if at := day.Date.Time(); at.Year() == year {
			made.Days = append(made.Days, charts.Day{At: at, Value: valueOrNaN(day.Profit), Note: plural(day.Count, "trade")})
		}
	}
	return drawing{Chart: made.HTML(), Table: made.Table().HTML()}
}

// yearsOf are those with a closed trade, the newest first.
func yearsOf(currency *figures.Currency) []int {
	var years []int
	for _, day := range slices.Backward(currency.All.Calendar) {
		if year := day.Date.Time().Year(); len(years) == 0 || years[len(years)-1] != year {
			years = append(years, year)
		}
	}
	return years
}

// weekOf draws the hours of the week by the profits of the trades that closed in them.
func weekOf(currency *figures.Currency, name string) drawing {
	made := charts.Week{ID: "week", Title: "Profit by hour of the week in " + name, Amounts: amountsIn(name, true)}
	for i, hours := range currency.All.Week {
		for hour, cell := range hours {
			made.Hours[i][hour] = charts.Hour{Value: valueOrNaN(cell.Profit), Note: plural(cell.Count, "trade"), None: cell.Count == 0}
		}
	}
	return drawing{Chart: made.HTML(), Table: made.Table().HTML()}
}

// ratiosOf draws how the profit ratios of the trades are distributed.
func ratiosOf(currency *figures.Currency) drawing {
	all := currency.All
	return histogram(charts.Histogram{ID: "ratios", Title: "Closed trades by profit", Noun: "trades", Bins: bins(all.Ratios), Signed: true,
		Format: edge, Mean: valueOrNaN(all.RatioMean), Median: valueOrNaN(all.RatioMedian)})
}

// durationsOf draws how long the trades were held.
func durationsOf(currency *figures.Currency) drawing {
	all := currency.All
	return histogram(charts.Histogram{ID: "durations", Title: "Closed trades by the time they were held", Noun: "trades", Bins: bins(all.Durations),
		Format: roughly, Mean: valueOrNaN(all.DurationMean), Median: valueOrNaN(all.DurationMedian)})
}

// edge is a ratio in percent without needless digits.
func edge(ratio float64) string {
	return signed(strconv.FormatFloat(math.Abs(ratio*100), 'g', 3, 64), ratio) + " %"
}

// roughly is a time in its largest unit when it is a whole number of those.
func roughly(n float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{86400, "d"}, {3600, "h"}, {60, "min"}} {
		if n >= unit.size && math.Mod(n, unit.size) == 0 {
			return fmt.Sprintf("%.0f %s", n/unit.size, unit.name)
		}
	}
	return seconds(ledger.Number(n))
}

func histogram(made charts.Histogram) drawing {
	return drawing{Chart: made.HTML(), Table: made.Table().HTML()}
}

func bins(all []figures.Bin) []charts.Bin {
	made := make([]charts.Bin, len(all))
	for i, bin := range all {
		made[i] = charts.Bin{From: bin.From, To: bin.To, Count: bin.Count}
	}
	return made
}

// sparkOf is the sum of closed profits, small.
func sparkOf(currency *figures.Currency, name string) template.HTML {
	made := charts.Sparkline{Title: "Closed profit", Amounts: amountsIn(name, true)}
	for _, point := range currency.All.Curve.Points(48) {
		made.Values = append(made.Values, point.Cumulative)
	}
	return made.HTML()
}
