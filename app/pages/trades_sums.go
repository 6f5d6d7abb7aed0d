package pages

import (
	"html/template"
	"maps"
	"math"
	"slices"
	"strings"

	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/tradelist"
)

// tradeSum is what a list adds up to in one currency.
type tradeSum struct {
	Currency                  string
	Trades, Wins              string
	Profit, WinRate           string
	MeanProfit, MeanRatio     string
	Tone, MeanTone, RatioTone string
	HasProfit                 bool
	Missing                   string // what is left out or counted as 0
}

func sumsOfList(sums []tradelist.Sum) []tradeSum {
	made := make([]tradeSum, len(sums))
	for i, sum := range sums {
		currency := sum.Currency.String()
		profit, mean, ratio := finite(ledger.Number(sum.Profit)), finite(sum.MeanProfit()), finite(sum.MeanRatio())
		made[i] = tradeSum{Currency: orUnknown(currency), Trades: plural(sum.Count, "trade"), Wins: plural(sum.Wins, "win") + ", " + plural(sum.Losses, "loss"),
			Profit: gain(profit, currency), MeanProfit: gain(mean, currency), MeanRatio: ratioText(ratio), Tone: toneOf(profit.Or(0)), MeanTone: toneOf(mean.Or(0)),
			RatioTone: toneOf(ratio.Or(0)), HasProfit: sum.Closed() > 0}
		if rate := sum.WinRate(); rate.Valid() {
			made[i].WinRate = percent(float64(rate))
		}
		made[i].Missing = missingIn(sum, profit)
	}
	return made
}

// finite is a number that adding up did not make too large.
func finite(n ledger.Number) ledger.Number {
	if math.IsInf(float64(n), 0) {
		return ledger.Missing
	}
	return n
}

func missingIn(sum tradelist.Sum, profit ledger.Number) string {
	var said []string
	switch {
	case !profit.Valid():
		said = append(said, "the database holds values too large to add up")
	case sum.Missing > 0:
		said = append(said, plural(sum.Missing, "trade")+" without a profit in the database, counted as 0 as in freqtrade")
	}
	if sum.Undated > 0 {
		said = append(said, plural(sum.Undated, "closed trade")+" without a closing time in the database, left out of these sums as in freqtrade")
	}
	return strings.Join(said, "; ")
}

// tradePager leads to the other pages of a list.
type tradePager struct {
	Number, Pages, First, Last int
	FirstPage, Previous        template.URL // empty: there is none
	Next, LastPage             template.URL
	Hidden                     []tradeChoice // the query for the form that leads to any page
}

func pagerOf(query tradelist.Query, page tradelist.Page) tradePager {
	made := tradePager{Number: page.Number, Pages: page.Pages, First: page.First, Last: page.First + len(page.Rows) - 1}
	link := func(number int) template.URL { return template.URL("?" + query.OnPage(number).Encode()) }
	if page.Number > 1 {
		made.FirstPage, made.Previous = link(1), link(page.Number-1)
	}
	if page.Number < page.Pages {
		made.Next, made.LastPage = link(page.Number+1), link(page.Pages)
	}
	values := query.OnPage(1).Values()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		made.Hidden = append(made.Hidden, tradeChoice{Name: name, Value: values.Get(name)})
	}
	return made
}

// tradeState leads to the same list among other trades.
type tradeState struct {
	Name    string
	Link    template.URL
	Count   int // before filters
	Current bool
}

func statesOf(query tradelist.Query, snapshot *ledger.Snapshot) []tradeState {
	closed, open := len(snapshot.Closed), len(snapshot.Open)
	states := []tradeState{{Name: "Closed", Count: closed}, {Name: "Open", Count: open}, {Name: "All", Count: closed + open}}
	for i, state := range []tradelist.State{tradelist.Closed, tradelist.Open, tradelist.All} {
		states[i].Current = query.State == state
		states[i].Link = template.URL("?" + query.WithState(state).Encode())
	}
	return states
}
