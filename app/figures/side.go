package figures

import "crypto-dashboard/app/ledger"

// Side is the trades of one currency, of all directions or one. Closed trades count, except where it says otherwise.
//
// As in freqtrade's _rpc_trade_statistics, a closed trade without a closing time counts nowhere but in Outcomes and the Groups.
type Side struct {
	// Closed is freqtrade's closed_trade_count, Trades its trade_count: with the open ones.
	Closed, Trades int
	Open           Open
	// Undated is how many closed trades have no closing time; Missing how many of Closed have no profit, which counts as 0.
	Undated, Missing int

	// Wins are the closed trades with a ratio of at least 0, so a draw is a win; Losses those below.
	Wins, Losses int
	WinRate      Value // 0 to 1
	// Outcomes counts a draw as a draw; so do the Groups.
	Outcomes Outcomes

	Profit      Value // stake currency, after fees and funding: profit_closed_coin
	ProfitRatio Value // of the starting balance: profit_closed_ratio
	ProfitMean  Value // stake currency, per trade
	RatioMean   Value // of the ratios of the trades: profit_closed_ratio_mean
	RatioSum    Value // profit_closed_ratio_sum
	RatioMedian Value // off by at most 0.1 % of itself

	ProfitFactor    Value
	Expectancy      Value // stake currency
	ExpectancyRatio Value
	Sharpe, Sortino Value
	Calmar, SQN     Value
	CAGR            Value // only of All
	// Days is the time these are per: from the opening of the first trade by id to the last one's, open ones included.
	Days     int
	Drawdown Drawdown

	// FirstOpened and LastOpened are of the trades with the lowest and the highest id, open ones included: first_trade_date and
	// latest_trade_date. FirstClosed and LastClosed are the earliest and latest closing. Never without a trade.
	FirstOpened, LastOpened, FirstClosed, LastClosed ledger.Time
	DurationMean                                     Value // seconds: avg_duration
	DurationMedian                                   Value // seconds, off by at most 0.1 % of itself

	Best, Worst Extreme // by profit in stake currency; empty without a trade
	// Streak is the run of wins (above 0) or losses (below, negative) that lasts now; the other two are the longest so far.
	Streak, LongestWins, LongestLosses int

	Volume  Value // stake currency, orders of open trades included: trading_volume
	Stakes  Mean  // stake currency, without leverage
	Fees    Mean  // stake currency
	Funding Mean  // stake currency, above 0 when received

	// Pairs, EnterTags and ExitReasons are freqtrade's performance, entries and exits: most profit first, so Pairs[0] is
	// freqtrade's best_pair.
	Pairs, EnterTags, ExitReasons []Group
	// Calendar is the days with trades, oldest first, by closing time in UTC.
	Calendar []Day
	// Week is closing times in UTC: Week[0] is Monday.
	Week [7][24]Cell
	// Ratios and Durations (in seconds) are histograms with fixed bins, all of them present.
	Ratios, Durations []Bin
	Curve             Curve
}

// Mean is a sum and its share per trade. Missing is how many trades have no such number in the database; they are left out.
type Mean struct {
	Sum, Mean Value
	Missing   int
}

func sideOf(t *tally, open openTally, start Value) *Side {
	side := &Side{Closed: t.closed, Trades: t.closed + open.count, Open: open.open(), Undated: t.undated, Missing: t.missing,
		Wins: t.wins, Losses: t.closed - t.wins, WinRate: share(float64(t.wins), t.closed), Outcomes: t.outcomesNow()}
	side.setProfit(t, start)
	side.setRatios(t, t.opened.and(open.opened).span(), start)
	side.setTimes(t)
	side.setAmounts(t, open)
	side.setTables(t)
	return side
}

func (s *Side) setProfit(t *tally, start Value) {
	s.Profit = valueOf(t.profit.value()).with(round8)
	s.ProfitRatio = firstAbsent(s.Profit, start)
	if s.ProfitRatio.OK() {
		s.ProfitRatio = valueOf(s.Profit.Number / start.Number)
	}
	s.ProfitMean = share(t.profit.value(), t.closed)
	s.RatioMean = share(t.ratio.value(), t.closed)
	s.RatioSum = valueOf(t.ratio.value())
	s.RatioMedian = t.ratioMiddle.median()
	s.Best, s.Worst = t.best, t.worst
	s.Streak, s.LongestWins, s.LongestLosses = t.streak.now, t.streak.wins, t.streak.losses
}

func (s *Side) setRatios(t *tally, over span, start Value) {
	s.FirstOpened, s.LastOpened, s.Days = over.first, over.last, over.days()
	s.Drawdown = t.fall.drawdown(start)
	s.ProfitFactor = t.profitFactor()
	s.Expectancy, s.ExpectancyRatio = t.expectancy()
	s.Sharpe, s.Sortino, s.SQN = t.sharpe(over), t.sortino(over), t.sqn()
	s.Calmar = t.calmar(over, start, s.Drawdown.Relative)
}

func (s *Side) setTimes(t *tally) {
	s.FirstClosed, s.LastClosed = ledger.Never, ledger.Never
	if t.closed > 0 {
		s.FirstClosed, s.LastClosed = t.firstClosed, t.lastClosed
	}
	s.DurationMean = share(t.durations.sum.value(), t.durations.count)
	s.DurationMedian = t.lengthMiddle.median()
}

func (s *Side) setAmounts(t *tally, open openTally) {
	volume := t.volume
	volume.join(open.volume)
	s.Volume = valueOf(volume.value())
	s.Stakes, s.Fees, s.Funding = t.stakes.value(), t.fees.value(), t.funding.value()
}

func (s *Side) setTables(t *tally) {
	s.Pairs, s.EnterTags, s.ExitReasons = t.pairs.list(), t.tags.list(), t.reasons.list()
	s.Calendar, s.Week = t.calendar(), t.hours()
	s.Ratios, s.Durations = t.ratioBins.bins(ratioEdges[:]), t.durationBins.bins(durationEdges[:])
	s.Curve = t.trace.curve()
}
