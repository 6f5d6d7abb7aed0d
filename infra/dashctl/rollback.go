package main

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// previousRelease names the release that served before the last activation.
const previousRelease = "previous"

// rollback switches back to a release that the host still has. It takes the same way as an activation, gate included.
func (h host) rollback(ctx context.Context, id string, o options) error {
	unlock, err := h.lock("rollback " + id)
	if err != nil {
		return err
	}
	defer unlock()
	if err := h.recoverInterrupted(ctx); err != nil {
		return err
	}
	if id, err = h.rollbackTarget(id); err != nil {
		return err
	}
	edited, err := h.refuseEdits(ctx, o)
	if err != nil {
		return err
	}
	if present, err := h.current(); err == nil && len(edited)+len(h.altered()) == 0 && present == id && (id == before || h.serves(ctx, id)) {
		h.say("kept", "%s serves already", describe(id))
		return nil
	}
	if err := h.overwrite(ctx, edited); err != nil {
		return err
	}
	from, err := h.presentSide()
	if err != nil {
		return refused(err)
	}
	to, err := h.side(id)
	if err != nil {
		return refused(err)
	}
	if err := h.checkDropIns(to.release, o); err != nil {
		return err
	}
	if from.id == before {
		if err := errors.Join(h.recordFormer(ctx), h.checkPort(ctx)); err != nil {
			return refused(err)
		}
	}
	return h.change(ctx, "rollback", from, to, o)
}

// rollbackTarget resolves `previous` and refuses what the host does not have.
func (h host) rollbackTarget(id string) (string, error) {
	chapters, err := h.history()
	if err != nil {
		return "", err
	}
	if id == previousRelease {
		return h.goodPrevious(chapters)
	}
	if id == before && h.hadFormer() {
		return id, nil
	}
	installed, err := h.releases()
	if err != nil {
		return "", err
	}
	available := slices.DeleteFunc(kept(chapters), func(id string) bool { return h.mayServe(id) != nil })
	if slices.Contains(available, id) {
		return id, nil
	}
	if slices.Contains(installed, id) && slices.Contains(kept(chapters), id) {
		return "", refuse("release %s is no release to go back to: %w", id, h.mayServe(id)).withHint("these are: %s", strings.Join(available, " "))
	}
	if id == before || id == "" {
		return "", refuse("there is nothing to go back to: this host has had one release, and no dashboard before it").
			withHint("`dashctl remove` removes it")
	}
	return "", refuse("release %q is not on this host, or was never healthy here", id).
		withHint("these are: %s", strings.Join(available, " "))
}

// goodPrevious is what served before the last activation or, if that is not what it was, the newest release that can serve.
func (h host) goodPrevious(chapters []chapter) (string, error) {
	wanted := h.previous(chapters)
	if wanted == "" || wanted == before && !h.hadFormer() {
		return "", refuse("there is nothing to go back to: this host has had one release, and no dashboard before it").
			withHint("`dashctl remove` removes it")
	}
	reason := h.mayServe(wanted)
	if reason == nil {
		return wanted, nil
	}
	present, err := h.current()
	if err != nil {
		return "", err
	}
	for _, id := range kept(chapters) {
		if id != present && h.mayServe(id) == nil {
			h.say("way back", "%v; %s is taken instead", reason, id)
			return id, nil
		}
	}
	return "", refuse("there is nothing to go back to: %w", reason).withHint("`dashctl status` lists the releases of this host")
}

// previous returns what served before the last activation: a release id, before, or nothing.
func (h host) previous(chapters []chapter) string {
	id, _ := beforeLastActivation(chapters)
	return id
}

// hadFormer tells whether a deployment was here before the first release.
func (h host) hadFormer() bool {
	record, err := h.readFormer()
	return err == nil && record.Active
}
