package bots

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"crypto-dashboard/app/events"
	"crypto-dashboard/app/settings"
)

// All is the configured bots, in the order of the settings.
type All struct {
	Bots    []*Bot
	changed signal
}

// NewAll prepares the bots: start Run.
func NewAll(configured []settings.Bot, log *slog.Logger) (*All, error) {
	all := &All{}
	for _, settings := range configured {
		bot, err := New(settings, log)
		if err != nil {
			return nil, err
		}
		bot.alsoChanged = &all.changed
		all.Bots = append(all.Bots, bot)
	}
	return all, nil
}

// Run follows all bots until ctx ends.
func (a *All) Run(ctx context.Context) {
	for _, bot := range a.Bots {
		go bot.Run(ctx)
	}
}

// WaitFirst waits until each bot has something to show, or the reason why not, but not longer than limit.
func (a *All) WaitFirst(ctx context.Context, limit time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for _, bot := range a.Bots {
		bot.WaitFirst(ctx, limit)
	}
}

// Find gives the bot of a name, nil when there is none.
func (a *All) Find(name string) *Bot {
	for _, bot := range a.Bots {
		if bot.Name == name {
			return bot
		}
	}
	return nil
}

// Now is what those are told who look at all bots: a change of any of them. It is as current as the oldest data.
func (a *All) Now() events.Now {
	now := events.Now{Changed: a.changed.wait()}
	var versions, data []string
	for i, bot := range a.Bots {
		view := bot.View()
		versions, data = append(versions, view.Version), append(data, view.DataVersion)
		if current := view.State.Current; i == 0 || current.Before(now.Current) {
			now.Current = current
		}
	}
	now.Version, now.Data = joined(versions), joined(data)
	return now
}

func joined(versions []string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(versions, "\n"))))[:16]
}
