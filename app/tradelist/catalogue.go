package tradelist

import (
	"slices"

	"crypto-dashboard/app/ledger"
)

// Choices are the texts that occur in a snapshot.
type Choices struct{ Pairs, EnterTags, ExitReasons, Strategies, Currencies Choice }

// Choice is the texts of a column, in alphabetical order.
type Choice struct {
	Texts []string
	// More is how many other texts there are: only the most frequent ones are listed.
	More int
	// Absent is how many trades have none.
	Absent int
}

// mostChoices bounds what a page has to carry.
const mostChoices = 200

// summary is what is known of a snapshot without a query.
type summary struct {
	choices Choices
	sums    []Sum // of the closed trades
}

// catalogue counts the closed trades of a base. New ones are added.
type catalogue struct {
	base   *ledger.Base
	closed int
	counts [len(counted)]counts
	sums   totals
	of     listKey // the snapshot that made is of
	made   summary
}

var counted = [...]func(*ledger.Trade) ledger.Text{pair, enterTag, exitReason, strategy, currency}

// counts is how many trades have a text.
type counts []uint32

func (c *counts) add(text ledger.Text) {
	for int(text) >= len(*c) {
		*c = append(*c, make([]uint32, int(text)+1024-len(*c))...)
	}
	(*c)[text]++
}

func (c *catalogue) extend(closed []ledger.Trade) {
	for i := range closed[c.closed:] {
		trade := &closed[c.closed+i]
		for kind, of := range counted {
			c.counts[kind].add(of(trade))
		}
		c.sums.add(Row{trade, nil})
	}
	c.closed = len(closed)
}

func (c *catalogue) summary(snapshot *ledger.Snapshot) summary {
	if key := keyOf(snapshot, Query{}); c.of != key {
		c.extend(snapshot.Closed)
		c.of, c.made = key, summary{c.choices(snapshot.Open), c.sums.list()}
	}
	return c.made
}

func (c *catalogue) choices(open []ledger.OpenTrade) Choices {
	var found [len(counted)]Choice
	for kind, of := range counted {
		all := c.counts[kind]
		if len(open) > 0 {
			all = slices.Clone(all)
		}
		for i := range open {
			all.add(of(&open[i].Trade))
		}
		found[kind] = all.choice()
	}
	return Choices{found[0], found[1], found[2], found[3], found[4]}
}

// choice lists the most frequent texts.
func (c counts) choice() Choice {
	var made Choice
	best := newTop(mostChoices)
	for text, count := range c {
		switch {
		case count == 0:
		case ledger.Text(text).String() == "":
			made.Absent += int(count)
		default:
			best.add(entry{^uint64(count), int64(text), uint32(text)})
		}
	}
	var listed []ledger.Text
	for _, e := range best.sorted() {
		listed = append(listed, ledger.Text(e.index))
	}
	slices.SortFunc(listed, alphabetical)
	for _, text := range listed {
		made.Texts = append(made.Texts, text.String())
	}
	made.More = best.offered - len(listed)
	return made
}

// catalogues are those of the bases that were used last.
type catalogues []*catalogue

// mostCatalogues is more than a dashboard has bots.
const mostCatalogues = 64

func (all *catalogues) of(snapshot *ledger.Snapshot) summary {
	i := slices.IndexFunc(*all, func(c *catalogue) bool { return c.base == snapshot.Base && c.base != nil })
	if i >= 0 && (*all)[i].closed > len(snapshot.Closed) { // older than what is known: not worth keeping
		return new(catalogue).summary(snapshot)
	}
	found := &catalogue{base: snapshot.Base}
	if i >= 0 {
		found = (*all)[i]
		*all = slices.Delete(*all, i, i+1)
	}
	*all = slices.Insert(*all, 0, found)
	*all = (*all)[:min(len(*all), mostCatalogues)]
	return found.summary(snapshot)
}
