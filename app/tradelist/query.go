// Package tradelist selects, orders and exports the trades of a snapshot.
package tradelist

import (
	"crypto-dashboard/app/ledger"
	"time"
)

// Query is which trades a list has, in which order, and which page of it is wanted. The zero value is the first page of all closed
// trades, newest first. Queries can be compared.
type Query struct {
	State State
	// PairPart is contained in the pair, whatever the case; Pair is the pair. An empty text selects all.
	PairPart, Pair                           string
	EnterTag, ExitReason, Strategy, Currency string
	// Without selects trades that have no such text.
	Without Without
	Side    Side
	Result  Result
	Opened  Days
	Closed  Days
	Profit  Range // stake currency
	Ratio   Range // 0.01 is 1 %

	// Sort is the column to order by; Descending counts only with one.
	Sort       Column
	Descending bool
	// Page begins at 1; 0 is 1 as well. PerPage 0 is DefaultPerPage.
	Page, PerPage int
}

// State selects by whether a trade is closed.
type State uint8

// The states.
const (
	Closed State = iota
	Open
	All
)

// Side selects by direction.
type Side uint8

// The sides.
const (
	BothSides Side = iota
	Long
	Short
)

// Result selects closed trades by freqtrade's definition: a draw, and a trade without a profit, is a win.
type Result uint8

// The results.
const (
	AnyResult Result = iota
	Wins
	Losses
)

// Without is what a trade must not have. An empty text is none.
type Without struct{ EnterTag, ExitReason, Strategy bool }

// Range is inclusive. A trade without a number is in no range, unless both ends are open.
type Range struct{ Min, Max Bound }

// Bound is an end of a range; without Set it is open.
type Bound struct {
	Value float64
	Set   bool
}

// Days is a range of days in UTC, both inclusive. A trade without a time is in no range, unless both ends are open.
type Days struct{ From, To Day }

// Day is a date such as 2026-11-02; empty is open.
type Day string

const dayLayout = "2006-01-02"

// begin is the first moment of the day, or of the one some days later.
func (d Day) begin(later int) ledger.Time {
	at, err := time.Parse(dayLayout, string(d))
	if err != nil {
		return ledger.Never
	}
	return ledger.At(at.AddDate(0, 0, later))
}

// DefaultPerPage is how many trades a page has when nobody chose.
const DefaultPerPage = 50

// PerPageChoices are the lengths of a page.
var PerPageChoices = []int{25, 50, 100, 200}

// order is what the list is ordered by when it is spelled out.
func (q Query) order() (Column, bool) {
	switch {
	case q.Sort != ByDefault:
		return q.Sort, q.Descending
	case q.State == Closed:
		return ByCloseDate, true
	}
	return ByOpenDate, true
}

// Order is the column and direction of the list.
func (q Query) Order() (column Column, descending bool) { return q.order() }

// perPage is the length of a page.
func (q Query) perPage() int {
	if q.PerPage == 0 {
		return DefaultPerPage
	}
	return q.PerPage
}

// canonical spells the same list in one way only.
func (q Query) canonical() Query {
	column, descending := q.order()
	standard := q
	standard.Sort, standard.Descending = ByDefault, false
	if byItself, way := standard.order(); byItself == column && way == descending {
		q = standard
	}
	if q.Page == 1 {
		q.Page = 0
	}
	if q.PerPage == DefaultPerPage {
		q.PerPage = 0
	}
	return q
}

// SortedBy is the same list in another order, from its first page.
func (q Query) SortedBy(column Column, descending bool) Query {
	q.Sort, q.Descending, q.Page = column, descending, 0
	return q.canonical()
}

// OnPage is another page of the same list.
func (q Query) OnPage(page int) Query {
	q.Page = page
	return q.canonical()
}

// WithPerPage is the same list in pages of another length.
func (q Query) WithPerPage(length int) Query {
	q.PerPage, q.Page = length, 0
	return q.canonical()
}

// WithState is the same selection among other trades.
func (q Query) WithState(state State) Query {
	q.State, q.Page = state, 0
	return q.canonical()
}

// Unfiltered has the state, the order and the length of the pages, and no filter.
func (q Query) Unfiltered() Query {
	return Query{State: q.State, Sort: q.Sort, Descending: q.Descending, PerPage: q.PerPage}.canonical()
}

// Filtered tells whether something besides the state selects.
func (q Query) Filtered() bool { return q.selection() != Query{State: q.State} }

// selection is the query without order and page.
func (q Query) selection() Query {
	q.Sort, q.Descending, q.Page, q.PerPage = ByDefault, false, 0, 0
	return q
}
