package figures

// Outcomes is freqtrade's _rpc_stats: wins are above 0, losses below. The durations are means in seconds.
type Outcomes struct {
	Wins, Draws, Losses                     int
	WinDuration, DrawDuration, LossDuration Value
}

type outcomeTally struct {
	count    int
	duration average
}

func (o outcomeTally) mean() Value { return share(o.duration.sum.value(), o.duration.count) }

func (t *tally) outcomesNow() Outcomes {
	return Outcomes{
		Wins: t.outcomes[won].count, Draws: t.outcomes[drawn].count, Losses: t.outcomes[lost].count,
		WinDuration: t.outcomes[won].mean(), DrawDuration: t.outcomes[drawn].mean(), LossDuration: t.outcomes[lost].mean(),
	}
}
