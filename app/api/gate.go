package api

import (
	"context"
	"time"
)

// gate lets a few read the bot's database at the same time: the bot needs it, and the machine, more than we do.
type gate chan struct{}

const (
	// together is how many requests read at the same time.
	together = 2
	// patience is how long a request waits for its turn.
	patience = time.Second
	// readLimit ends a reading that hangs.
	readLimit = 10 * time.Second
)

// pass runs read when it is its turn; a problem when that takes too long.
func (a *API) pass(ctx context.Context, read func(context.Context) (reply, error)) (reply, error) {
	select {
	case a.gate <- struct{}{}:
	case <-ctx.Done():
		return reply{}, ctx.Err()
	case <-time.After(a.patience):
		return reply{}, busy()
	}
	defer func() { <-a.gate }()
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	return read(ctx)
}
