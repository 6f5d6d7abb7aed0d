package ledger

import (
	"context"
	"fmt"
)

// rest is what is read beside trades and orders: it is small.
type rest struct {
	newest Newest
	first  Time // when the trade with the lowest id was opened
	last   Time // the same of the highest
	facts  facts
	locks  []Lock
	wallet wallet
}

// readRest reads anew what is cheap, and what is not only if it may have changed.
func readRest(ctx context.Context, from session, has tables, before rest) (read rest, err error) {
	if err = read.readEnds(ctx, from, has); err != nil {
		return read, fmt.Errorf("read the first and the last trade: %w", err)
	}
	if read.facts, err = readFacts(ctx, from, has); err != nil {
		return read, fmt.Errorf("read the bot's start times: %w", err)
	}
	if read.locks, err = readLocks(ctx, from, has, before.locks); err != nil {
		return read, fmt.Errorf("read the locks: %w", err)
	}
	if read.wallet, err = readWallet(ctx, from, has, read.facts, before.wallet); err != nil {
		return read, fmt.Errorf("read the wallet's history: %w", err)
	}
	return read, nil
}

func (r rest) show(snapshot *Snapshot) {
	snapshot.Newest, snapshot.FirstOpened, snapshot.LastOpened = r.newest, r.first, r.last
	snapshot.Locks, snapshot.Wallet = r.locks, r.wallet.days
	snapshot.Started, snapshot.FirstStarted = r.facts.at("startup_time"), r.facts.at("bot_start_time")
	snapshot.Synthetic = r.facts["synthetic_sample"].integer == 1
}

func (r rest) print() print {
	p := print(14).withText(fmt.Sprint(r.newest, r.first, r.last))
	for _, lock := range r.locks {
		p = p.withText(lock.Pair).withText(lock.Side).withText(lock.Reason)
		p = p.with(uint64(lock.ID)).with(uint64(lock.Begin)).with(uint64(lock.End)).withBool(lock.Active)
	}
	for _, day := range r.wallet.days {
		p = p.with(uint64(day.Day)).withNumber(day.Total).withBool(day.Reconstructed)
	}
	return p.with(uint64(r.facts.print()))
}
