package botapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// SetLimits shortens what a test would otherwise wait for, or send.
func (c *Client) SetLimits(limit time.Duration, most int64) { c.limit, c.most = limit, most }

// Ask asks for any path.
func (c *Client) Ask(ctx context.Context, path string) error {
	return c.get(ctx, endpoint(path), &wireHealth{})
}

// NewQuickPoller does in milliseconds what others do in seconds.
func NewQuickPoller(client *Client, log *slog.Logger) *Poller {
	return newPoller(client, log, pace{health: 5 * time.Millisecond, trades: 10 * time.Millisecond, config: 30 * time.Millisecond,
		balance: 60 * time.Millisecond, slowest: 60 * time.Millisecond})
}

// HasProxy tells whether a client would ask a proxy.
func HasProxy(c *Client) bool { return c.http.Transport.(*http.Transport).Proxy != nil }

// OnlyHere is asked before each connection.
func OnlyHere(address string) error { return onlyHere("tcp", address, nil) }

// NewPatientPoller asks for the health often and for the rest almost never.
func NewPatientPoller(client *Client, log *slog.Logger) *Poller {
	return newPoller(client, log, pace{health: 5 * time.Millisecond, trades: time.Hour, config: time.Hour, balance: time.Hour,
		slowest: time.Hour})
}

// Pauses are those between tries for the health while all of them fail.
func Pauses(tries int) []time.Duration {
	poller := newPoller(&Client{}, nil, standard)
	turn := poller.turns[1]
	var pauses []time.Duration
	for range tries {
		turn.pause = poller.nextPause(turn, "a problem")
		pauses = append(pauses, turn.pause)
	}
	return pauses
}
