package api

import "strings"

// profitAt is what a trade would bring at a price: freqtrade's calculate_profit. It is unknown for margin trades, whose interest the
// database does not hold.
func (t *storedTrade) profitAt(price number) (profit, ratio number) {
	if t.TradingMode != nil && strings.EqualFold(*t.TradingMode, "margin") {
		return unknown, unknown
	}
	value, leverage := t.closeValue(price), t.Leverage.or(1)
	if t.IsShort {
		profit, ratio = t.OpenValue-value, (1-value/t.OpenValue)*leverage
	} else {
		profit, ratio = value-t.OpenValue, (value/t.OpenValue-1)*leverage
	}
	if t.OpenValue == 0 {
		ratio = 0
	}
	return profit.rounded(8), ratio.rounded(8)
}

// closeValue is freqtrade's calc_close_trade_value: with the fee and, for futures, the funding.
func (t *storedTrade) closeValue(price number) number {
	value, fee, funding := t.Amount*price, t.FeeClose.or(0), number(0)
	if t.TradingMode != nil && *t.TradingMode == "futures" {
		funding = t.Funding.or(0)
	}
	if t.IsShort {
		return value + value*fee - funding
	}
	return value - value*fee + funding
}
