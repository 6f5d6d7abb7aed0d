package api

import (
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// profits is freqtrade's _rpc_trade_statistics.
type profits struct {
	closedProfits
	allProfits
	tradeSpan
	bestPair
	ratios
	drawdowns
	Volume      number  `json:"trading_volume"`
	BotStartMS  *int64  `json:"bot_start_timestamp"`
	BotStart    *string `json:"bot_start_date"`
	Currency    *string `json:"stake_currency"`
	Unavailable reasons `json:"unavailable"`
}

// closedProfits are of the closed trades.
type closedProfits struct {
	Coin        number  `json:"profit_closed_coin"`
	PercentMean number  `json:"profit_closed_percent_mean"`
	RatioMean   number  `json:"profit_closed_ratio_mean"`
	PercentSum  number  `json:"profit_closed_percent_sum"`
	RatioSum    number  `json:"profit_closed_ratio_sum"`
	Percent     number  `json:"profit_closed_percent"`
	Ratio       number  `json:"profit_closed_ratio"`
	Fiat        *string `json:"profit_closed_fiat"`
}

type tradeSpan struct {
	Trades          int     `json:"trade_count"`
	Closed          int     `json:"closed_trade_count"`
	First           *string `json:"first_trade_date"`
	FirstHumanized  *string `json:"first_trade_humanized"`
	FirstMS         *int64  `json:"first_trade_timestamp"`
	Latest          *string `json:"latest_trade_date"`
	LatestHumanized *string `json:"latest_trade_humanized"`
	LatestMS        *int64  `json:"latest_trade_timestamp"`
	Duration        *string `json:"avg_duration"`
	Wins            int     `json:"winning_trades"`
	Losses          int     `json:"losing_trades"`
}

type bestPair struct {
	Name    *string `json:"best_pair"`
	Percent number  `json:"best_rate"`
	Ratio   number  `json:"best_pair_profit_ratio"`
	Profit  number  `json:"best_pair_profit_abs"`
}

type ratios struct {
	ProfitFactor    number `json:"profit_factor"`
	WinRate         number `json:"winrate"`
	Expectancy      number `json:"expectancy"`
	ExpectancyRatio number `json:"expectancy_ratio"`
	Sharpe          number `json:"sharpe"`
	Sortino         number `json:"sortino"`
	SQN             number `json:"sqn"`
	Calmar          number `json:"calmar"`
	CAGR            number `json:"cagr"`
}

type drawdowns struct {
	Max            number  `json:"max_drawdown"`
	MaxAbs         number  `json:"max_drawdown_abs"`
	MaxStart       *string `json:"max_drawdown_start"`
	MaxStartMS     *int64  `json:"max_drawdown_start_timestamp"`
	MaxEnd         *string `json:"max_drawdown_end"`
	MaxEndMS       *int64  `json:"max_drawdown_end_timestamp"`
	High           number  `json:"drawdown_high"`
	Low            number  `json:"drawdown_low"`
	Current        number  `json:"current_drawdown"`
	CurrentAbs     number  `json:"current_drawdown_abs"`
	CurrentHigh    number  `json:"current_drawdown_high"`
	CurrentStart   *string `json:"current_drawdown_start"`
	CurrentStartMS *int64  `json:"current_drawdown_start_timestamp"`
}

func profit(c *call) plan {
	currency := c.currency(true)
	if c.view.State == nil || c.view.State.Snapshot == nil {
		return plan{}
	}
	side := c.figures(currency).All
	first, latest := c.ago(side.FirstOpened), c.ago(side.LastOpened)
	return kept(keyOf("profit", currency, first, latest), func() any { return c.profits(currency, side) })
}

// ago is empty for no time.
func (c *call) ago(at ledger.Time) string {
	if !at.Valid() {
		return ""
	}
	return humanized(at.Time(), c.now)
}

func (c *call) profits(currency string, side *figures.Side) profits {
	why := reasons{}
	started := c.view.State.Snapshot.FirstStarted
	return profits{
		closedProfits: closedOf(why, side), allProfits: c.allOf(why, currency, side), tradeSpan: c.spanOf(why, side),
		bestPair: bestOf(why, side), ratios: ratiosOf(why, side), drawdowns: drawdownsOf(why, side),
		Volume:     why.value("trading_volume", side.Volume),
		BotStartMS: why.stamp("bot_start_timestamp", milliseconds(started), noStart),
		BotStart:   why.text("bot_start_date", printed(started), noStart),
		Currency:   c.named(why, currency), Unavailable: why,
	}
}

func closedOf(why reasons, side *figures.Side) closedProfits {
	return closedProfits{
		Coin:        why.value("profit_closed_coin", side.Profit),
		PercentMean: why.percent("profit_closed_percent_mean", side.RatioMean),
		RatioMean:   why.value("profit_closed_ratio_mean", side.RatioMean),
		PercentSum:  why.percent("profit_closed_percent_sum", side.RatioSum),
		RatioSum:    why.value("profit_closed_ratio_sum", side.RatioSum),
		Percent:     why.percent("profit_closed_percent", side.ProfitRatio),
		Ratio:       why.value("profit_closed_ratio", side.ProfitRatio),
		Fiat:        why.never("profit_closed_fiat"),
	}
}

func (c *call) spanOf(why reasons, side *figures.Side) tradeSpan {
	span := tradeSpan{Trades: side.Trades, Closed: side.Closed, Wins: side.Wins, Losses: side.Losses,
		First: why.text("first_trade_date", printed(side.FirstOpened), noTrade), FirstMS: milliseconds(side.FirstOpened),
		FirstHumanized: why.text("first_trade_humanized", nullable(c.ago(side.FirstOpened)), noTrade),
		Latest:         why.text("latest_trade_date", printed(side.LastOpened), noTrade), LatestMS: milliseconds(side.LastOpened),
		LatestHumanized: why.text("latest_trade_humanized", nullable(c.ago(side.LastOpened)), noTrade)}
	why.stamp("first_trade_timestamp", span.FirstMS, noTrade)
	why.stamp("latest_trade_timestamp", span.LatestMS, noTrade)
	if mean := why.value("avg_duration", side.DurationMean); mean.known() {
		text := clock(time.Duration(mean) * time.Second)
		span.Duration = &text
	}
	return span
}

func bestOf(why reasons, side *figures.Side) bestPair {
	best := figures.Group{Profit: figures.Value{Reason: noClosed}, Ratio: figures.Value{Reason: noClosed}}
	if len(side.Pairs) > 0 {
		best = side.Pairs[0]
	}
	return bestPair{
		Name:    why.text("best_pair", nullable(best.Name), noClosed),
		Percent: why.percent("best_rate", best.Ratio),
		Ratio:   why.value("best_pair_profit_ratio", best.Ratio),
		Profit:  why.value("best_pair_profit_abs", best.Profit),
	}
}

func ratiosOf(why reasons, side *figures.Side) ratios {
	return ratios{
		ProfitFactor:    why.value("profit_factor", side.ProfitFactor),
		WinRate:         why.value("winrate", side.WinRate),
		Expectancy:      why.value("expectancy", side.Expectancy),
		ExpectancyRatio: why.value("expectancy_ratio", side.ExpectancyRatio),
		Sharpe:          why.value("sharpe", side.Sharpe),
		Sortino:         why.value("sortino", side.Sortino),
		SQN:             why.value("sqn", side.SQN),
		Calmar:          why.value("calmar", side.Calmar),
		CAGR:            why.value("cagr", side.CAGR),
	}
}

func drawdownsOf(why reasons, side *figures.Side) drawdowns {
	d := side.Drawdown
	made := drawdowns{
		Max: why.value("max_drawdown", d.Relative), MaxAbs: why.value("max_drawdown_abs", d.Absolute),
		High: why.value("drawdown_high", d.High), Low: why.value("drawdown_low", d.Low),
		Current:     why.value("current_drawdown", d.Current.Relative),
		CurrentAbs:  why.value("current_drawdown_abs", d.Current.Absolute),
		CurrentHigh: why.value("current_drawdown_high", d.Current.High),
	}
	made.MaxStart, made.MaxStartMS = why.moment("max_drawdown_start", d.HighAt, noDrawdown)
	made.MaxEnd, made.MaxEndMS = why.moment("max_drawdown_end", d.LowAt, noDrawdown)
	made.CurrentStart, made.CurrentStartMS = why.moment("current_drawdown_start", d.Current.Since, noDrawdown)
	return made
}
