package pages

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
)

// prices are what the bot's API says of the open trades, or why it says nothing.
type prices struct {
	trades map[int64]botapi.OpenTrade
	Got    time.Time
	// Reason is why there are no prices, or no newer ones; empty while there are.
	Reason string
}

func pricesOf(view bots.View) prices {
	if view.API == nil {
		return prices{Reason: "the bot’s database does not hold current prices, and the bot’s API is not used"}
	}
	part := view.API.OpenTrades
	return prices{trades: part.Value, Got: part.Got, Reason: part.Problem}
}

// Known tells whether there are any, however old.
func (p prices) Known() bool { return !p.Got.IsZero() }

// of gives what is known about a trade: without an answer, everything in it is missing.
func (p prices) of(id int64) botapi.OpenTrade {
	if found, known := p.trades[id]; known && p.Known() {
		return found
	}
	return botapi.OpenTrade{CurrentRate: botapi.Missing, ProfitAbs: botapi.Missing, ProfitRatio: botapi.Missing, TotalProfitAbs: botapi.Missing,
		TotalProfitRatio: botapi.Missing, StopLossDistance: botapi.Missing, StopLossDistanceRatio: botapi.Missing, AtStop: botapi.Missing,
		AtStopRatio: botapi.Missing}
}
