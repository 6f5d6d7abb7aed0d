package figures

import "crypto-dashboard/app/ledger"

// Currency is all figures of the trades that share a stake currency.
type Currency struct {
	Name string
	// Start is the balance in this currency the bot began with.
	Start Value
	// Balance is Start and all profits since, those that open trades took so far included: what freqtrade's
	// get_total_stake_amount says of a wallet nothing else was paid into or out of.
	Balance Value
	// All is every trade; Long and Short are its two directions. Never nil.
	All, Long, Short *Side
	// Wallet is the balance the bot noted each day, oldest first; see WalletReason when there is none.
	Wallet       []Noted
	WalletReason string
}

// Noted is a balance that the bot wrote down.
type Noted struct {
	At      ledger.Time
	Balance float64
	// Reconstructed ones were computed afterwards by the bot and can be wrong.
	Reconstructed bool
}

func currencyOf(money *money, snapshot *ledger.Snapshot, start Value, currencies int) *Currency {
	currency := &Currency{Name: money.currency.String(), Start: start}
	long, short := waitingOf(snapshot.Open, money.currency)
	both := long.and(short)
	profit := valueOf(money.all.every.value() + both.realized.sum.value())
	currency.Balance = start.with(func(start float64) float64 { return start + profit.Number })
	if start.OK() && !profit.OK() {
		currency.Balance = profit
	}
	currency.All = sideOf(money.all, both, start)
	currency.Long, currency.Short = sideOf(money.long, long, start), sideOf(money.short, short, start)
	currency.All.CAGR = growth(start, currency.Balance, currency.All.Days)
	currency.Long.CAGR, currency.Short.CAGR = absent(wholeBalance), absent(wholeBalance)
	currency.Wallet, currency.WalletReason = walletOf(snapshot.Wallet, currencies)
	return currency
}

// freqtrade takes the whole balance for one direction too, which says nothing about it.
const wholeBalance = "the balance is of both directions"

func walletOf(days []ledger.WalletDay, currencies int) ([]Noted, string) {
	if currencies > 1 {
		return nil, "there are several stake currencies, and the balances do not say which one they are in"
	}
	noted := make([]Noted, 0, len(days))
	for _, day := range days {
		if day.Total.Valid() && day.Day.Valid() {
			noted = append(noted, Noted{day.Day, float64(day.Total), day.Reconstructed})
		}
	}
	if len(noted) == 0 {
		return nil, "the bot noted no balance (freqtrade does since 2026.4)"
	}
	return noted, ""
}
