package bots

import (
	"fmt"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/settings"
)

// startOf finds the balance the bot began with, which its database does not hold: from the settings, from the bot's API, or from
// the balances that newer bots note each day. It never guesses.
func startOf(settings settings.Bot, api *botapi.State, snapshot *ledger.Snapshot) figures.Start {
	if settings.HasBalance {
		return figures.Start{Amount: settings.StartingBalance, Known: true, Source: "the settings"}
	}
	if api != nil && api.Balance.Known() && api.Balance.Value.StartingCapital.Or(0) > 0 {
		balance := api.Balance.Value
		return figures.Start{Amount: float64(balance.StartingCapital), Known: true, Currency: balance.Stake, Source: "the bot’s API"}
	}
	if day, ok := notedBeforeTrades(snapshot); ok {
		return figures.Start{Amount: float64(day.Total), Known: true,
			Source: fmt.Sprintf("the balance the bot noted on %s, before its first trade", day.Day.Time().Format("2006-01-02"))}
	}
	return figures.Start{Reason: "needs the balance the bot began with, which its database does not hold: give it in the settings (startingBalance), or the bot’s API"}
}

// notedWithin is how long after midnight, the time it puts on it, the bot notes a balance.
const notedWithin = ledger.Time(time.Hour / time.Microsecond)

// notedBeforeTrades is the first balance that the bot noted itself, if no trade was open by then: later ones hold profits.
func notedBeforeTrades(snapshot *ledger.Snapshot) (day ledger.WalletDay, ok bool) {
	if snapshot == nil || !snapshot.FirstOpened.Valid() {
		return day, false
	}
	for _, day := range snapshot.Wallet {
		if !day.Reconstructed && day.Total.Or(0) > 0 {
			return day, day.Day.Valid() && day.Day+notedWithin < snapshot.FirstOpened
		}
	}
	return day, false
}
