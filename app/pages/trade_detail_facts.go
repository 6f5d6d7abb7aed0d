package pages

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
)

// tradeFact is something known of a trade, and what it means. Without a source it has a reason instead of a value.
type tradeFact struct {
	Key, Name   string
	Value, Unit string
	Tone, Note  string
	At          time.Time // a time instead of a value
	Since       bool      // how long ago At is
	Live        bool      // from the bot's API
	Missing     string
}

// tradeGroup is facts that belong together.
type tradeGroup struct {
	Name  string
	Facts []tradeFact
}

// tradeFacts is what the facts are made of.
type tradeFacts struct {
	id             int64
	record         ledger.Record
	open, short    bool
	leverage       float64
	currency, base string
	prices         prices
	live           botapi.OpenTrade // of this trade
	now            time.Time
	closed         ledger.Time
}

func factsOf(detail *ledger.Detail, prices prices, now time.Time) tradeFacts {
	record := detail.Trade
	short, _ := record.Bool("is_short")
	made := tradeFacts{id: detail.ID, record: record, open: detail.IsOpen, short: short, leverage: record.Number("leverage").Or(1), prices: prices, live: prices.of(detail.ID), now: now}
	made.base, made.currency = currenciesOf(record)
	made.closed = ledger.Never
	if !detail.IsOpen {
		made.closed = record.Time("close_date")
	}
	return made
}

func (f tradeFacts) verdict() tradeFact {
	if f.open {
		fact := f.liveFact("profit-now", "Profit now", ledger.Number(f.live.ProfitAbs), "of what is still in the trade, if it were sold now, after fees")
		if !fact.Live {
			fact.Missing = f.whyNoPrice()
		}
		return fact
	}
	return f.gain("profit", "Profit", "close_profit_abs", "all exits together, after fees and funding")
}

func (f tradeFacts) groups() []tradeGroup {
	groups := []tradeGroup{{"Result", f.result()}, {"Stake", f.stake()}, {"Prices", f.rates()}, {"Stop", f.stop()}, {"Costs", f.costs()}, {"Times and reasons", f.about()}}
	return groups
}

func (f tradeFacts) result() []tradeFact {
	if f.open {
		return []tradeFact{
			f.liveRatio("ratio-now", "Profit now in %", ledger.Number(f.live.ProfitRatio), "of the stake with leverage, after fees"),
			f.gain("realised", "Realised so far", "realized_profit", "what partial exits brought; it is not in the profit now"),
			f.liveFact("total-now", "Total now", ledger.Number(f.live.TotalProfitAbs), "realised so far and profit now"),
			f.liveRatio("total-ratio-now", "Total now in %", ledger.Number(f.live.TotalProfitRatio), "of all that was ever put into the trade, with leverage"),
		}
	}
	facts := []tradeFact{f.ratio("ratio", "Profit in %", "close_profit", "of all entries, after fees, with leverage")}
	if realised := f.record.Number("realized_profit"); realised.Or(0) != 0 {
		facts = append(facts, f.gain("realised", "Realised", "realized_profit", "the sum of all exits; old versions of the bot did not keep it"))
	}
	return facts
}

func (f tradeFacts) stake() []tradeFact {
	return []tradeFact{
		f.money("stake", "Stake", "stake_amount", "now in the trade, or the rest that the last exit closed; without leverage"),
		f.money("total-stake", "Total stake", "max_stake_amount", "all entries together, without leverage (version 2024.10 of the bot and older ones: with)"),
		f.amount("amount", "Amount", "amount", "with leverage; after partial exits what is left, or what the last exit sold"),
		f.amount("amount-requested", "Amount requested", "amount_requested", "what the entry order asked for"),
		{Key: "leverage", Name: "Leverage", Value: plain(f.leverage), Unit: "×", Note: "1 without leverage"},
		f.money("open-value", "Entry value", "open_trade_value", "amount times entry rate, with the entry fee"),
	}
}

func (f tradeFacts) rates() []tradeFact {
	facts := []tradeFact{
		f.price("open-rate", "Entry rate", "open_rate", "the average of all entries"),
		f.price("open-requested", "Entry rate requested", "open_rate_requested", "what the entry order asked for"),
	}
	if f.open {
		facts = append(facts, f.liveRate())
	} else {
		facts = append(facts, f.price("close-rate", "Exit rate", "close_rate", "of the last exit"),
			f.price("close-requested", "Exit rate requested", "close_rate_requested", "what the exit order asked for"))
	}
	return append(facts, f.price("max-rate", "Highest rate", "max_rate", "seen by the bot while the trade was open"),
		f.price("min-rate", "Lowest rate", "min_rate", "seen by the bot while the trade was open"),
		f.move("mfe", "Best move", f.bestMove(), "from the entry rate to the best rate seen (MFE); the price's move, without leverage and fees"),
		f.move("mae", "Worst move", f.worstMove(), "from the entry rate to the worst rate seen (MAE); the price's move, without leverage and fees"))
}

func (f tradeFacts) stop() []tradeFact {
	facts := []tradeFact{
		f.price("stop", "Stop loss", "stop_loss", "the price at which the trade is closed"),
		f.ratio("stop-ratio", "Stop loss in %", "stop_loss_pct", "of the stake with leverage, as the strategy sets it"),
		f.move("stop-distance", "Stop from entry", f.stopDistance(f.record.Number("open_rate")), "the price's way from the entry rate to the stop"),
	}
	if f.open {
		facts = append(facts, f.stopFromNow(), f.atRisk())
	}
	facts = append(facts, f.price("first-stop", "First stop loss", "initial_stop_loss", "as it was at the entry"),
		f.ratio("first-stop-ratio", "First stop loss in %", "initial_stop_loss_pct", "of the stake with leverage"),
		f.yesNo("trailing", "Trailing", "is_stop_loss_trailing", "whether the stop has followed the price"))
	return append(facts, f.price("liquidation", "Liquidation price", "liquidation_price", "at which the exchange closes the trade; spot trades have none"))
}

func (f tradeFacts) costs() []tradeFact {
	exit := "what the exchange took"
	if f.open {
		exit = "an estimate until the trade is closed"
	}
	return []tradeFact{
		f.rateOfFee("fee-open", "Entry fee", "fee_open", "of the amount"),
		f.money("fee-open-cost", "Entry fee paid", "fee_open_cost", "in stake currency; taken by the exchange in "+f.feeCurrency("fee_open_currency")),
		f.rateOfFee("fee-close", "Exit fee", "fee_close", exit),
		f.money("fee-close-cost", "Exit fee paid", "fee_close_cost", "in stake currency; taken by the exchange in "+f.feeCurrency("fee_close_currency")),
		f.gain("funding", "Funding", "funding_fees", "of futures: above 0 was received, below 0 paid"),
		f.rateOfFee("interest", "Interest", "interest_rate", "of margin trades"),
	}
}

func (f tradeFacts) about() []tradeFact {
	return []tradeFact{
		f.when("opened", "Opened", f.record.Time("open_date"), "when the entry order was placed"),
		f.when("closed", "Closed", f.closed, "when the last exit was filled"),
		f.lasted(),
		f.words("tag", "Entry tag", "enter_tag", "given by the strategy"),
		f.reason(),
		f.words("strategy", "Strategy", "strategy", ""),
		f.timeframe(),
		f.words("exchange", "Exchange", "exchange", ""),
		f.market(),
		f.words("exit-status", "Exit order", "exit_order_status", "its last status"),
	}
}
