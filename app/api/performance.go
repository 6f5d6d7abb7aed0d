package api

import (
	"slices"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// result is one line of freqtrade's _generic_performance_query.
type result struct {
	Ratio       number  `json:"profit_ratio"`
	Percent     number  `json:"profit_pct"`
	Profit      number  `json:"profit_abs"`
	Count       int     `json:"count"`
	Currency    string  `json:"stake_currency"`
	Unavailable reasons `json:"unavailable"`
}

type pairResult struct {
	Pair string `json:"pair"`
	// Old is freqtrade's older name of profit_pct.
	Old number `json:"profit"`
	result
}

type entryResult struct {
	Tag string `json:"enter_tag"`
	result
}

type exitResult struct {
	Reason string `json:"exit_reason"`
	result
}

func performance(c *call) plan {
	currency := c.currency(false)
	return kept(keyOf("performance", currency), func() any {
		return collect(c.view.Figures, currency, func(side *figures.Side) []figures.Group { return side.Pairs },
			func(name string, r result) pairResult {
				if reason, missing := r.Unavailable["profit_pct"]; missing {
					r.Unavailable["profit"] = reason
				}
				return pairResult{Pair: name, Old: r.Percent, result: r}
			})
	})
}

func entries(c *call) plan {
	return c.grouped("entries", func(from *figures.Figures, currency string) any {
		return collect(from, currency, func(side *figures.Side) []figures.Group { return side.EnterTags },
			func(name string, r result) entryResult { return entryResult{name, r} })
	})
}

func exits(c *call) plan {
	return c.grouped("exits", func(from *figures.Figures, currency string) any {
		return collect(from, currency, func(side *figures.Side) []figures.Group { return side.ExitReasons },
			func(name string, r result) exitResult { return exitResult{name, r} })
	})
}

// grouped makes a plan for all pairs, or for one.
func (c *call) grouped(name string, answer func(*figures.Figures, string) any) plan {
	currency := c.currency(false)
	pair, one := c.take("pair", "BTC/USDT")
	if !one {
		return kept(keyOf(name, currency), func() any { return answer(c.view.Figures, currency) })
	}
	if !c.knowsPair(pair) {
		return atOnce(func() any { return []result{} })
	}
	return kept(keyOf(name, currency, pair), func() any { return answer(figuresOf(c.view.State.Snapshot, pair), currency) })
}

func (c *call) knowsPair(name string) bool {
	if c.view.Figures == nil {
		return false
	}
	return slices.ContainsFunc(c.view.Figures.Currencies, func(currency *figures.Currency) bool {
		return slices.ContainsFunc(currency.All.Pairs, func(pair figures.Group) bool { return pair.Name == name })
	})
}

// figuresOf is of the closed trades of one pair alone.
func figuresOf(snapshot *ledger.Snapshot, pair string) *figures.Figures {
	wanted := ledger.Intern(pair)
	part := &ledger.Snapshot{Version: snapshot.Version, Base: new(ledger.Base)}
	for _, trade := range snapshot.Closed {
		if trade.Pair == wanted {
			part.Closed = append(part.Closed, trade)
		}
	}
	return figures.Of(part, figures.Start{Reason: noStart}, nil)
}

// collect makes the lines of one currency, or of all, most profit first.
func collect[T any](from *figures.Figures, currency string, groups func(*figures.Side) []figures.Group, line func(string, result) T) []T {
	lines := []T{}
	for _, c := range from.Currencies {
		if currency != "" && c.Name != currency {
			continue
		}
		for _, group := range groups(c.All) {
			lines = append(lines, line(group.Name, resultOf(group, c.Name)))
		}
	}
	return lines
}

func resultOf(group figures.Group, currency string) result {
	made := result{Count: group.Count, Currency: currency, Unavailable: reasons{}}
	made.Profit = made.Unavailable.value("profit_abs", group.Profit)
	made.Ratio = made.Unavailable.value("profit_ratio", group.Ratio)
	made.Percent = made.Unavailable.percent("profit_pct", group.Ratio)
	return made
}
