package pages

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
)

// overviewPage is what one looks at first. It can be asked for profits per day, week or month, and for the balance instead of the
// closed profits.
var overviewPage = kind{name: "overview", here: "/", title: "Overview",
	asks: func(query url.Values, _ bots.View) url.Values {
		return url.Values{"per": {unitOf(query.Get("per")).Name}, "curve": {curveOf(query.Get("curve"))}}
	},
	content: func(view bots.View, now time.Time, asked url.Values) any {
		return overviewOf(view, now, asked)
	}}

// overview is what the template sees.
type overview struct {
	Sections []section
	Unit     unit
	Units    []choice
	Curve    string
	Curves   []choice
}

// curves are what the first drawing can show.
var curves = []string{"profit", "balance"}

func curveOf(name string) string {
	if slices.Contains(curves, name) {
		return name
	}
	return curves[0]
}

// section is everything about the trades in one stake currency.
type section struct {
	ID       int
	Name     string // of the currency, as the database has it
	Currency string
	Alone    bool // the only currency
	Cards    []card
	Remarks  []string
	Equity   drawing // closed profits, or balances
	Bars     drawing
	Open     []openRow
	Latest   []closedRow
	Closed   int // trades, of which Latest are the latest
}

// latest is how many closed trades the overview lists.
const latest = 8

func overviewOf(view bots.View, now time.Time, asked url.Values) overview {
	made := overview{Unit: unitOf(asked.Get("per")), Curve: asked.Get("curve"), Units: choices(asked, "per", unitNames()), Curves: choices(asked, "curve", curves)}
	if view.Figures == nil {
		return made
	}
	for i, currency := range view.Figures.Currencies {
		made.Sections = append(made.Sections, sectionOf(i, currency, view, now, made))
	}
	return made
}

func sectionOf(id int, currency *figures.Currency, view bots.View, now time.Time, page overview) section {
	snapshot, prices := view.State.Snapshot, pricesOf(view)
	made := section{ID: id, Name: currency.Name, Currency: orUnknown(currency.Name), Alone: len(view.Figures.Currencies) == 1, Closed: currency.All.Closed,
		Remarks: remarksOf(currency.All), Open: openRows(snapshot, currency.Name, prices), Latest: latestRows(snapshot, currency.Name, latest)}
	made.Cards = cardsOf(subject{currency, made.Currency, prices, made.Open, now})
	made.Equity = equityOf(id, currency, made.Currency)
	if page.Curve == "balance" {
		made.Equity = walletOf(id, currency, made.Currency)
	}
	made.Bars = barsOf(id, currency, made.Currency, page.Unit, now)
	return made
}

// remarksOf says what is odd about the trades that the figures count.
func remarksOf(all *figures.Side) []string {
	var remarks []string
	if all.Missing == 1 {
		remarks = append(remarks, "1 closed trade has no profit in the database. As in freqtrade it counts as 0.")
	}
	if all.Missing > 1 {
		remarks = append(remarks, fmt.Sprintf("%s closed trades have no profit in the database. As in freqtrade they count as 0.", count(all.Missing)))
	}
	if all.Undated == 1 {
		remarks = append(remarks, "1 closed trade has no closing time in the database. As in freqtrade it is left out.")
	}
	if all.Undated > 1 {
		remarks = append(remarks, fmt.Sprintf("%s closed trades have no closing time in the database. As in freqtrade they are left out.", count(all.Undated)))
	}
	return remarks
}
