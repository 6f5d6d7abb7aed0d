package figures

import "crypto-dashboard/app/ledger"

// fold is all closed trades of a list, added up.
type fold struct {
	base       *ledger.Base
	count      int
	currencies []*money // in the order they were met
}

// money is a stake currency in the making.
type money struct {
	currency         ledger.Text
	all, long, short *tally
}

// foldOf adds up the closed trades of a snapshot. What previous, which may be nil, has of them already is not added up again.
func foldOf(snapshot *ledger.Snapshot, previous *fold) *fold {
	if !previous.begins(snapshot) {
		previous = &fold{base: snapshot.Base}
	}
	if previous.count == len(snapshot.Closed) {
		return previous
	}
	next := previous.clone()
	next.add(snapshot.Closed[previous.count:])
	return next
}

// begins tells whether the snapshot's list begins with what was folded.
func (f *fold) begins(snapshot *ledger.Snapshot) bool {
	return f != nil && f.base != nil && f.base == snapshot.Base && f.count <= len(snapshot.Closed)
}

func (f *fold) clone() *fold {
	copied := &fold{base: f.base, count: f.count, currencies: make([]*money, len(f.currencies))}
	for i, m := range f.currencies {
		copied.currencies[i] = &money{m.currency, m.all.clone(), m.long.clone(), m.short.clone()}
	}
	return copied
}

func (f *fold) add(trades []ledger.Trade) {
	f.count += len(trades)
	for i := range trades {
		closing := closingOf(&trades[i])
		money := f.money(trades[i].StakeCurrency)
		money.all.add(&closing)
		money.side(trades[i].IsShort).add(&closing)
	}
}

func (f *fold) money(currency ledger.Text) *money {
	for _, m := range f.currencies {
		if m.currency == currency {
			return m
		}
	}
	f.currencies = append(f.currencies, newMoney(currency))
	return f.currencies[len(f.currencies)-1]
}

func newMoney(currency ledger.Text) *money {
	return &money{currency: currency, all: new(tally), long: new(tally), short: new(tally)}
}

func (m *money) side(short bool) *tally {
	if short {
		return m.short
	}
	return m.long
}
