package api

import (
	"cmp"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/figures"
)

// allProfits are of the closed trades and of the open ones at the price now, which only the bot's API knows.
type allProfits struct {
	Coin        number  `json:"profit_all_coin"`
	PercentMean number  `json:"profit_all_percent_mean"`
	RatioMean   number  `json:"profit_all_ratio_mean"`
	PercentSum  number  `json:"profit_all_percent_sum"`
	RatioSum    number  `json:"profit_all_ratio_sum"`
	Percent     number  `json:"profit_all_percent"`
	Ratio       number  `json:"profit_all_ratio"`
	Fiat        *string `json:"profit_all_fiat"`
	At          *string `json:"profit_all_at"`
}

// total is the sum over closed and open trades.
type total struct {
	coin, ratios number
	trades       int
	missing      string // why it cannot be told; empty when it can
}

func (c *call) allOf(why reasons, currency string, side *figures.Side) allProfits {
	sum := c.total(currency, side)
	start := c.figures(currency).Start
	return allProfits{
		Coin:        why.number("profit_all_coin", sum.coin.rounded(8), sum.orElse("")),
		PercentMean: why.number("profit_all_percent_mean", sum.mean().percent(), sum.orElse("")),
		RatioMean:   why.number("profit_all_ratio_mean", sum.mean(), sum.orElse("")),
		PercentSum:  why.number("profit_all_percent_sum", sum.ratios.percent(), sum.orElse("")),
		RatioSum:    why.number("profit_all_ratio_sum", sum.ratios, sum.orElse("")),
		Percent:     why.number("profit_all_percent", sum.share(start).percent(), sum.orElse(start.Reason)),
		Ratio:       why.number("profit_all_ratio", sum.share(start), sum.orElse(start.Reason)),
		Fiat:        why.never("profit_all_fiat"),
		At:          why.text("profit_all_at", c.liveAt(), c.noLive()),
	}
}

// total adds the open trades to the closed ones. As in freqtrade's _collect_trade_statistics_data, those that wait for their entry
// do not count, and a price that is missing makes the sum unknown.
func (c *call) total(currency string, side *figures.Side) total {
	if !side.Profit.OK() || !side.RatioSum.OK() {
		return total{coin: unknown, ratios: unknown, missing: side.Profit.Reason + side.RatioSum.Reason}
	}
	sum := total{coin: number(side.Profit.Number), ratios: number(side.RatioSum.Number), trades: side.Closed}
	for _, trade := range c.view.State.Snapshot.Open {
		if trade.StakeCurrency.String() != currency || trade.Entered == 0 {
			continue
		}
		live, reason := c.live(trade.ID)
		if reason == "" && !(live.TotalProfitAbs.Valid() && live.ProfitRatio.Valid()) {
			reason = notTold
		}
		if reason != "" {
			return total{coin: unknown, ratios: unknown, missing: reason}
		}
		sum.coin += number(live.TotalProfitAbs)
		sum.ratios += number(live.ProfitRatio)
		sum.trades++
	}
	return sum
}

func (t total) mean() number {
	if t.trades == 0 {
		return t.ratios
	}
	return t.ratios / number(t.trades)
}

// share of the starting balance.
func (t total) share(start figures.Value) number {
	if !start.OK() || start.Number == 0 {
		return unknown
	}
	return t.coin.rounded(8) / number(start.Number)
}

// orElse is why the sum is missing, or why what is made of it is.
func (t total) orElse(reason string) string {
	return cmp.Or(t.missing, reason, figures.TooLarge)
}

// live is what the bot's API says of an open trade, or why it says nothing.
func (c *call) live(id int64) (trade botapi.OpenTrade, reason string) {
	api := c.view.API
	if api == nil {
		return trade, noAPI
	}
	if !api.OpenTrades.Known() {
		return trade, told(api.OpenTrades)
	}
	trade, listed := api.OpenTrades.Value[id]
	switch {
	case !listed:
		return trade, notListed
	case !trade.CurrentRate.Valid():
		return trade, noPrice
	}
	return trade, ""
}

// liveAt is when the bot's API told the prices; null when it never did.
func (c *call) liveAt() *string {
	if c.view.API == nil {
		return nil
	}
	return universal(c.view.API.OpenTrades.Got)
}

// noLive is why the bot's API tells no prices, or no newer ones; empty while it does.
func (c *call) noLive() string {
	if c.view.API == nil {
		return noAPI
	}
	return c.view.API.OpenTrades.Problem
}
