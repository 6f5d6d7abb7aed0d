package ledger

import (
	"context"
	"fmt"
)

// readAll takes everything of a snapshot but what the files say.
func readAll(ctx context.Context, from session) (*Snapshot, error) {
	snapshot := &Snapshot{Base: new(Base)}
	if err := readTrades(ctx, from, snapshot); err != nil {
		return nil, fmt.Errorf("read the trades: %w", err)
	}
	return snapshot, readRest(ctx, from, snapshot)
}

// readRest reads what is small.
func readRest(ctx context.Context, from session, snapshot *Snapshot) error {
	err := readNewest(ctx, from, snapshot)
	if err != nil {
		return fmt.Errorf("read the newest trade: %w", err)
	}
	if snapshot.Orders, err = countOrders(ctx, from); err != nil {
		return fmt.Errorf("count the orders: %w", err)
	}
	if snapshot.Locks, err = readLocks(ctx, from); err != nil {
		return fmt.Errorf("read the locks: %w", err)
	}
	facts, err := readStore(ctx, from)
	if err != nil {
		return fmt.Errorf("read the bot's start times: %w", err)
	}
	snapshot.Started, snapshot.FirstStarted = facts.at("startup_time"), facts.at("bot_start_time")
	snapshot.Synthetic = facts["synthetic_sample"].integer == 1
	if snapshot.Wallet, err = readWallet(ctx, from, facts); err != nil {
		return fmt.Errorf("read the wallet's history: %w", err)
	}
	return nil
}
