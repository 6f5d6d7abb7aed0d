package sample

// outcome is how a trade ends: why, how far the price moved in its favour, and after how many hours (at most 30).
type outcome struct {
	reason string
	move   float64
	hours  float64
}

// outcome draws an end. Luck, 0 to 1, is how well the market suits the strategy.
func (g *generator) outcome(luck float64) outcome {
	end := outcome{hours: min(30, 0.3+g.random.ExpFloat64()*7)}
	switch draw := g.random.Float64(); {
	case draw < luck*0.7:
		end.reason, end.move = "roi", g.between(0.006, 0.026)
	case draw < luck:
		end.reason, end.move = "trailing_stop_loss", g.between(0.003, 0.048)
	case draw < luck+(1-luck)*0.62:
		end.reason, end.move = g.signal(), g.between(-0.034, 0.004)
	case draw > 0.998 && g.options.Mode == Futures:
		end.reason = "liquidation"
	case g.chance(0.4):
		end.reason = "stoploss_on_exchange"
	default:
		end.reason = "stop_loss"
	}
	if g.options.Mode == Futures {
		end.move *= 0.8
	}
	return end
}

// signal is why a trade ended that neither target nor stop ended. Some strategies write free text.
func (g *generator) signal() string {
	switch draw := g.random.Float64(); {
	case draw < 0.72:
		return "exit_signal"
	case draw < 0.86:
		return oneOf(g, "rsi > 78 & volume fading", "trend broken (ema 20 < 50)", "time's up: 24h")
	case draw < 0.96:
		return "force_exit"
	default:
		return "emergency_exit"
	}
}
