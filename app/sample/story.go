package sample

import "time"

// story writes the orders of one trade, in the order of time.
type story struct {
	*generator
	trade   *Trade
	until   time.Time // when it ends
	feeBase bool      // the exchange takes the entry's fee from the coins bought
	funded  time.Time // funding is booked up to here
}

// begin opens a trade with an entry order that is filled.
func (g *generator) begin(market coin, at time.Time, old bool) *story {
	s := g.announce(market, at, old)
	s.feeBase = !old && !s.trade.Futures && g.chance(0.06)
	s.enter(at, s.trade.OpenRateAsked)
	return s
}

// announce is a trade without any order.
func (g *generator) announce(market coin, at time.Time, old bool) *story {
	g.trades++
	t := newTrade(g.options, market, at)
	t.ID, t.old = g.trades, old
	t.EnterTag = oneOf(g, "ema_cross", "ema_cross", "rsi_oversold", "breakout", "macd_turn", "ema_cross rsi<30")
	if t.Futures {
		t.Short, t.Leverage = g.chance(0.42), oneOf(g, 2.0, 3, 3, 5)
	}
	t.ask(market.rate(at))
	return &story{generator: g, trade: t, funded: at}
}

// order is one of the trade with the next id.
func (s *story) order(side, kind string, at time.Time, amount, price float64) Order {
	s.orders++
	return Order{ID: s.orders, Side: side, Type: kind, Amount: amount, Price: price, Placed: at}
}

// enter buys at a rate, or sells for a short.
func (s *story) enter(at time.Time, rate float64) {
	t := s.trade
	amount := t.affordable(rate)
	order := s.order(t.EntrySide(), "limit", at, amount, rate)
	order.Average, order.Filled, order.FilledAt, order.Tag = rate, amount, at.Add(s.within(4*time.Second)), t.EnterTag
	if !t.old && s.chance(0.02) {
		order.Filled = truncated(amount*s.between(0.4, 0.9), t.AmountDigits)
		order.Status, order.CancelReason = "canceled", "partially filled"
	}
	t.FeeCurrency = t.Stake
	if s.feeBase {
		order.FeeBase, t.FeeCurrency = round8(order.Filled*feeRate), t.Base
	}
	s.fund(order.FilledAt)
	t.fill(order)
}

// fund books the funding of a futures position, which is paid or received at 0, 8 and 16 o'clock.
func (s *story) fund(to time.Time) {
	t := s.trade
	if !t.Futures || len(t.Orders) == 0 {
		return
	}
	fee := t.RunningFunding
	for at := s.funded.Truncate(8 * time.Hour).Add(8 * time.Hour); !at.After(to); at = at.Add(8 * time.Hour) {
		fee -= t.sign() * round8(t.Amount*t.OpenRate*s.between(-0.0001, 0.0003))
	}
	s.funded = to
	t.fund(round8(fee))
}

// at is a moment of the story: 0 is the opening, 1 the end.
func (s *story) at(part float64) time.Time {
	return s.trade.OpenDate.Add(time.Duration(part * float64(s.until.Sub(s.trade.OpenDate)))).Truncate(time.Millisecond)
}

// moved is a rate away from the average entry, in the trade's favour.
func (s *story) moved(move float64) float64 {
	return rounded(s.trade.OpenRate*(1+s.trade.sign()*move), s.trade.PriceDigits)
}

// exit sells a part of what there is, or all of it, for a reason.
func (s *story) exit(at time.Time, share, rate float64, reason string) {
	t := s.trade
	amount := t.Amount
	if share < 1 {
		amount = truncated(t.Amount*share, t.AmountDigits)
	}
	if amount == 0 {
		return
	}
	kind := "limit"
	if reason == "stop_loss" || reason == "emergency_exit" || reason == "liquidation" {
		kind = "market"
	}
	order := s.order(t.ExitSide(), kind, at.Add(-s.within(5*time.Second)), amount, rate)
	order.Average, order.Filled, order.FilledAt, order.Tag = rate, amount, at, reason
	s.fund(at)
	t.fill(order)
}
