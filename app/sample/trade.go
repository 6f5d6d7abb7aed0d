package sample

import (
	"math"
	"time"
)

// feeRate is the exchange's fee, for each order.
const feeRate = 0.001

// Trade is one row of trades with its orders. What an order changes is computed by place and fill, as freqtrade does.
type Trade struct {
	ID             int
	Pair           string
	Base, Stake    string
	Futures        bool
	Short          bool
	Leverage       float64
	PriceDigits    int
	AmountDigits   int
	EnterTag       string
	IsOpen         bool
	OpenDate       time.Time
	CloseDate      time.Time // zero while open
	OpenRateAsked  float64
	AmountAsked    float64
	CloseRateAsked float64 // 0: no exit so far
	CloseRate      float64 // 0 while open
	ExitReason     string  // empty: no exit so far
	StopLoss       float64
	FirstStopLoss  float64
	StopLossRatio  float64
	Trailing       bool
	Highest        float64
	Lowest         float64
	Liquidation    float64 // 0: none
	FeeCurrency    string  // of the entry; empty: not known yet
	CloseFeeCost   float64 // of the first exit
	RunningFunding float64 // since the last filled order
	Orders         []Order

	// Computed from the orders.
	OpenRate, Amount, OpenValue, StakeAmount float64
	MaxStake, OpenFeeCost, FundingFees       float64
	Realized                                 float64
	CloseProfit, CloseProfitAbs              float64
	hasProfit                                bool // at least one exit: the two above are not NULL

	// old: written by a freqtrade that did not have most columns yet.
	old bool
	// wholeStake: by a freqtrade that did not take the leverage out of max_stake_amount.
	wholeStake bool
}

// newTrade is a long trade without any order.
func newTrade(o Options, market coin, at time.Time) *Trade {
	return &Trade{
		Pair: market.pair(o.StakeCurrency, o.Mode), Base: market.base, Stake: o.StakeCurrency, Futures: o.Mode == Futures, Leverage: 1,
		PriceDigits: market.digits, AmountDigits: market.amountDigits, IsOpen: true, OpenDate: at, wholeStake: o.Version == "2024.10",
	}
}

// ask sets what the first entry order asks for, and the stop behind it.
func (t *Trade) ask(rate float64) {
	t.OpenRateAsked, t.AmountAsked = rate, t.affordable(rate)
	t.StopLossRatio = t.firstStopLossRatio()
	if t.Futures {
		t.Liquidation = rounded(rate*(1-t.sign()*(1/t.Leverage-0.005)), t.PriceDigits)
	}
	t.StopLoss = rounded(rate*(1+t.sign()*t.StopLossRatio/t.Leverage), t.PriceDigits)
	t.FirstStopLoss = t.StopLoss
	t.Highest, t.Lowest = rate, rate
}

// affordable is the amount that one stake pays for.
func (t *Trade) affordable(rate float64) float64 {
	return truncated(stake*t.Leverage/rate, t.AmountDigits)
}

func (t *Trade) firstStopLossRatio() float64 {
	if t.Futures {
		return -0.08
	}
	return -0.05
}

// Profit is freqtrade's close_profit_abs: of a closed trade in stake currency, after fees and funding.
func (t *Trade) Profit() float64 { return t.CloseProfitAbs }

// EntrySide is the side of the orders that open the trade, ExitSide of those that close it.
func (t *Trade) EntrySide() string {
	if t.Short {
		return "sell"
	}
	return "buy"
}

func (t *Trade) ExitSide() string {
	if t.Short {
		return "buy"
	}
	return "sell"
}

// sign is the direction in which the trade gains.
func (t *Trade) sign() float64 {
	if t.Short {
		return -1
	}
	return 1
}

// Order is one row of orders.
type Order struct {
	ID           int
	Side         string // ft_order_side: buy, sell or stoploss
	Type         string
	Status       string
	IsOpen       bool
	Amount       float64
	Price        float64 // asked for
	Average      float64 // got; 0: nothing filled
	Filled       float64
	StopPrice    float64 // 0: none
	FeeBase      float64 // the part of Filled that the exchange kept
	Funding      float64 // since the order filled before
	Placed       time.Time
	FilledAt     time.Time // zero: nothing filled
	Tag          string
	CancelReason string
}

func round8(value float64) float64 { return math.Round(value*1e8) / 1e8 }

// rounded and truncated keep the digits that the exchange allows.
func rounded(value float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(value*scale) / scale
}

func truncated(value float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Floor(math.Round(value*scale*1e6)/1e6) / scale
}
