package pages

import (
	"html/template"

	"crypto-dashboard/app/charts"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// groupTable is closed trades by what they have in common, most profit first.
type groupTable struct {
	Key, Name, Column string
	Filter            string // the parameter of the list of trades that finds them
	Rows, More        []groupRow
	Left              int // groups that have no row at all
}

type groupRow struct {
	figures.Group
	Bar template.HTML // the profit among those of the other groups
}

const (
	groupsShown  = 20  // further ones are folded away
	groupsListed = 520 // so many rows at most
)

func groupTables(currency *figures.Currency) []groupTable {
	all := currency.All
	return []groupTable{
		groupTableOf(groupTable{Key: "pair", Name: "By pair", Column: "Pair", Filter: "pair"}, all.Pairs),
		groupTableOf(groupTable{Key: "tag", Name: "By entry tag", Column: "Entry tag", Filter: "enter_tag"}, all.EnterTags),
		groupTableOf(groupTable{Key: "reason", Name: "By exit reason", Column: "Exit reason", Filter: "exit_reason"}, all.ExitReasons),
	}
}

func groupTableOf(table groupTable, groups []figures.Group) groupTable {
	low, high := 0.0, 0.0
	for _, group := range groups {
		low, high = min(low, group.Profit.Number), max(high, group.Profit.Number)
	}
	for i, group := range groups[:min(len(groups), groupsListed)] {
		if row := (groupRow{group, barAmong(group.Profit, low, high)}); i < groupsShown {
			table.Rows = append(table.Rows, row)
		} else {
			table.More = append(table.More, row)
		}
	}
	table.Left = len(groups) - len(table.Rows) - len(table.More)
	return table
}

// WinRate is the share of wins, where a draw is none.
func (r groupRow) WinRate() ledger.Number {
	if r.Count == 0 {
		return ledger.Missing
	}
	return ledger.Number(r.Wins) / ledger.Number(r.Count)
}

// barAmong draws a value among others; nothing when it is not known.
func barAmong(value figures.Value, low, high float64) template.HTML {
	if !value.OK() {
		return ""
	}
	return charts.Share{Value: value.Number, Low: low, High: high}.HTML()
}
