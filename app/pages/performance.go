package pages

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
)

// performancePage breaks one stake currency's closed trades down. It can be asked for each currency, year, and unit of time.
var performancePage = kind{name: "performance", here: "/performance", title: "Performance", style: "detail.css",
	asks: func(query url.Values, view bots.View) url.Values {
		currency := currencyAsked(query.Get("currency"), view)
		asked := url.Values{"per": {"month"}, "year": {yearAsked(query.Get("year"), currency)}}
		if query.Has("per") {
			asked["per"] = []string{unitOf(query.Get("per")).Name}
		}
		if currency != nil {
			asked["currency"] = []string{currency.Name}
		}
		return asked
	},
	content: func(view bots.View, now time.Time, asked url.Values) any {
		return performanceOf(view, now, asked)
	}}

// currencyAsked is a currency there is; of any other name it is the first one. Without a trade there is none.
func currencyAsked(name string, view bots.View) *figures.Currency {
	if view.Figures == nil || len(view.Figures.Currencies) == 0 {
		return nil
	}
	if found := view.Figures.Currency(name); found != nil {
		return found
	}
	return view.Figures.Currencies[0]
}

// yearAsked is a year with a closed trade; of any other name it is the newest one.
func yearAsked(name string, currency *figures.Currency) string {
	if currency == nil {
		return ""
	}
	names := yearNames(currency)
	if len(names) > 0 && !slices.Contains(names, name) {
		return names[0]
	}
	return name
}

func yearNames(currency *figures.Currency) []string {
	var names []string
	for _, year := range yearsOf(currency) {
		names = append(names, strconv.Itoa(year))
	}
	return names
}

// performance is what the template sees.
type performance struct {
	// Currency is the one that is shown, out of Currencies.
	Currency   string
	Name       string // of the currency, as the database has it
	Currencies []choice
	Closed     int
	Missing    string // why there is nothing to break down
	Start      figures.Start
	Remarks    []string
	Ratios     []card
	Sums       []card
	Sides      []sideRow
	Notable    []notable
	Units      []choice
	Periods    periodTable
	Years      []choice
	Calendar   drawing
	Week       drawing
	Profits    drawing
	Durations  drawing
	Groups     []groupTable
}

func performanceOf(view bots.View, now time.Time, asked url.Values) performance {
	currency := currencyAsked(asked.Get("currency"), view)
	if currency == nil {
		return performance{}
	}
	made := performance{Name: currency.Name, Currency: orUnknown(currency.Name), Closed: currency.All.Closed, Start: view.Start,
		Currencies: choices(asked, "currency", currencyNames(view.Figures)), Missing: nothingClosed(currency.All), Remarks: remarksOf(currency.All)}
	if made.Missing == "" {
		made.fill(currency, now, asked)
	}
	return made
}

func currencyNames(figures *figures.Figures) []string {
	var names []string
	for _, currency := range figures.Currencies {
		names = append(names, currency.Name)
	}
	return names
}

func nothingClosed(all *figures.Side) string {
	if all.Closed == 0 {
		return "no trade is closed yet"
	}
	return ""
}

func (p *performance) fill(currency *figures.Currency, now time.Time, asked url.Values) {
	p.Ratios, p.Sums = ratioCards(currency, p.Currency), sumCards(currency, p.Currency)
	p.Sides, p.Notable = sideRows(currency), notableOf(currency.All, p.Currency)
	p.Units, p.Periods = choices(asked, "per", unitNames()), periodTableOf(currency, now, unitOf(asked.Get("per")))
	year, _ := strconv.Atoi(asked.Get("year"))
	p.Years, p.Calendar = choices(asked, "year", yearNames(currency)), calendarOf(currency, p.Currency, year)
	p.Week, p.Profits, p.Durations = weekOf(currency, p.Currency), ratiosOf(currency), durationsOf(currency)
	p.Groups = groupTables(currency)
}

// sideRow is a direction of trades.
type sideRow struct {
	Name string
	*figures.Side
}

// sideRows are long and short, and both together.
func sideRows(currency *figures.Currency) []sideRow {
	return []sideRow{{"Long", currency.Long}, {"Short", currency.Short}, {"Both", currency.All}}
}

// periodTable is profits by day, week or month, newest first.
type periodTable struct {
	Unit       unit
	Rows, More []periodRow
}

type periodRow struct {
	figures.Period
	Name string
	Bar  template.HTML // the profit among those of the other periods
}

const (
	periodsShown  = 12 // further ones are folded away
	periodsListed = 62
)

func periodTableOf(currency *figures.Currency, now time.Time, unit unit) periodTable {
	table, periods := periodTable{Unit: unit}, sinceFirst(currency.Periods(unit.of, now, periodsListed))
	low, high := 0.0, 0.0
	for _, period := range periods {
		low, high = min(low, period.Profit.Number), max(high, period.Profit.Number)
	}
	for i, period := range periods {
		if row := (periodRow{period, unit.long(period.Begin), barAmong(period.Profit, low, high)}); i < periodsShown {
			table.Rows = append(table.Rows, row)
		} else {
			table.More = append(table.More, row)
		}
	}
	return table
}

// sinceFirst leaves out the periods before the first with a trade.
func sinceFirst(periods []figures.Period) []figures.Period {
	for len(periods) > 1 && periods[len(periods)-1].Count == 0 {
		periods = periods[:len(periods)-1]
	}
	return periods
}
