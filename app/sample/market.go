package sample

import (
	"math"
	"math/rand/v2"
	"time"
)

// coin is a market with a price around a level, and the digits that the exchange allows.
type coin struct {
	base         string
	level        float64
	digits       int
	amountDigits int
}

var coins = []coin{
	{"BTC", 88000, 2, 5}, {"ETH", 3100, 2, 4}, {"SOL", 165, 2, 3}, {"XRP", 2.2, 4, 1}, {"ADA", 0.71, 4, 1},
	{"LINK", 17.4, 3, 2}, {"AVAX", 27.5, 2, 2}, {"DOT", 5.1, 3, 2}, {"LTC", 104, 2, 3}, {"DOGE", 0.21, 5, 0},
}

// pair is the market's name, as ccxt writes it.
func (c coin) pair(stakeCurrency string, mode Mode) string {
	if mode == Futures {
		return c.base + "/" + stakeCurrency + ":" + stakeCurrency
	}
	return c.base + "/" + stakeCurrency
}

// rate is the coin's price at a time: slow waves around its level, different for each coin.
func (c coin) rate(at time.Time) float64 {
	days := float64(at.Unix()) / 86400
	phase := c.level + float64(c.digits)
	wave := 0.22*math.Sin(days/67+phase) + 0.07*math.Sin(days/11+2*phase) + 0.02*math.Sin(days/1.7+phase)
	return rounded(c.level*math.Exp(wave), c.digits)
}

// markets knows which pairs have a trade: a bot has one for each at most.
type markets struct {
	busyUntil [10]time.Time
	reserved  int // the first of them, which are left alone
}

// pick draws a market that is free at a time. When none is, it gives the one that is free first, and when.
func (m *markets) pick(random *rand.Rand, at time.Time) (index int, from time.Time) {
	first := random.IntN(len(coins))
	best := -1
	for i := range coins {
		index := (first + i) % len(coins)
		if index < m.reserved {
			continue
		}
		if !m.busyUntil[index].After(at) {
			return index, at
		}
		if best < 0 || m.busyUntil[index].Before(m.busyUntil[best]) {
			best = index
		}
	}
	return best, m.busyUntil[best]
}
