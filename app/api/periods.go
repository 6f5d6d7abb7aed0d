package api

import (
	"time"

	"crypto-dashboard/app/figures"
)

// periodList is freqtrade's _rpc_timeunit_profit. Its reasons are those of the members of data, too.
type periodList struct {
	Data        []period `json:"data"`
	Fiat        *string  `json:"fiat_display_currency"`
	Currency    *string  `json:"stake_currency"`
	Unavailable reasons  `json:"unavailable"`
}

type period struct {
	Date     string  `json:"date"`
	Profit   number  `json:"abs_profit"`
	Relative number  `json:"rel_profit"`
	Balance  number  `json:"starting_balance"`
	Fiat     *string `json:"fiat_value"`
	Count    int     `json:"trade_count"`
}

// mostPeriods is ten years of days.
const mostPeriods = 3660

func daily(c *call) plan   { return c.periods("daily", figures.Days, 7) }
func weekly(c *call) plan  { return c.periods("weekly", figures.Weeks, 4) }
func monthly(c *call) plan { return c.periods("monthly", figures.Months, 3) }

func (c *call) periods(name string, unit figures.Unit, standard int) plan {
	currency := c.currency(true)
	scale := c.whole("timescale", standard, 1, mostPeriods)
	today := c.now.UTC().Format(time.DateOnly)
	return kept(keyOf(name, currency, scale, today), func() any { return c.periodList(unit, currency, scale) })
}

func (c *call) periodList(unit figures.Unit, currency string, scale int) periodList {
	why := reasons{}
	answer := periodList{Fiat: why.never("fiat_display_currency"), Currency: c.named(why, currency), Unavailable: why}
	for _, p := range c.figures(currency).Periods(unit, c.now, scale) {
		answer.Data = append(answer.Data, period{
			Date: p.Begin.Format(time.DateOnly), Count: p.Count, Fiat: why.never("fiat_value"),
			Profit: why.value("abs_profit", p.Profit), Relative: why.value("rel_profit", p.Relative).rounded(8),
			Balance: why.value("starting_balance", p.Balance),
		})
	}
	return answer
}
