package api

import (
	"cmp"

	"crypto-dashboard/app/botapi"
)

// counted is freqtrade's _rpc_count.
type counted struct {
	Current     int     `json:"current"`
	Max         number  `json:"max"`
	Stake       number  `json:"total_stake"`
	Currency    *string `json:"stake_currency"`
	Unavailable reasons `json:"unavailable"`
}

func count(c *call) plan {
	currency := c.currency(true)
	return atOnce(func() any {
		why := reasons{}
		answer := counted{Max: c.mostTrades(why), Currency: c.named(why, currency), Unavailable: why}
		for _, trade := range c.view.State.Snapshot.Open {
			if trade.StakeCurrency.String() == currency {
				answer.Current++
				answer.Stake += number(trade.OpenRate * trade.Amount)
			}
		}
		answer.Stake = why.number("total_stake", answer.Stake, "an open trade has no rate or amount in the database")
		return answer
	})
}

// mostTrades is the bot's max_open_trades.
func (c *call) mostTrades(why reasons) number {
	api := c.view.API
	if api == nil {
		return why.number("max", unknown, noAPI)
	}
	return why.number("max", number(api.Config.Value.MaxOpenTrades), told(api.Config))
}

// told is why a part of the bot's API has no value: its problem, or that it says nothing of it.
func told[T any](part botapi.Part[T]) string {
	return cmp.Or(part.Problem, notTold)
}
