package sample

import "time"

// tell adds what happens between the entry and the end, and the end. Old trades are plain.
func (s *story) tell(end outcome) {
	dense := 0
	if !s.trade.old {
		s.averageDown()
		if end.reason != "stoploss_on_exchange" && end.reason != "liquidation" {
			s.takeProfit()
		}
		if s.chance(0.008) {
			dense = 20 + s.random.IntN(20)
		} else if s.chance(0.1) {
			dense = 1 + s.random.IntN(2)
		}
	}
	if end.reason == "stoploss_on_exchange" {
		s.stopOnExchange()
		return
	}
	if !s.trade.old && s.chance(0.15) {
		s.trade.place(s.stopOrder("canceled", 0.68))
	}
	s.cancelExits(dense)
	s.end(end)
}

// averageDown buys more while the price falls, in one trade of eight.
func (s *story) averageDown() {
	if !s.chance(0.13) {
		return
	}
	first, step := s.trade.OpenRate, 0.011
	if s.trade.Futures {
		step = 0.005
	}
	for k := range 1 + s.random.IntN(2) {
		move := -step * float64(k+1) * s.between(1, 1.5)
		rate := rounded(first*(1+s.trade.sign()*move), s.trade.PriceDigits)
		s.enter(s.at(0.15+0.2*float64(k)), rate)
	}
}

// takeProfit leaves a part of the position earlier, in one trade of ten.
func (s *story) takeProfit() {
	if !s.chance(0.1) {
		return
	}
	for k := range 1 + s.random.IntN(2) {
		move := s.between(0.006, 0.014) * float64(k+1)
		s.exit(s.at(0.55+0.1*float64(k)), s.between(0.25, 0.5), s.moved(move), oneOf(s.generator, "partial_exit", "take_profit_1"))
	}
}

// cancelExits are exit orders that found nobody and were cancelled.
func (s *story) cancelExits(count int) {
	for k := range count {
		at := s.at(0.7 + 0.28*float64(k)/float64(count))
		order := s.order(s.trade.ExitSide(), "limit", at, s.trade.Amount, s.moved(s.between(0.004, 0.02)))
		order.Status, order.CancelReason, order.Tag = "canceled", "cancelled due to timeout", "exit_signal"
		s.trade.place(order)
	}
}

// stopOrder waits at the exchange from a moment on.
func (s *story) stopOrder(status string, from float64) Order {
	order := s.order("stoploss", "stop_loss_limit", s.at(from), s.trade.Amount, s.trade.StopLoss)
	order.StopPrice, order.Status, order.IsOpen = s.trade.StopLoss, status, status == "open"
	return order
}

// stopOnExchange ends the trade by the stop order that waits at the exchange.
func (s *story) stopOnExchange() {
	order := s.stopOrder("closed", 0.6)
	order.Average = s.slipped(0.0005)
	order.Filled, order.FilledAt = order.Amount, s.until
	s.fund(s.until)
	s.trade.fill(order)
	s.wander()
}

// slipped is a little worse than the stop.
func (s *story) slipped(most float64) float64 {
	return rounded(s.trade.StopLoss*(1-s.trade.sign()*s.between(0, most)), s.trade.PriceDigits)
}

func (s *story) end(end outcome) {
	t := s.trade
	rate := s.moved(end.move)
	switch end.reason {
	case "stop_loss":
		rate = s.slipped(0.0015)
	case "liquidation":
		rate = t.Liquidation
	case "trailing_stop_loss":
		t.Trailing = true
		t.StopLoss = rounded(rate*(1+t.sign()*0.0003), t.PriceDigits)
		t.StopLossRatio = -0.02
	}
	s.wander()
	s.exit(s.until, 1, rate, end.reason)
}

// wander lets the price go somewhat further than the orders.
func (s *story) wander() {
	t := s.trade
	t.Highest = rounded(t.Highest*(1+s.between(0, 0.006)), t.PriceDigits)
	t.Lowest = rounded(t.Lowest*(1-s.between(0, 0.006)), t.PriceDigits)
}

// openReduced was added to and has left a part; its stop waits at the exchange.
func (g *generator) openReduced() *Trade {
	s := g.begin(coins[0], g.options.Until.Add(-29*time.Hour), false)
	s.until = g.options.Until
	s.enter(s.at(0.2), s.moved(-0.012))
	s.exit(s.at(0.6), 0.4, s.moved(0.013), "partial_exit")
	s.trade.place(s.stopOrder("open", 0.61))
	s.fund(s.until)
	s.wander()
	return s.trade
}

// openWaitingToExit has an exit order that is not filled yet.
func (g *generator) openWaitingToExit() *Trade {
	s := g.begin(coins[1], g.options.Until.Add(-9*time.Hour-41*time.Minute), false)
	s.until = g.options.Until
	s.cancelExits(2)
	order := s.order(s.trade.ExitSide(), "limit", s.at(0.995), s.trade.Amount, s.moved(0.009))
	order.Status, order.IsOpen, order.Tag = "open", true, "exit_signal"
	s.trade.place(order)
	s.trade.CloseRateAsked, s.trade.ExitReason = order.Price, order.Tag
	s.fund(s.until)
	s.wander()
	return s.trade
}

// openUnfilled waits for its entry.
func (g *generator) openUnfilled() *Trade {
	s := g.announce(coins[2], g.options.Until.Add(-4*time.Minute), false)
	t := s.trade
	order := s.order(t.EntrySide(), "limit", t.OpenDate, t.AmountAsked, t.OpenRateAsked)
	order.Status, order.IsOpen, order.Tag = "open", true, t.EnterTag
	t.place(order)
	t.OpenRate, t.StakeAmount = t.OpenRateAsked, stake
	return t
}
