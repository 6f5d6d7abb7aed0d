package botapi

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// Poller asks one bot in the background and keeps the last good answers.
type Poller struct {
	client *Client
	log    *slog.Logger
	state  atomic.Pointer[State]
	turns  []*turn
	slow   time.Duration
}

// turn is one thing to ask for again and again. Only Run touches it.
type turn struct {
	name  string
	every time.Duration
	ask   func(context.Context) error
	pause time.Duration
	due   time.Time
	last  string // the last problem
}

// pace is how often each answer is renewed.
type pace struct{ health, trades, config, balance, slowest time.Duration }

// standard leaves room for others: a price for each open trade costs the bot something, newer versions of freqtrade may limit
// how often that is asked per minute, and each worker asks on its own.
var standard = pace{health: 5 * time.Second, trades: 10 * time.Second, config: 30 * time.Second, balance: time.Minute,
	slowest: time.Minute}

// NewPoller knows nothing yet: start Run.
func NewPoller(client *Client, log *slog.Logger) *Poller { return newPoller(client, log, standard) }

func newPoller(client *Client, log *slog.Logger, pace pace) *Poller {
	p := &Poller{client: client, log: log, slow: pace.slowest}
	first := State{Config: unasked[Config](), Health: unasked[Health](), OpenTrades: unasked[map[int64]OpenTrade](),
		Balance: unasked[Balance]()}
	p.state.Store(first.stamped(time.Now()))
	p.turns = []*turn{
		{name: "config", every: pace.config, ask: asking(p, client.Config, func(s *State) *Part[Config] { return &s.Config })},
		{name: "health", every: pace.health, ask: asking(p, client.Health, func(s *State) *Part[Health] { return &s.Health })},
		{name: "status", every: pace.trades, ask: asking(p, client.OpenTrades,
			func(s *State) *Part[map[int64]OpenTrade] { return &s.OpenTrades })},
		{name: "balance", every: pace.balance, ask: asking(p, client.Balance, func(s *State) *Part[Balance] { return &s.Balance })},
	}
	return p
}

// asking renews one part of the state. When ctx ends meanwhile, we are leaving: that is no problem of the bot.
func asking[T any](p *Poller, get func(context.Context) (T, error), part func(*State) *Part[T]) func(context.Context) error {
	return func(ctx context.Context) error {
		asked := time.Now()
		value, err := get(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		after := *p.State()
		renewed := part(&after)
		*renewed = renewed.with(value, err, asked)
		p.state.Store(after.stamped(time.Now()))
		return err
	}
}

// State is the newest one; it never waits.
func (p *Poller) State() *State { return p.state.Load() }

// Run asks, one thing at a time, until ctx ends.
func (p *Poller) Run(ctx context.Context) {
	for {
		turn := p.next()
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(turn.due)):
		}
		p.take(ctx, turn)
	}
}

// next is the turn that is due first.
func (p *Poller) next() *turn {
	first := p.turns[0]
	for _, turn := range p.turns {
		if turn.due.Before(first.due) {
			first = turn
		}
	}
	return first
}

// take asks and decides when to ask again: what fails is asked for less and less often, and when one answer comes again, the
// others are tried at once.
func (p *Poller) take(ctx context.Context, turn *turn) {
	err := turn.ask(ctx)
	if ctx.Err() != nil {
		return
	}
	problem := ""
	if err != nil {
		problem = Reason(err)
	}
	healed := problem == "" && turn.last != ""
	p.tell(turn, problem, err)
	turn.last, turn.pause = problem, p.nextPause(turn, problem)
	turn.due = time.Now().Add(turn.pause)
	if healed {
		p.hurry()
	}
}

func (p *Poller) nextPause(turn *turn, problem string) time.Duration {
	if problem == "" {
		return turn.every
	}
	return min(max(turn.every, 2*turn.pause), max(p.slow, turn.every))
}

// hurry lets those that failed be asked next.
func (p *Poller) hurry() {
	for _, turn := range p.turns {
		if turn.last != "" {
			turn.due, turn.pause = time.Time{}, 0
		}
	}
}

// tell logs when an answer stays away, for another reason, or comes again; not every try.
func (p *Poller) tell(turn *turn, problem string, err error) {
	switch {
	case problem == turn.last:
	case problem == "":
		p.log.Info("bot api answers", "part", turn.name)
	default:
		p.log.Warn("bot api gives no answer", "part", turn.name, "reason", problem, "error", err.Error())
	}
}
