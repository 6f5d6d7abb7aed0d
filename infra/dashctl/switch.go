package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"crypto-dashboard/infra/manifest"
)

// side is one end of a switch: a whole release on this host, or what was here before the first.
type side struct {
	id      string
	release manifest.Manifest // zero for before
	altered []string          // files of it that were edited until now: what runs may have read them so
	unknown bool              // it can't be read, and may have run: nothing is taken as unchanged
}

func (h host) side(id string) (side, error) {
	if id == before {
		return side{id: before}, nil
	}
	release, err := h.whole(id)
	return side{id: id, release: release}, err
}

// change is what happens when a release is switched: it is journalled, served, proved, and kept; or, whatever went wrong,
// the other side serves again and the error says so. Until the journal is open nothing has changed.
func (h host) change(ctx context.Context, verb string, from, to side, o options) error {
	if from.id == to.id {
		verb = "repair"
	}
	entry := journal{Verb: verb, From: from.id, To: to.id, Started: time.Now().UTC()}
	if err := h.preflight(ctx, to); err != nil {
		return refused(err)
	}
	if err := h.step(ctx, "arm", func(context.Context) error { return h.arm(&entry, from, to) }); err != nil {
		return refused(errors.Join(err, h.unarm(from)))
	}
	mark := h.markLogs()
	if err := h.step(ctx, "journal", func(context.Context) error { return h.openJournal(entry) }); err != nil {
		// It may be on disk all the same; nothing was switched, so there must be none.
		err = errors.Join(err, h.closeJournal())
		if _, open, readErr := h.readJournal(); readErr == nil && !open {
			err = errors.Join(err, h.unarm(from))
		}
		return refused(err)
	}
	h.say("switch", "%s -> %s", from.id, to.id)
	err := h.serve(ctx, from, to, o.soak)
	if err == nil && o.confirm > 0 && from.id != to.id && to.id != before {
		err = h.longStep(ctx, "confirm", o.confirm, func(ctx context.Context) error { return h.awaitConfirmation(ctx, entry, to, o.confirm) })
	}
	if err == nil {
		err = h.decide(ctx, entry, to)
	}
	if err != nil {
		return h.undo(ctx, entry, from, to, err, mark)
	}
	h.tidy(ctx, from, to, o)
	h.say("kept", "%s after %s", to.id, time.Since(entry.Started).Round(10*time.Millisecond))
	return nil
}

// decide makes the switch the one to stay. The line in the history is the verdict: with it nothing is undone any more, without
// it everything is.
func (h host) decide(ctx context.Context, entry journal, to side) error {
	if to.id != before {
		if err := h.step(ctx, "bless", func(context.Context) error { return h.point("recovery", to.id) }); err != nil {
			return err
		}
	}
	err := h.step(ctx, "record", func(context.Context) error { return h.record(entry, verdictKept, nil) })
	if err != nil && !h.isDecided(entry, verdictKept) {
		return err
	}
	return nil
}

// tidy ends a switch whose verdict is on disk. What fails here is told, and done by the next run; the release serves and stays.
func (h host) tidy(ctx context.Context, from, to side, o options) {
	ctx = context.WithoutCancel(ctx)
	steps := []namedStep{{"close", func(context.Context) error { return h.closeJournal() }}}
	if to.id == before {
		steps = append(steps, namedStep{"disarm", h.disarmRecovery})
	}
	steps = append(steps, namedStep{"prune", func(context.Context) error {
		return errors.Join(h.pardon(to.id), h.prune(o.keep, from.id, to.id), h.pruneQuarantine(), h.pruneOriginals(), removeFile(h.state("altered")))
	}})
	for _, one := range steps {
		if err := h.step(ctx, one.name, one.do); err != nil {
			h.say("note", "%s is kept; left for the next run: %v", describe(to.id), err)
		}
	}
}

// namedStep is a step to come.
type namedStep struct {
	name string
	do   func(context.Context) error
}

// arm is armRecovery with the reserve for a way back on a full disk. What it takes of the disk it gives back: the link that is
// replaced, and the switch takes the same again.
func (h host) arm(entry *journal, from, to side) error {
	err := h.armRecovery(from, to)
	if errors.Is(err, syscall.ENOSPC) && entry.goesBack() {
		entry.full = true
		h.freeReserve()
		err = h.armRecovery(from, to)
	}
	return err
}

// armRecovery makes the way back exist before it can be needed: after a power cut, the boot runs the dashctl of the last kept
// release. The first release has none before it and is its own.
func (h host) armRecovery(from, to side) error {
	keeper := from.id
	if keeper == before {
		keeper = to.id
	}
	if err := h.point("recovery", keeper); err != nil {
		return err
	}
	for live, inside := range fixedLinks() {
		if err := h.linkOne(live, filepath.Join("/opt", serviceName, inside)); err != nil {
			return err
		}
	}
	return nil
}

// unarm takes back what arm did for a first release that was refused: nothing of it is live. The operator's dashctl stays.
func (h host) unarm(from side) error {
	if from.id != before {
		return nil
	}
	return h.unlink(func(live string) bool { return live == dashctlLink })
}

// disarmRecovery takes the recovery out of the boot, when no release serves. The operator's dashctl stays.
func (h host) disarmRecovery(ctx context.Context) (err error) {
	for _, link := range recoveryLinks {
		err = errors.Join(err, removeFile(h.path(link)))
	}
	return errors.Join(err, systemctl(ctx, "daemon-reload"))
}

// serve makes the host serve to, and returns when it is proved.
func (h host) serve(ctx context.Context, from, to side, soak time.Duration) error {
	if to.id == before {
		return h.serveFormer(ctx)
	}
	err := h.steps(ctx,
		namedStep{"switch", func(context.Context) error { return h.point("current", to.id) }},
		namedStep{"links", func(context.Context) error { return h.link(to.release) }},
		namedStep{"reload", func(ctx context.Context) error { return systemctl(ctx, "daemon-reload") }},
		namedStep{"socket", func(ctx context.Context) error { return h.startSockets(ctx, from, to) }})
	if err == nil {
		err = h.rollWorkers(ctx, from, to)
	}
	if err == nil {
		err = h.step(ctx, "site", func(ctx context.Context) error { return h.openSite(ctx, from, to) })
	}
	if err == nil {
		err = h.longStep(ctx, "gate", soak, func(ctx context.Context) error { return h.gate(ctx, to, soak) })
	}
	if err == nil {
		err = h.step(ctx, "loopback", func(ctx context.Context) error { return h.openLoopback(ctx, from, to) })
	}
	return err
}

// steps does one step after another, up to the first that fails.
func (h host) steps(ctx context.Context, steps ...namedStep) error {
	for _, one := range steps {
		if err := h.step(ctx, one.name, one.do); err != nil {
			return err
		}
	}
	return nil
}

// undo goes back, even when the run was told to stop: half a switch is worse than a late end.
func (h host) undo(ctx context.Context, entry journal, from, to side, cause error, mark logMark) error {
	told := ctx
	ctx = context.WithoutCancel(ctx)
	h.say("failed", "%v", cause)
	evidence := h.logsSince(ctx, mark, to.id)
	if !errors.Is(cause, errUnconfirmed) { // of which the release knows nothing
		h.quote(evidence)
	}
	h.freeReserve()
	if from.id != to.id {
		h.blame(told, entry, cause, evidence)
	}
	if from.id == to.id {
		return &failure{code: exitRollbackFailed, error: errors.Join(fmt.Errorf("release %s is current and does not serve: %w", to.id, cause), h.record(entry, verdictFailed, cause), h.closeJournal())}
	}
	if goingDown(ctx) {
		return (&failure{code: exitRecovered, error: fmt.Errorf("%s was interrupted, the host is going down: %w", describe(to.id), cause)}).
			withHint("its next boot goes back to %s by itself; then run it again", describe(from.id))
	}
	h = h.in(phaseUndo)
	// Looked at again: a release that was removed meanwhile would take down what still serves.
	back, err := h.wholeSide(from.id, to.id)
	if err != nil {
		return h.undoFailed(entry, from, cause, err)
	}
	back.altered = from.altered
	from = back
	h.say("undo", "%s -> %s", to.id, from.id)
	if err := h.goBack(ctx, to, from); err != nil {
		return h.undoFailed(entry, from, cause, err)
	}
	if errors.Is(cause, errUnconfirmed) {
		h.closeUndone(ctx, entry, verdictUnconfirmed, cause)
		return (&failure{code: exitUnconfirmed, error: fmt.Errorf("%s was rolled back: %w", describe(to.id), cause)}).
			withHint("%s serves again. From the machine that deploys, `curl -H 'Host: %s' http://ADDRESS/health` has to answer: firewall, route, port 80? "+
				"`pulumi config set crypto-dashboard:confirm 0` does without the question", describe(from.id), to.release.Domain)
	}
	h.closeUndone(ctx, entry, verdictFailed, cause)
	return (&failure{code: exitRolledBack, error: fmt.Errorf("%s failed and was rolled back: %w", describe(to.id), cause)}).
		withHint("%s serves again, with all its files; on the host, `journalctl -u 'crypto-dashboard@*'` and %s show more", describe(from.id), h.logFile())
}

// goBack serves the side that served before, and makes sure that the way back stays where it is.
func (h host) goBack(ctx context.Context, tried, from side) error {
	if from.id != before {
		if err := h.step(ctx, "arm", func(context.Context) error { return h.armRecovery(from, from) }); err != nil {
			return err
		}
	}
	tried.altered = from.altered
	return h.serve(ctx, tried, from, 0)
}

// closeUndone ends a switch that was undone, and seen to be. What fails here is told. Without a verdict on disk the journal stays:
// the next run, or the next boot, goes back once more, which changes nothing.
func (h host) closeUndone(ctx context.Context, entry journal, verdict string, reason error) {
	note := func(err error) {
		h.say("note", "%s serves again; left for the next run: %v", describe(entry.From), err)
	}
	if err := h.step(ctx, "record", func(context.Context) error { return h.record(entry, verdict, reason) }); err != nil {
		note(err)
		return
	}
	steps := []namedStep{{"close", func(context.Context) error { return h.closeJournal() }}}
	if entry.From == before {
		steps = append(steps, namedStep{"disarm", h.disarmRecovery})
	}
	for _, one := range steps {
		if err := h.step(ctx, one.name, one.do); err != nil {
			note(err)
		}
	}
}

// undoFailed leaves the journal open: the next run, or the next boot, tries again.
func (h host) undoFailed(entry journal, from side, cause, second error) error {
	_ = h.record(entry, verdictStuck, errors.Join(cause, second))
	return (&failure{code: exitRollbackFailed, error: fmt.Errorf("%w; going back to %s failed too: %w", cause, describe(from.id), second)}).
		withHint("on the host: `systemctl status 'crypto-dashboard*' nginx`, mend what they name, then `dashctl recover`")
}

func describe(id string) string {
	if id == before {
		return "what was here before"
	}
	return "release " + id
}
