package charts

import (
	"html/template"
	"strconv"
)

// Table is the same as a drawing in words, folded away until somebody opens it.
type Table struct {
	Summary string // what is clicked, "As a table" when empty
	Caption string
	Head    []string // with units
	Rows    [][]string
}

// HTML is the table; the first column names its rows, the others are numbers.
func (t Table) HTML() template.HTML {
	if len(t.Rows) == 0 {
		return ""
	}
	if t.Summary == "" {
		t.Summary = "As a table"
	}
	return render("table", t)
}

// head is a column's name with the unit of its values.
func (a Amounts) head(name string) string {
	if a.Unit == "" {
		return name
	}
	return name + " (" + a.Unit + ")"
}

// Table has about so many points of the curve, the last of each stretch.
func (e Equity) Table(most int) Table {
	e, _ = e.drawable()
	made := Table{Caption: e.Title, Head: []string{"Time (UTC)", e.head(e.Name), e.head("Drawdown")}}
	stretch := max(1, (len(e.Points)+most-1)/max(1, most))
	for end := len(e.Points) - 1; end >= 0; end -= stretch {
		point := e.Points[end]
		made.Rows = append(made.Rows, []string{minute(point.At), e.text(point.Equity), Amounts{Digits: e.Digits}.text(-point.Depth)})
	}
	return made
}

// Table has all periods, the newest first.
func (b Bars) Table() Table {
	made := Table{Caption: b.Title, Head: []string{"Period (UTC)", b.head("Value"), "Note"}}
	bars, _ := b.drawable()
	for i := len(bars) - 1; i >= 0; i-- {
		made.Rows = append(made.Rows, []string{bars[i].When, b.text(bars[i].Value), bars[i].Note})
	}
	return made
}

// Table has all bins.
func (h Histogram) Table() Table {
	h.Format = h.format()
	made := Table{Caption: h.Title, Head: []string{"Range", h.Noun}}
	for _, bin := range h.Bins {
		made.Rows = append(made.Rows, []string{h.span(bin), strconv.Itoa(bin.Count)})
	}
	return made
}

// Table has the days that have a value, the newest first.
func (c Calendar) Table() Table {
	made := Table{Caption: c.Title, Head: []string{"Day (UTC)", c.head("Value"), "Note"}}
	days, _ := c.byDay()
	for number := 366; number > 0; number-- {
		if day, found := days[number]; found {
			made.Rows = append(made.Rows, []string{day.At.UTC().Format("Mon 2 Jan 2006"), c.text(day.Value), day.Note})
		}
	}
	return made
}

// Table has the hours that have a value.
func (w Week) Table() Table {
	made := Table{Caption: w.Title, Head: []string{"Hour (UTC)", w.head("Value"), "Note"}}
	for weekday, hours := range w.drawable() {
		for hour, value := range hours {
			if !value.None {
				made.Rows = append(made.Rows, []string{hourName(weekday, hour), w.text(value.Value), value.Note})
			}
		}
	}
	return made
}
