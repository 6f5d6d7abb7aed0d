// Package bots is what the dashboard shows: each bot with its ledger, its API if there is one, and the figures of the newest data.
package bots

import (
	"context"
	"log/slog"
	"sync"

	"crypto-dashboard/app/ledger"
)

// Bot is one configured bot.
type Bot struct {
	// Name is unique and safe in addresses: lower-case letters, digits and hyphens.
	Name   string
	Ledger *ledger.Keeper
	log    *slog.Logger
	mutex  sync.Mutex
}

// Run follows the bot until ctx ends.
func (b *Bot) Run(ctx context.Context) { b.Ledger.Run(ctx) }
