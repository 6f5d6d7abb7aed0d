package pages

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/tradelist"
)

// tradeColumn is a column of the list.
type tradeColumn struct {
	by    tradelist.Column // ByDefault: it cannot be sorted by
	title string
	class string
	cell  func(tradeCellOf) tradeCell
}

// tradeCellOf is what a cell is made of.
type tradeCellOf struct {
	tradelist.Row
	now botapi.OpenTrade
}

// tradeCell is what stands in a cell.
type tradeCell struct {
	Label, Class string
	Text, Small  string
	At           time.Time // a time instead of a text
	Since        bool      // how long ago At is
	Parts        []string  // of a tag, which can break between them
}

// tradeRow is a line of the list.
type tradeRow struct {
	ID    int64
	Pair  string
	Cells []tradeCell // all but the pair
}

// tradeHead is a column's header.
type tradeHead struct {
	Title, Class string
	Link         template.URL // empty: it cannot be sorted by
	Sorted       string       // ascending, descending or nothing
}

// Arrow shows the direction.
func (h tradeHead) Arrow() string {
	return map[string]string{"ascending": "▲", "descending": "▼"}[h.Sorted]
}

// columnsOf are the columns of a list. The pair is the first.
func columnsOf(query tradelist.Query, page tradelist.Page, hasLive bool) []tradeColumn {
	currency, unit := listCurrency(page)
	amount := func(title string) string { return join2(title, currency) }
	columns := []tradeColumn{
		{by: tradelist.ByPair, title: "Pair"},
		{tradelist.ByID, "Trade", "n", func(c tradeCellOf) tradeCell { return tradeCell{Text: "#" + strconv.FormatInt(c.ID, 10)} }},
		{tradelist.BySide, "Side", "", func(c tradeCellOf) tradeCell { return tradeCell{Text: sideOf(c.IsShort, c.Leverage)} }},
		{tradelist.ByStake, amount("Stake"), "n less", func(c tradeCellOf) tradeCell { return c.money(c.Stake, unit) }},
		{tradelist.ByOpenRate, "Entry rate", "n", func(c tradeCellOf) tradeCell { return tradeCell{Text: rate(c.OpenRate)} }},
	}
	if query.State == tradelist.Open {
		columns = append(columns, openColumns(amount, unit, hasLive)...)
	} else {
		columns = append(columns, closedColumns(amount, unit, showsOpened(query))...)
	}
	columns = append(columns, tradeColumn{tradelist.ByEnterTag, "Entry tag", "words", func(c tradeCellOf) tradeCell { return tagCell(c.EnterTag) }})
	if query.State != tradelist.Open {
		columns = append(columns, tradeColumn{tradelist.ByExitReason, "Exit reason", "words", func(c tradeCellOf) tradeCell { return tagCell(c.Reason()) }})
	}
	return columns
}

// showsOpened tells whether a list of closed trades has a column for when they were opened. It is left out where nobody asks for
// it: with it a line becomes two.
func showsOpened(query tradelist.Query) bool {
	by, _ := query.Order()
	return query.State == tradelist.All || by == tradelist.ByOpenDate || query.Opened != tradelist.Days{}
}

func closedColumns(amount func(string) string, unit, opened bool) []tradeColumn {
	columns := []tradeColumn{
		{tradelist.ByCloseRate, "Exit rate", "n", func(c tradeCellOf) tradeCell { return tradeCell{Text: rate(c.Exit())} }},
		{tradelist.ByProfit, amount("Profit"), "n", func(c tradeCellOf) tradeCell { return c.profit(unit) }},
		{tradelist.ByRatio, "Profit %", "n", func(c tradeCellOf) tradeCell {
			return tradeCell{Text: ratioText(c.Ratio()), Class: toneOf(c.Ratio().Or(0)) + " main"}
		}},
		{tradelist.ByCloseDate, "Closed (UTC)", "n time wide", func(c tradeCellOf) tradeCell {
			if c.IsOpen {
				return tradeCell{Text: "still open"}
			}
			return tradeCell{At: c.Ended().Time()}
		}},
		{tradelist.ByDuration, "Duration", "n", func(c tradeCellOf) tradeCell { return tradeCell{Text: held(c.Seconds())} }},
	}
	if opened {
		columns = slices.Insert(columns, 3, tradeColumn{tradelist.ByOpenDate, "Opened (UTC)", "n time wide two",
			func(c tradeCellOf) tradeCell { return tradeCell{At: c.OpenDate.Time()} }})
		columns[4].class += " two"
	}
	return columns
}

func openColumns(amount func(string) string, unit bool, hasLive bool) []tradeColumn {
	columns := []tradeColumn{{tradelist.ByStopLoss, "Stop", "n", func(c tradeCellOf) tradeCell { return tradeCell{Text: rate(c.Stop())} }}}
	if hasLive {
		columns = append(columns,
			tradeColumn{tradelist.ByDefault, "Rate now", "n", func(c tradeCellOf) tradeCell { return tradeCell{Text: rate(ledger.Number(c.now.CurrentRate))} }},
			tradeColumn{tradelist.ByDefault, amount("Profit now"), "n", func(c tradeCellOf) tradeCell { return c.profitNow(unit) }})
	}
	return append(columns,
		tradeColumn{tradelist.ByRealized, amount("Realised so far"), "n", func(c tradeCellOf) tradeCell { return c.gained(c.Realized(), unit) }},
		tradeColumn{tradelist.ByOpenDate, "Opened (UTC)", "n time wide", func(c tradeCellOf) tradeCell { return tradeCell{At: c.OpenDate.Time()} }},
		tradeColumn{tradelist.ByDefault, "Open for", "n", func(c tradeCellOf) tradeCell {
			return tradeCell{At: c.OpenDate.Time(), Since: true}
		}})
}

// listCurrency is what all amounts of a list are in. With several, each amount has its own unit.
func listCurrency(page tradelist.Page) (currency string, unit bool) {
	switch len(page.Sums) {
	case 0:
		return "", false
	case 1:
		return orUnknown(page.Sums[0].Currency.String()), false
	}
	return "", true
}

func (c tradeCellOf) money(n ledger.Number, unit bool) tradeCell {
	return tradeCell{Text: moneyOrDash(n, c.StakeCurrency.String()), Small: c.unitOf(n, unit)}
}

func (c tradeCellOf) gained(n ledger.Number, unit bool) tradeCell {
	return tradeCell{Text: gain(n, c.StakeCurrency.String()), Small: c.unitOf(n, unit), Class: toneOf(n.Or(0))}
}

func (c tradeCellOf) profit(unit bool) tradeCell {
	if !c.IsOpen || !c.now.ProfitAbs.Valid() {
		return c.gained(c.Profit(), unit)
	}
	made := c.gained(ledger.Number(c.now.ProfitAbs), unit)
	made.Small = join2(made.Small, "now")
	return made
}

func (c tradeCellOf) profitNow(unit bool) tradeCell {
	made := c.gained(ledger.Number(c.now.ProfitAbs), unit)
	if ratio := ledger.Number(c.now.ProfitRatio); ratio.Valid() {
		made.Small = join2(made.Small, ratioText(ratio))
	}
	return made
}

func (c tradeCellOf) unitOf(n ledger.Number, unit bool) string {
	if !unit || !n.Valid() {
		return ""
	}
	return orUnknown(c.StakeCurrency.String())
}

// ratioText is a ratio in percent, unless that is more than a number can be.
func ratioText(n ledger.Number) string {
	if !finite(n * 100).Valid() {
		return nothing
	}
	return percentOrDash(n)
}

func tagCell(text ledger.Text) tradeCell {
	if text.String() == "" {
		return tradeCell{Text: nothing}
	}
	return tradeCell{Parts: strings.SplitAfter(shown(text.String()), "_")}
}

func sideOf(short bool, leverage float64) string {
	side := "long"
	if short {
		side = "short"
	}
	if leverage != 1 {
		side += " " + plain(leverage) + "×"
	}
	return side
}

// held is a duration in seconds. A trade that ends before it begins has none.
func held(n ledger.Number) string {
	if n < 0 {
		return nothing
	}
	return seconds(n)
}

// join2 puts a word behind another; one of them may be empty.
func join2(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + " " + second
}

func headsOf(columns []tradeColumn, query tradelist.Query) []tradeHead {
	sorted, descending := query.Order()
	heads := make([]tradeHead, len(columns))
	for i, column := range columns {
		heads[i] = tradeHead{Title: column.title, Class: column.class}
		if column.by == tradelist.ByDefault {
			continue
		}
		next := column.by.FirstDescending()
		if column.by == sorted {
			heads[i].Sorted = map[bool]string{false: "ascending", true: "descending"}[descending]
			next = !descending
		}
		heads[i].Link = template.URL("?" + query.SortedBy(column.by, next).Encode())
	}
	return heads
}

func rowOf(columns []tradeColumn, row tradelist.Row, prices prices) tradeRow {
	made := tradeRow{ID: row.ID, Pair: shown(row.Pair.String())}
	for _, column := range columns[1:] {
		cell := column.cell(tradeCellOf{row, prices.of(row.ID)})
		cell.Label = column.title
		cell.Class = join2(column.class, cell.Class)
		made.Cells = append(made.Cells, cell)
	}
	return made
}
