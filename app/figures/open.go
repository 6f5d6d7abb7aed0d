package figures

import "crypto-dashboard/app/ledger"

// Open is the trades that are not closed.
type Open struct {
	Count int
	// Waiting is how many of them have no filled entry yet.
	Waiting int
	Stake   Value // stake currency now in them, without leverage
	// Realized is the profit of their exits so far, in stake currency. It is in no other figure but Currency.Balance.
	Realized Value
}

// openTally is Open in the making.
type openTally struct {
	count, waiting  int
	stake, realized average
	opened          ends
	volume          sum
}

// waitingOf adds up the open trades in a currency, by direction.
func waitingOf(open []ledger.OpenTrade, currency ledger.Text) (long, short openTally) {
	for i := range open {
		switch trade := &open[i]; {
		case trade.StakeCurrency != currency:
		case trade.IsShort:
			short.add(trade)
		default:
			long.add(trade)
		}
	}
	return long, short
}

func (o *openTally) add(trade *ledger.OpenTrade) {
	o.count++
	if trade.Amount.Or(0) == 0 {
		o.waiting++
	}
	o.stake.add(trade.Stake)
	o.realized.add(trade.Realized)
	o.opened.add(trade.ID, trade.OpenDate)
	o.volume.add(trade.Traded)
}

// and is both directions.
func (o openTally) and(other openTally) openTally {
	o.count, o.waiting = o.count+other.count, o.waiting+other.waiting
	o.stake.sum.join(other.stake.sum)
	o.realized.sum.join(other.realized.sum)
	o.volume.join(other.volume)
	o.opened = o.opened.and(other.opened)
	return o
}

func (o openTally) open() Open {
	return Open{Count: o.count, Waiting: o.waiting, Stake: valueOf(o.stake.sum.value()), Realized: valueOf(o.realized.sum.value())}
}
