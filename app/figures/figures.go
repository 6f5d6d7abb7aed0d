// Package figures computes what freqtrade computes, by freqtrade's definitions, from the trades of a ledger. Where its versions
// differ it is 2026.4 that counts.
package figures

import (
	"cmp"
	"slices"

	"crypto-dashboard/app/ledger"
)

// Figures is everything that can be computed from one snapshot. It is not changed after it was made: any number of goroutines
// may read it, also while its successor is made from it.
type Figures struct {
	Version string // the snapshot's
	Start   Start
	// Currencies are the stake currencies, kept apart: the one with most trades first, then by name. Empty without a trade.
	Currencies []*Currency
	fold       *fold
}

// Of computes the figures of a snapshot. When previous, which may be nil, is of a snapshot with the same Base, only the trades
// that are new cost time.
func Of(snapshot *ledger.Snapshot, start Start, previous *Figures) *Figures {
	figures := &Figures{Version: snapshot.Version, Start: start}
	if previous == nil {
		previous = figures
	}
	figures.fold = foldOf(snapshot, previous.fold)
	moneys := figures.fold.withOpen(snapshot.Open)
	for _, money := range moneys {
		start := start.in(money.currency.String(), len(moneys))
		figures.Currencies = append(figures.Currencies, currencyOf(money, snapshot, start, len(moneys)))
	}
	slices.SortFunc(figures.Currencies, func(a, b *Currency) int {
		return cmp.Or(cmp.Compare(b.All.Trades, a.All.Trades), cmp.Compare(a.Name, b.Name))
	})
	return figures
}

// Currency gives the figures of a stake currency, nil when there is no trade in it.
func (f *Figures) Currency(name string) *Currency {
	for _, currency := range f.Currencies {
		if currency.Name == name {
			return currency
		}
	}
	return nil
}

// withOpen is the currencies of the closed and the open trades.
func (f *fold) withOpen(open []ledger.OpenTrade) []*money {
	all := fold{currencies: slices.Clip(f.currencies)}
	for i := range open {
		all.money(open[i].StakeCurrency)
	}
	return all.currencies
}
