package botapi

import "context"

// OpenTrade is what freqtrade's _rpc_trade_status adds to a trade that the database has: what depends on the price now. Without
// a price, all of it is missing.
type OpenTrade struct {
	ID               int64
	Pair             string
	CurrentRate      Number
	ProfitAbs        Number // stake currency: of what is still in the trade
	ProfitRatio      Number
	TotalProfitAbs   Number // with what was realised before
	TotalProfitRatio Number
	// StopLossDistance is the price's way to the stop loss, and its ratio to the price; negative for a long trade.
	StopLossDistance, StopLossDistanceRatio Number
	// AtStop is the profit if the stop loss were hit now, in stake currency and as a ratio.
	AtStop, AtStopRatio Number
}

type wireTrade struct {
	ID               int64    `json:"trade_id"`
	Pair             string   `json:"pair"`
	CurrentRate      *float64 `json:"current_rate"`
	ProfitAbs        *float64 `json:"profit_abs"`
	ProfitRatio      *float64 `json:"profit_ratio"`
	TotalProfitAbs   *float64 `json:"total_profit_abs"`
	TotalProfitRatio *float64 `json:"total_profit_ratio"`
	Distance         *float64 `json:"stoploss_current_dist"`
	DistanceRatio    *float64 `json:"stoploss_current_dist_ratio"`
	AtStop           *float64 `json:"stoploss_entry_dist"`
	AtStopRatio      *float64 `json:"stoploss_entry_dist_ratio"`
}

type wireTrades []wireTrade

func (w *wireTrades) complete() bool {
	for _, trade := range *w {
		if trade.ID <= 0 {
			return false
		}
	}
	return *w != nil
}

// OpenTrades asks for the open trades, by id. It costs the bot a price for each.
func (c *Client) OpenTrades(ctx context.Context) (map[int64]OpenTrade, error) {
	var wire wireTrades
	if err := c.get(ctx, status, &wire); err != nil {
		return nil, err
	}
	trades := make(map[int64]OpenTrade, len(wire))
	for _, w := range wire {
		trades[w.ID] = w.trade()
	}
	return trades, nil
}

// trade leaves out the profits of a trade without a price: freqtrade then gives a total of 0, which is none.
func (w wireTrade) trade() OpenTrade {
	trade := OpenTrade{ID: w.ID, Pair: w.Pair, CurrentRate: or(w.CurrentRate), ProfitAbs: or(w.ProfitAbs),
		ProfitRatio: or(w.ProfitRatio), TotalProfitAbs: or(w.TotalProfitAbs), TotalProfitRatio: or(w.TotalProfitRatio),
		StopLossDistance: or(w.Distance), StopLossDistanceRatio: or(w.DistanceRatio), AtStop: or(w.AtStop),
		AtStopRatio: or(w.AtStopRatio)}
	if !trade.CurrentRate.Valid() {
		trade.ProfitAbs, trade.ProfitRatio, trade.TotalProfitAbs, trade.TotalProfitRatio = Missing, Missing, Missing, Missing
		trade.StopLossDistance, trade.StopLossDistanceRatio = Missing, Missing
	}
	return trade
}
