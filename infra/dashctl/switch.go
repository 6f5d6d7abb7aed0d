package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"crypto-dashboard/infra/manifest"
)

// side is one end of a switch: a whole release on this host, or what was here before the first.
type side struct {
	id      string
	release manifest.Manifest // zero for before
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
	// Nginx is needed both ways: what somebody else broke in it must not look like a bad release.
	if err := checkNginx(ctx); err != nil {
		return refused(err)
	}
	if err := h.armRecovery(from, to); err != nil {
		return refused(err)
	}
	mark := h.markLogs()
	if err := h.openJournal(entry); err != nil {
		return refused(err)
	}
	h.say("switch", "%s -> %s", from.id, to.id)
	if err := h.serve(ctx, from, to, o.soak); err != nil {
		return h.undo(ctx, entry, from, to, err, mark)
	}
	return h.keep(ctx, entry, from, to, o)
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
	steps := []func() error{
		func() error { return h.point("current", to.id) },
		func() error { return h.link(to.release) },
		func() error { return systemctl(ctx, "daemon-reload") },
		func() error { return h.startSockets(ctx, from, to) },
		func() error { return h.rollWorkers(ctx, to) },
		func() error { return h.openSite(ctx, from, to) },
		func() error { return h.gate(ctx, to, soak) },
		func() error { return h.openLoopback(ctx, from, to) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// keep ends a switch that went well. The kept line in the history is the verdict: a journal that is found beside it is only
// cleared.
func (h host) keep(ctx context.Context, entry journal, from, to side, o options) error {
	var err error
	if to.id != before {
		err = h.point("recovery", to.id)
	}
	if err == nil {
		err = h.record(entry, verdictKept, nil)
	}
	if err == nil {
		err = h.closeJournal()
	}
	if err == nil && to.id == before {
		err = h.disarmRecovery(ctx)
	}
	if err == nil {
		err = h.prune(o.keep, from.id, to.id)
	}
	if err != nil {
		return &failure{code: exitRollbackFailed, error: fmt.Errorf("%s serves, but the switch could not be closed: %w", to.id, err)}
	}
	h.say("kept", "%s after %s", to.id, time.Since(entry.Started).Round(10*time.Millisecond))
	return nil
}

// undo goes back, even when the run was told to stop: half a switch is worse than a late end.
func (h host) undo(ctx context.Context, entry journal, from, to side, cause error, mark logMark) error {
	ctx = context.WithoutCancel(ctx)
	h.say("failed", "%v", cause)
	h.quote(h.logsSince(ctx, mark, to.id))
	if from.id == to.id {
		return &failure{code: exitRollbackFailed, error: errors.Join(fmt.Errorf("release %s is current and does not serve: %w", to.id, cause), h.record(entry, verdictFailed, cause), h.closeJournal())}
	}
	h.say("undo", "%s -> %s", to.id, from.id)
	if err := h.goBack(ctx, to, from); err != nil {
		return h.undoFailed(entry, from, cause, err)
	}
	if err := h.closeUndone(ctx, entry, verdictFailed, cause); err != nil {
		return h.undoFailed(entry, from, cause, err)
	}
	return (&failure{code: exitRolledBack, error: fmt.Errorf("%s failed and was rolled back: %w", describe(to.id), cause)}).
		withHint("%s serves again, with all its files; on the host, `journalctl -u 'crypto-dashboard@*'` and %s show more", describe(from.id), h.logFile())
}

// goBack serves the side that served before, and makes sure that the way back stays where it is.
func (h host) goBack(ctx context.Context, tried, from side) error {
	if from.id != before {
		if err := h.armRecovery(from, from); err != nil {
			return err
		}
	}
	return h.serve(ctx, tried, from, 0)
}

// closeUndone ends a switch that was undone.
func (h host) closeUndone(ctx context.Context, entry journal, verdict string, reason error) error {
	err := errors.Join(h.record(entry, verdict, reason), h.closeJournal())
	if err == nil && entry.From == before {
		err = h.disarmRecovery(ctx)
	}
	return err
}

// undoFailed leaves the journal open: the next run, or the next boot, tries again.
func (h host) undoFailed(entry journal, from side, cause, second error) error {
	_ = h.record(entry, verdictFailed, errors.Join(cause, second))
	return (&failure{code: exitRollbackFailed, error: fmt.Errorf("%w; going back to %s failed too: %w", cause, describe(from.id), second)}).
		withHint("on the host: `systemctl status 'crypto-dashboard*' nginx`, mend what they name, then `dashctl recover`")
}

func describe(id string) string {
	if id == before {
		return "what was here before"
	}
	return "release " + id
}
