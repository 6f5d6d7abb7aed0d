package botapi

import (
	"crypto/sha256"
	"fmt"
	"time"
)

// State is what a Poller knows. It is not changed after it was made.
type State struct {
	Config     Part[Config]
	Health     Part[Health]
	OpenTrades Part[map[int64]OpenTrade]
	Balance    Part[Balance]
	// Version changes whenever something that is shown changes, not merely its age. It is the same for the same content.
	Version string
}

// Part is one answer of the API.
type Part[T any] struct {
	// Value is the last good one; only when Known.
	Value T
	// Got is when it was asked for; zero before the first.
	Got time.Time
	// Problem is why there is no newer one, for everyone to see; empty while it works.
	Problem string
	// Gone says that nothing listens at the address.
	Gone bool
}

// Known tells whether there ever was a value.
func (p Part[T]) Known() bool { return !p.Got.IsZero() }

// with is the part after another answer, or without one.
func (p Part[T]) with(value T, err error, asked time.Time) Part[T] {
	if err != nil {
		p.Problem, p.Gone = Reason(err), refused(err)
		return p
	}
	return Part[T]{Value: value, Got: asked}
}

func unasked[T any]() Part[T] { return Part[T]{Problem: "the bot's API was not asked yet"} }

// stamped has its version. The time of the last loop is an age: what is shown of it is the verdict.
func (s State) stamped(now time.Time) *State {
	health := s.Health.Value
	health.LastProcess = time.Time{}
	hash := sha256.New()
	fmt.Fprintln(hash, s.Config.Value, s.Config.Known(), s.Config.Problem)
	fmt.Fprintln(hash, health, s.Health.Known(), s.Health.Problem, s.Heartbeat(now))
	fmt.Fprintln(hash, s.OpenTrades.Value, s.OpenTrades.Known(), s.OpenTrades.Problem) // fmt sorts a map by its keys
	fmt.Fprintln(hash, s.Balance.Value, s.Balance.Known(), s.Balance.Problem)
	s.Version = fmt.Sprintf("%x", hash.Sum(nil)[:8])
	return &s
}
