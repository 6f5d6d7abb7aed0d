// Package bots is what the dashboard shows: each bot with its ledger, its API if there is one, and the figures of the newest data.
package bots

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/settings"
)

// Bot is one configured bot.
type Bot struct {
	// Name is unique and safe in addresses: lower-case letters, digits and hyphens.
	Name   string
	Ledger *ledger.Keeper
	// API is nil when the bot's API is not used.
	API *botapi.Poller

	settings settings.Bot
	view     atomic.Pointer[View]
	changed  signal
	// alsoChanged is the signal of all bots together; nil for a bot on its own.
	alsoChanged *signal
	seen        chan struct{} // closed when the first view is there
}

// New prepares a bot: start Run. A password that cannot be read is none: the ledger or the API then says that it is refused, and all
// else is shown.
func New(settings settings.Bot, log *slog.Logger) (*Bot, error) {
	log = log.With("bot", settings.Name)
	keeper, err := ledger.NewKeeper(settings.Ledger, log, ledger.WithPassword(settings.LedgerPassword.Read))
	if err != nil {
		return nil, fmt.Errorf("bot %q: %w", settings.Name, err)
	}
	bot := &Bot{Name: settings.Name, Ledger: keeper, settings: settings, seen: make(chan struct{})}
	if api := settings.API; api != nil {
		client, err := botapi.NewClient(api.URL, api.Username, api.Password.Read)
		if err != nil {
			return nil, fmt.Errorf("bot %q: %w", settings.Name, err)
		}
		bot.API = botapi.NewPoller(client, log)
	}
	bot.view.Store(bot.viewAfter(&View{}))
	return bot, nil
}

// Run follows the bot until ctx ends.
func (b *Bot) Run(ctx context.Context) {
	go b.Ledger.Run(ctx)
	if b.API != nil {
		go b.API.Run(ctx)
	}
	b.Ledger.WaitFirst(ctx, time.Hour)
	for first := true; ctx.Err() == nil; first = false {
		changed := b.Ledger.State().Changed
		b.refresh()
		if first {
			close(b.seen)
		}
		b.wait(ctx, changed)
	}
}

// lookAtAPI is how often the API's state is compared with what is shown. It costs nothing: the state is in memory.
const lookAtAPI = time.Second

// wait returns when the ledger changed, or it is time to look at what the API said.
func (b *Bot) wait(ctx context.Context, changed <-chan struct{}) {
	var look <-chan time.Time
	if b.API != nil {
		look = time.After(lookAtAPI)
	}
	select {
	case <-changed:
	case <-look:
	case <-ctx.Done():
	}
}

func (b *Bot) refresh() {
	before := b.view.Load()
	after := b.viewAfter(before)
	b.view.Store(after)
	if after.Version != before.Version {
		b.changed.fire()
		b.alsoChanged.fire()
	}
}

// WaitFirst waits until there is something to show, or the reason why not, but not longer than limit.
func (b *Bot) WaitFirst(ctx context.Context, limit time.Duration) {
	select {
	case <-b.seen:
	case <-ctx.Done():
	case <-time.After(limit):
	}
}
