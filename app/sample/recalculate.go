package sample

import (
	"math"
	"time"
)

// place adds an order that is not filled: one that waits, or one that was cancelled.
func (t *Trade) place(order Order) {
	t.Orders = append(t.Orders, order)
}

// fill adds a filled order and computes the trade anew, as freqtrade's update_trade does.
func (t *Trade) fill(order Order) {
	order.Status = "closed"
	if order.Side != "stoploss" {
		order.Funding, t.RunningFunding = t.RunningFunding, 0
	}
	t.Orders = append(t.Orders, order)
	t.Highest, t.Lowest = max(t.Highest, order.Average), min(t.Lowest, order.Average)
	if order.Side == t.EntrySide() {
		t.recalculate(false)
		return
	}
	t.noteExit(order)
	if math.Abs(order.Filled-order.FeeBase-t.Amount) < 1e-8 {
		t.close(order.Average, order.FilledAt)
		return
	}
	t.recalculate(false)
}

func (t *Trade) noteExit(order Order) {
	t.CloseRateAsked, t.ExitReason = order.Price, order.Tag
	if order.Side == "stoploss" {
		t.CloseRateAsked, t.ExitReason = t.StopLoss, "stoploss_on_exchange"
	}
	if t.CloseFeeCost == 0 {
		t.CloseFeeCost = order.Filled * order.Average * feeRate
	}
}

func (t *Trade) close(rate float64, at time.Time) {
	t.IsOpen, t.CloseRate, t.CloseDate = false, rate, at
	t.recalculate(true)
}

// fund books what the exchange took (below 0) or gave for holding the position, as freqtrade's set_funding_fees does.
func (t *Trade) fund(fee float64) {
	t.RunningFunding, t.FundingFees = fee, fee
	for _, order := range t.Orders {
		t.FundingFees += order.Funding
	}
}

// recalculate is freqtrade's recalc_trade_from_orders: a walk over the filled orders in the order of their ids.
func (t *Trade) recalculate(closing bool) {
	var amount, stake, average, entered, paid, profit, last, ratio, funding float64
	t.FundingFees = 0
	for i, order := range t.Orders {
		if order.IsOpen || order.Filled == 0 {
			continue
		}
		funding += order.Funding
		part, price := order.Filled-order.FeeBase, order.Average
		if order.Side == t.EntrySide() {
			amount, stake = amount+part, stake+part*price
			average = stake / amount
			entered, paid = entered+part*price, paid+t.openValue(part, price)
			continue
		}
		amount, stake = amount-part, stake-part*average
		if closing && i == len(t.Orders)-1 {
			t.FundingFees = funding
		}
		last = t.exitProfit(part, price, average)
		profit += last
		ratio = profit / paid * t.Leverage
	}
	t.FundingFees, t.MaxStake = funding, entered/t.Leverage
	if t.wholeStake {
		t.MaxStake = entered
	}
	if ratio != 0 {
		t.CloseProfit, t.Realized, t.CloseProfitAbs, t.hasProfit = ratio, profit, last, true
	}
	if truncated(amount, t.AmountDigits) > 0 {
		t.stillOpen(amount, stake)
	} else if closing {
		t.CloseProfit, t.CloseProfitAbs, t.hasProfit = profit/paid*t.Leverage, profit, true
	}
}

func (t *Trade) stillOpen(amount, stake float64) {
	t.OpenRate = rounded(stake/amount, t.PriceDigits)
	t.Amount = truncated(amount, t.AmountDigits)
	t.StakeAmount = stake / t.Leverage
	t.OpenFeeCost = feeRate * t.MaxStake
	t.OpenValue = t.openValue(t.Amount, t.OpenRate)
}

// openValue is what an entry cost, or brought for a short, with its fee.
func (t *Trade) openValue(amount, rate float64) float64 {
	return amount * rate * (1 + t.sign()*feeRate)
}

// exitProfit is freqtrade's calculate_profit for one exit.
func (t *Trade) exitProfit(amount, rate, average float64) float64 {
	closeValue := amount * rate * (1 - t.sign()*feeRate)
	if t.Futures {
		closeValue += t.sign() * t.FundingFees
	}
	return round8(t.sign() * (closeValue - t.openValue(amount, average)))
}
