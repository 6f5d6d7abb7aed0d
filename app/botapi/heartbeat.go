package botapi

import "time"

// Heartbeat says whether the bot works.
type Heartbeat string

// The verdicts. Late is a loop that takes longer than it should: much to analyse, an exchange that does not answer. Unknown is no
// news, good or bad.
const (
	Alive   Heartbeat = "alive"
	Late    Heartbeat = "late"
	Dead    Heartbeat = "dead"
	Unknown Heartbeat = "unknown"
)

// Loop is freqtrade's PROCESS_THROTTLE_SECS, the pause between two loops. The API does not tell a bot's own
// process_throttle_secs. Waiting for a candle explains no more: freqtrade's _throttle only ever cuts the pause short for it, or
// lengthens it by its offset of a second.
const Loop = 5 * time.Second

// Beat is what a verdict rests on.
type Beat struct {
	// Last is the last sign of life: the end of a loop, or an answer of a bot that stands still on purpose. Zero for none.
	Last time.Time
	// Loop is how long a loop takes, Candle the timeframe; 0 when it is not known.
	Loop, Candle time.Duration
	// Silent says that the API gives no answer, Gone that nothing listens there at all.
	Silent, Gone bool
}

// The bounds of when a loop that does not end is dead. Inside of them it is a candle: a bot that takes longer than that trades on
// old prices.
const (
	soonestDead = time.Minute
	latestDead  = 5 * time.Minute
)

// Judge is alive up to three loops after the last sign of life, then late, then dead. A bot whose API does not answer, though
// something listens, is not called dead: the loop may go on without it.
func (b Beat) Judge(now time.Time) Heartbeat {
	age, alive := now.Sub(b.Last), 3*b.Loop
	dead := latestDead
	if b.Candle > 0 {
		dead = min(max(soonestDead, b.Candle), latestDead)
	}
	switch {
	case b.Last.IsZero(), age < -alive: // a clock that was set back tells nothing
		return Unknown
	case age <= alive:
		return Alive
	case age <= dead:
		return Late
	case b.Silent && !b.Gone:
		return Unknown
	}
	return Dead
}

// Heartbeat judges what is known now.
func (s *State) Heartbeat(now time.Time) Heartbeat { return s.Beat().Judge(now) }

// Beat is what is known of the bot's life. A stopped bot does no loops; that it answers shows that it lives.
func (s *State) Beat() Beat {
	beat := Beat{Last: s.Health.Value.LastProcess, Loop: Loop, Candle: s.Config.Value.Candle,
		Silent: s.Health.Problem != "", Gone: s.Health.Gone}
	if state := s.Config.Value.State; state == Stopped || state == Reloading {
		beat.Last = s.Health.Got
	}
	return beat
}
