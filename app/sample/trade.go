package sample

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	feeRate = 0.001
	stake   = 200.0
)

// Trade is one round trip, spot and long.
type Trade struct {
	ID         int
	Pair, Base string
	Stake      string
	IsOpen     bool
	OpenDate   time.Time
	CloseDate  time.Time // zero while open
	OpenRate   float64
	CloseRate  float64 // zero while open
	Amount     float64
	EnterTag   string
	ExitReason string // empty while open
}

// openValue is what the entry cost, with its fee.
func (t Trade) openValue() float64 { return t.Amount * t.OpenRate * (1 + feeRate) }

// Profit is freqtrade's close_profit_abs: in stake currency, after fees.
func (t Trade) Profit() float64 { return round8(t.Amount*t.CloseRate*(1-feeRate) - t.openValue()) }

// ProfitRatio is freqtrade's close_profit.
func (t Trade) ProfitRatio() float64 {
	return round8(t.Amount*t.CloseRate*(1-feeRate)/t.openValue() - 1)
}

// realized is freqtrade's realized_profit: all exits so far.
func (t Trade) realized() float64 {
	if t.IsOpen {
		return 0
	}
	return t.Profit()
}

func round8(value float64) float64 { return math.Round(value*1e8) / 1e8 }

// coin is a market with a price around a level; digits is its price precision.
type coin struct {
	base   string
	level  float64
	digits int
}

var coins = []coin{
	{"BTC", 88000, 2}, {"ETH", 3100, 2}, {"SOL", 165, 2}, {"XRP", 2.2, 4}, {"ADA", 0.71, 4},
	{"LINK", 17.4, 3}, {"AVAX", 27.5, 2}, {"DOT", 5.1, 3}, {"LTC", 104, 2}, {"DOGE", 0.21, 5},
}

// rate is the coin's price at a time: slow waves around its level, different for each coin.
func (c coin) rate(at time.Time) float64 {
	days := float64(at.Unix()) / 86400
	phase := c.level + float64(c.digits)
	wave := 0.22*math.Sin(days/67+phase) + 0.07*math.Sin(days/11+2*phase) + 0.02*math.Sin(days/1.7+phase)
	return c.rounded(c.level * math.Exp(wave))
}

func (c coin) rounded(rate float64) float64 {
	scale := math.Pow10(c.digits)
	return math.Round(rate*scale) / scale
}

// history is all trades of a sample: closed ones spread over fourteen months, three open ones at the end, by opening time.
func history(options Options) []Trade {
	random := generator()
	begin := options.Until.AddDate(0, -14, 0)
	step := options.Until.Add(-36*time.Hour).Sub(begin) / time.Duration(options.Closed)
	trades := make([]Trade, 0, options.Closed+3)
	for i := range options.Closed {
		at := begin.Add(time.Duration(i)*step + jitter(random, step))
		trades = append(trades, closedTrade(random, at, float64(i)/float64(options.Closed), options.StakeCurrency))
	}
	for i, age := range []time.Duration{29 * time.Hour, 9*time.Hour + 41*time.Minute, 95 * time.Minute} {
		trades = append(trades, openTrade(random, coins[i], options.Until.Add(-age), options.StakeCurrency))
	}
	slices.SortFunc(trades, func(a, b Trade) int { return a.OpenDate.Compare(b.OpenDate) })
	for i := range trades {
		trades[i].ID = i + 1
	}
	return trades
}

func jitter(random *rand.Rand, step time.Duration) time.Duration {
	return time.Duration(random.Int64N(max(int64(step), 1))).Truncate(time.Millisecond)
}

func openTrade(random *rand.Rand, market coin, at time.Time, stakeCurrency string) Trade {
	tags := []string{"ema_cross", "rsi_oversold", "breakout", "macd_turn"}
	rate := market.rate(at)
	return Trade{
		Pair: market.base + "/" + stakeCurrency, Base: market.base, Stake: stakeCurrency, IsOpen: true, OpenDate: at,
		OpenRate: rate, Amount: round8(stake / rate), EnterTag: tags[random.IntN(len(tags))],
	}
}

// closedTrade is a trade with an outcome; progress, 0 to 1, decides how well the market suits the strategy.
func closedTrade(random *rand.Rand, at time.Time, progress float64, stakeCurrency string) Trade {
	market := coins[random.IntN(len(coins))]
	trade := openTrade(random, market, at, stakeCurrency)
	move, reason, hours := outcome(random, 0.66+0.09*math.Sin(progress*13))
	trade.IsOpen, trade.ExitReason = false, reason
	trade.CloseRate = market.rounded(trade.OpenRate * (1 + move))
	trade.CloseDate = at.Add(time.Duration(hours * float64(time.Hour))).Truncate(time.Millisecond)
	return trade
}

// outcome draws a price move, why the trade ended, and how many hours it took (at most 30).
func outcome(random *rand.Rand, luck float64) (move float64, reason string, hours float64) {
	hours = cmp.Or(min(30, 0.3+random.ExpFloat64()*7), 1)
	switch draw := random.Float64(); {
	case draw < luck*0.72:
		return 0.006 + random.Float64()*0.024, "roi", hours
	case draw < luck:
		return 0.004 + random.Float64()*0.055, "trailing_stop_loss", hours
	case draw < luck+(1-luck)*0.62:
		return 0.002 - random.Float64()*0.035, "exit_signal", hours
	default:
		return -0.05 - random.Float64()*0.004, "stop_loss", hours
	}
}
