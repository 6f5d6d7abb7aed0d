package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"crypto-dashboard/infra/manifest"
)

// activate switches to the uploaded release: prepare, prove, switch, retire. Every failure before `change` leaves what
// serves as it is.
func (h host) activate(ctx context.Context, id string, o options) error {
	unlock, err := h.lock("activate " + id)
	if err != nil {
		return err
	}
	defer unlock()
	if err := h.recoverInterrupted(ctx); err != nil {
		return err
	}
	edited, err := h.refuseEdits(ctx, o)
	if err != nil {
		return err
	}
	if len(edited) == 0 && len(h.altered()) == 0 && h.serves(ctx, id) {
		h.say("kept", "%s serves already", id)
		return refused(h.prune(o.keep, id))
	}
	if err := h.refuseQuarantined(id, o); err != nil {
		return err
	}
	if err := h.overwrite(ctx, edited); err != nil {
		return err
	}
	// In this order: the release may be the current one, damaged, and is then made whole again.
	to, err := h.bring(ctx, id)
	if err != nil {
		return refused(err)
	}
	if err := h.checkDropIns(to.release, o); err != nil {
		return err
	}
	from, err := h.presentSide()
	if err != nil {
		return refused(err)
	}
	if from.id == before {
		if err := h.checkPort(ctx); err != nil {
			return refused(err)
		}
	}
	if err := h.prove(ctx, from, to); err != nil {
		return err
	}
	return h.change(ctx, "activate", from, to, o)
}

// prove tries the release beside what serves. One that fails there never meets a visitor.
func (h host) prove(ctx context.Context, from, to side) error {
	var evidence string
	entry := journal{Verb: "activate", From: from.id, To: to.id, Started: time.Now().UTC()}
	err := h.step(ctx, "trial", func(ctx context.Context) (err error) {
		evidence, err = h.trial(ctx, to)
		return err
	})
	if err == nil {
		return nil
	}
	h.blame(ctx, entry, err, evidence)
	untouched := "nothing of it was changed"
	if len(from.altered) > 0 {
		untouched = "the edits of its files are undone, and its processes, which may have read them, start anew with the next switch"
	}
	return refused((&failure{code: exitRefused, error: errors.Join(fmt.Errorf("release %s failed its trial: %w", to.id, err), h.record(entry, verdictFailed, err))}).
		withHint("%s goes on serving, %s; on the host, `journalctl -u %s` and %s show more", describe(from.id), untouched, trialUnit, h.logFile()))
}

// presentSide is what serves now, and where a failed switch goes back to: so it must be whole. Altered is what was edited of it.
func (h host) presentSide() (side, error) {
	id, err := h.current()
	if err != nil {
		return side{}, err
	}
	present, err := h.wholeSide(id, "")
	present.altered = h.altered()
	return present, err
}

// wholeSide is the side named id or, if that release was altered on the host, the newest kept one that was not. It is
// never the other side of the switch, which may be what failed.
func (h host) wholeSide(id, other string) (side, error) {
	wanted, err := h.side(id)
	if err == nil {
		return wanted, nil
	}
	chapters, historyErr := h.history()
	for _, substitute := range kept(chapters) {
		if substitute == other || h.mayServe(substitute) != nil {
			continue
		}
		if whole, otherErr := h.side(substitute); otherErr == nil {
			h.say("way back", "%v; %s is taken instead", err, substitute)
			return whole, nil
		}
	}
	return side{}, refuse("there is no way back: %w", errors.Join(err, historyErr)).withHint("restore the file it names, or `dashctl remove` and deploy anew")
}

// bring makes the uploaded release one of the host's, verified. One that is here already is taken as it is, if it is whole.
func (h host) bring(ctx context.Context, id string) (side, error) {
	if present, err := h.side(id); err == nil {
		return present, h.step(ctx, "prepare", h.prepare)
	}
	uploaded, err := readManifest(h.product("incoming"))
	if err != nil {
		return side{}, err
	}
	if uploaded.ID != id {
		return side{}, refuse("release %s was asked for, release %s was uploaded", id, uploaded.ID).withHint("run `pulumi up` again")
	}
	return side{id: id, release: uploaded}, h.bringUploaded(ctx, uploaded)
}

func (h host) bringUploaded(ctx context.Context, uploaded manifest.Manifest) error {
	if err := h.checkSpace(uploaded); err != nil {
		return err
	}
	folder := h.composed(uploaded.ID)
	defer os.RemoveAll(folder)
	err := h.step(ctx, "compose", func(context.Context) error { _, err := h.compose(uploaded); return err })
	if err == nil {
		err = h.step(ctx, "prepare", h.prepare)
	}
	if err == nil {
		err = h.step(ctx, "verify", func(ctx context.Context) error { return h.verify(ctx, folder, uploaded) })
	}
	if err != nil {
		return err
	}
	h.say("install", "%s", h.release(uploaded.ID))
	return h.step(ctx, "install", func(context.Context) error {
		return errors.Join(h.keepOriginals(folder, uploaded), h.install(folder, uploaded.ID))
	})
}

// serves tells whether the release is current, whole and healthy: then there is nothing to do.
func (h host) serves(ctx context.Context, id string) bool {
	present, err := h.current()
	if err != nil || present != id {
		return false
	}
	if _, err := h.whole(id); err != nil {
		return false
	}
	status, err := h.status(ctx)
	return err == nil && status.Healthy && len(status.Damaged) == 0
}
