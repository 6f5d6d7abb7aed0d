package api

import (
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// currency is the stake currency that a request means: amounts of different ones never meet in a sum. It is empty when there is no
// trade yet.
func (c *call) currency(required bool) string {
	var names []string
	if c.view.Figures != nil {
		for _, currency := range c.view.Figures.Currencies {
			names = append(names, currency.Name)
		}
	}
	return c.oneOf("stake_currency", names, required)
}

// figures of a currency; those of no trade when there is none in it.
func (c *call) figures(name string) *figures.Currency {
	if found := c.view.Figures.Currency(name); found != nil {
		return found
	}
	absent := figures.Value{Reason: noTrade}
	balance := figures.Value{Reason: c.view.Start.Reason}
	if c.view.Start.Known {
		balance = figures.Value{Number: c.view.Start.Amount}
	}
	none := &figures.Side{WinRate: absent, ProfitRatio: absent, RatioMean: absent, ProfitFactor: absent, Expectancy: absent,
		ExpectancyRatio: absent, Sharpe: absent, Sortino: absent, Calmar: absent, SQN: absent, CAGR: absent, DurationMean: absent,
		FirstOpened: ledger.Never, LastOpened: ledger.Never,
		Drawdown: figures.Drawdown{Absolute: absent, Relative: absent, High: absent, Low: absent, HighAt: ledger.Never, LowAt: ledger.Never,
			Current: figures.CurrentDrawdown{Absolute: absent, Relative: absent, High: absent, Since: ledger.Never}}}
	return &figures.Currency{Start: balance, Balance: balance, All: none}
}

// named is the currency's name. Without a trade the bot's API may know it.
func (c *call) named(why reasons, currency string) *string {
	if api := c.view.API; currency == "" && api != nil {
		currency = api.Config.Value.StakeCurrency
	}
	return why.text("stake_currency", nullable(currency), noTrade)
}
