package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
)

// recoverCommand ends an interrupted switch. At boot it only puts the links right, since systemd starts the units after it.
func (h host) recoverCommand(ctx context.Context, o options) error {
	unlock, err := h.lock("recover")
	if err != nil {
		return err
	}
	defer unlock()
	if o.boot {
		defer h.tidyUp(0)
		return h.recoverAtBoot(ctx)
	}
	if err := h.endTrial(ctx); err != nil {
		return err
	}
	entry, found, err := h.unfinished()
	if err != nil {
		return err
	}
	if !found {
		return h.nothingToRecover(o)
	}
	if err := h.recoverInterrupted(ctx); err != nil {
		return err
	}
	return (&failure{code: exitRecovered, error: fmt.Errorf("the %s of %s was interrupted", entry.what(), describe(entry.To))}).
		withHint("`dashctl status` shows what serves")
}

// nothingToRecover is well, unless it is the end of a run that left no verdict.
func (h host) nothingToRecover(o options) error {
	if o.detached == "" {
		h.say("recover", "no switch was interrupted")
		return nil
	}
	return (&failure{code: exitRecovered, error: errors.New("the run was ended before its verdict; no switch was left open")}).
		withHint("`dashctl status` shows what serves; then run it again")
}

// recoverInterrupted undoes the switch that an earlier run began and did not end, if there is one. The caller has the lock, so
// that run is gone.
func (h host) recoverInterrupted(ctx context.Context) error {
	entry, found, err := h.unfinished()
	if err != nil || !found {
		return err
	}
	if goingDown(ctx) {
		return (&failure{code: exitRecovered, error: fmt.Errorf("the %s of %s was interrupted, and the host is going down", entry.what(), describe(entry.To))}).
			withHint("its next boot goes back to %s by itself", describe(entry.From))
	}
	h.say("recover", "the %s of %s was interrupted: back to %s", entry.what(), describe(entry.To), describe(entry.From))
	h = h.in(phaseRecover)
	_ = os.Remove(h.question())
	h.freeReserve()
	from, err := h.wholeSide(entry.From, entry.To)
	if err != nil {
		return h.undoFailed(entry, side{id: entry.From}, errors.New("interrupted"), err)
	}
	from.altered = h.altered()
	tried, err := h.side(entry.To)
	if err != nil {
		tried = side{id: entry.To, unknown: true}
	}
	if err := h.goBack(context.WithoutCancel(ctx), tried, from); err != nil {
		return h.undoFailed(entry, from, errors.New("interrupted"), err)
	}
	h.closeUndone(context.WithoutCancel(ctx), entry, verdictRecovered, errors.New("interrupted"))
	return nil
}

// unfinished returns the journal of an interrupted switch. One whose verdict is in the history only was not cleared.
func (h host) unfinished() (entry journal, found bool, err error) {
	entry, found, err = h.readJournal()
	if err != nil || !found {
		return entry, false, err
	}
	if h.isDecided(entry, decided...) {
		return entry, false, h.closeJournal()
	}
	return entry, true, nil
}

// recoverAtBoot runs before Nginx and our units start: with the links and systemd's view put right, they start as the
// last kept release. Jobs that systemd queued for the other side are replaced, without waiting: we are one of its jobs.
func (h host) recoverAtBoot(ctx context.Context) error {
	entry, found, err := h.unfinished()
	if err != nil || !found {
		return err
	}
	h.say("recover", "power was lost in the %s of %s: back to %s", entry.what(), describe(entry.To), describe(entry.From))
	h = h.in(phaseBoot)
	h.freeReserve()
	if entry.From == before {
		err = h.bootFormer(ctx)
	} else {
		err = h.bootRelease(ctx, entry)
	}
	if err != nil {
		return fmt.Errorf("recover at boot: %w", err)
	}
	h.closeUndone(ctx, entry, verdictRecovered, errors.New("power was lost"))
	return nil
}

func (h host) bootRelease(ctx context.Context, entry journal) error {
	from, err := h.wholeSide(entry.From, entry.To)
	if err != nil {
		return err
	}
	return h.steps(ctx,
		namedStep{"arm", func(context.Context) error { return h.armRecovery(from, from) }},
		namedStep{"switch", func(context.Context) error { return errors.Join(h.disableFormer(), h.point("current", from.id)) }},
		namedStep{"links", func(context.Context) error { return h.link(from.release) }},
		namedStep{"reload", func(ctx context.Context) error { return systemctl(ctx, "daemon-reload") }},
		namedStep{"worker", func(ctx context.Context) error { return h.startAtBoot(ctx, from, entry) }})
}

func (h host) startAtBoot(ctx context.Context, from side, entry journal) (err error) {
	// Whole or not: only the number of workers it wanted counts.
	tried, _ := h.side(entry.To)
	for number := from.release.Workers + 1; number <= tried.release.Workers; number++ {
		err = errors.Join(err, cancelJob(ctx, workerUnit(number)))
	}
	return errors.Join(err, cancelJob(ctx, formerUnit), systemctl(ctx, "start", "--no-block", target))
}

func (h host) bootFormer(ctx context.Context) error {
	record, err := h.readFormer()
	if err != nil {
		return err
	}
	if err := cancelOurs(ctx); err != nil {
		return err
	}
	keep := func(live string) bool {
		return record.has(live) || live == dashctlLink || slices.Contains(recoveryLinks, live)
	}
	err = errors.Join(h.restoreAll(record), h.unlink(keep), removeFile(h.product("current")), systemctl(ctx, "daemon-reload"))
	if err == nil && record.Active {
		err = systemctl(ctx, "start", "--no-block", formerUnit)
	}
	return err
}

// cancelOurs takes our units out of the boot that is under way, as far as systemd knows them.
func cancelOurs(ctx context.Context) error {
	units, err := ourUnits(ctx)
	for _, unit := range units {
		err = errors.Join(err, cancelJob(ctx, unit))
	}
	return err
}

// cancelJob stops a unit that systemd knows, without waiting: its start may be queued behind us.
func cancelJob(ctx context.Context, unit string) error {
	properties, err := show(ctx, unit, "LoadState")
	if err != nil || properties["LoadState"] != "loaded" {
		return err
	}
	return systemctl(ctx, "stop", "--no-block", unit)
}
