package api

import (
	"cmp"

	"crypto-dashboard/app/ledger"
)

// fullTrade is freqtrade's _rpc_trade_status: a trade, and what it is worth now.
type fullTrade struct {
	storedTrade
	ProfitFiat        *string `json:"profit_fiat"`
	StopDistance      number  `json:"stoploss_current_dist"`
	StopDistanceRatio number  `json:"stoploss_current_dist_ratio"`
	StopDistancePct   number  `json:"stoploss_current_dist_pct"`
	AtStop            number  `json:"stoploss_entry_dist"`
	AtStopRatio       number  `json:"stoploss_entry_dist_ratio"`
	CurrentRate       number  `json:"current_rate"`
	TotalProfit       number  `json:"total_profit_abs"`
	TotalProfitFiat   *string `json:"total_profit_fiat"`
	TotalProfitRatio  number  `json:"total_profit_ratio"`
	LiveAt            *string `json:"live_at"`
	LiveProblem       *string `json:"live_problem"`
	Unavailable       reasons `json:"unavailable"`
}

func (c *call) fullOf(detail *ledger.Detail) fullTrade {
	why := reasons{}
	made := fullTrade{storedTrade: storedOf(detail), ProfitFiat: why.never("profit_fiat"),
		TotalProfitFiat: why.never("total_profit_fiat"), Unavailable: why}
	if made.IsOpen {
		made.open(c)
	} else {
		made.closed()
	}
	made.LiveAt = why.text("live_at", made.LiveAt, made.noLive(c))
	return made
}

func (t *fullTrade) noLive(c *call) string {
	if !t.IsOpen {
		return isClosed
	}
	return c.noLive()
}

// open has its profit from the bot's API; what it had from the database was of its last exit.
func (t *fullTrade) open(c *call) {
	live, reason := c.live(t.ID)
	missing := cmp.Or(reason, notTold)
	why := t.Unavailable
	t.CloseProfit = why.number("close_profit", unknown, "the trade is open")
	t.CurrentRate = why.number("current_rate", given(live.CurrentRate, reason), missing)
	t.ProfitAbs = why.number("profit_abs", given(live.ProfitAbs, reason), missing)
	t.ProfitRatio = why.number("profit_ratio", given(live.ProfitRatio, reason), missing)
	t.ProfitPercent = why.number("profit_pct", given(live.ProfitRatio, reason).percent(), missing)
	t.TotalProfit = why.number("total_profit_abs", given(live.TotalProfitAbs, reason), missing)
	t.TotalProfitRatio = why.number("total_profit_ratio", given(live.TotalProfitRatio, reason), missing)
	t.StopDistance = why.number("stoploss_current_dist", given(live.StopLossDistance, reason), missing)
	ratio := given(live.StopLossDistanceRatio, reason)
	t.StopDistanceRatio = why.number("stoploss_current_dist_ratio", ratio, missing)
	t.StopDistancePct = why.number("stoploss_current_dist_pct", ratio.percent(), missing)
	t.stopped()
	t.LiveAt = c.liveAt()
	t.LiveProblem = nullable(c.noLive())
}

// given is a number of the bot's API, if there is an answer at all.
func given[N ~float64](value N, reason string) number {
	if reason != "" {
		return unknown
	}
	return number(value)
}

// closed has no price any more: its last one is what it was closed at.
func (t *fullTrade) closed() {
	why := t.Unavailable
	t.CurrentRate = why.number("current_rate", t.CloseRate, noStart)
	t.TotalProfit = why.number("total_profit_abs", t.CloseProfitAbs, noStart)
	t.TotalProfitRatio = why.number("total_profit_ratio", t.CloseProfit, noStart)
	t.StopDistance = why.number("stoploss_current_dist", unknown, isClosed)
	t.StopDistanceRatio = why.number("stoploss_current_dist_ratio", unknown, isClosed)
	t.StopDistancePct = why.number("stoploss_current_dist_pct", unknown, isClosed)
	t.stopped()
}

// stopped is what the trade would bring at its stop loss.
func (t *fullTrade) stopped() {
	reason := noStart
	if t.TradingMode != nil && *t.TradingMode == "margin" {
		reason = isMargin
	}
	profit, ratio := t.profitAt(t.Stop)
	t.AtStop = t.Unavailable.number("stoploss_entry_dist", profit, reason)
	t.AtStopRatio = t.Unavailable.number("stoploss_entry_dist_ratio", ratio, reason)
}
