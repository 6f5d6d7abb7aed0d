package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	trialUnit   = "crypto-dashboard-trial.service"
	trialSocket = "crypto-dashboard-trial.socket"
	trialRun    = "run/crypto-dashboard-trial"
	trialUnits  = "run/systemd/system"
)

// trial runs one worker of a release beside what serves, from the release's own unit and in its sandbox, on a socket that no
// visitor reaches, and returns its last words. A worker of the service would take requests from its first moment on: what can be found out before, is.
func (h host) trial(ctx context.Context, to side) (evidence string, err error) {
	mark := h.markLogs()
	err = h.startTrial(ctx, to)
	if err == nil {
		ask := func(ctx context.Context) (answer, error) {
			return ask(ctx, "unix", h.path(trialRun, "worker/http.sock"), "localhost")
		}
		err = expect(ctx, workerLimit, ask, isRelease(to.id))
	}
	if err != nil {
		evidence = h.logsSince(context.WithoutCancel(ctx), mark, to.id)
	}
	endErr := h.endTrial(context.WithoutCancel(ctx))
	if err == nil && endErr == nil {
		h.say("trial", "a worker of %s answers, beside what serves", to.id)
		return evidence, nil
	}
	h.say("failed", "%v", errors.Join(err, endErr))
	h.quote(evidence)
	return evidence, errors.Join(err, endErr)
}

func (h host) startTrial(ctx context.Context, to side) error {
	if err := h.endTrial(ctx); err != nil {
		return err
	}
	names := strings.NewReplacer(
		h.product("current"), h.release(to.id),
		"run/crypto-dashboard/worker-%i", trialRun+"/worker",
		"run/crypto-dashboard/", trialRun+"/",
		"RuntimeDirectory=crypto-dashboard/worker-%i", "RuntimeDirectory=crypto-dashboard-trial/worker",
		workerUnit(1), trialUnit,
		socket, trialSocket,
		"%i", "1")
	for template, unit := range map[string]string{serviceName + "@.service": trialUnit, socket: trialSocket} {
		text, err := os.ReadFile(h.release(to.id, "etc/systemd/system", template))
		if err != nil {
			return fmt.Errorf("read unit for the trial: %w", err)
		}
		if err := writeFile(h.path(trialUnits, unit), []byte(names.Replace(string(text))), 0o644); err != nil {
			return err
		}
	}
	if err := h.addDropIns(names); err != nil {
		return err
	}
	if err := systemctl(ctx, "daemon-reload"); err != nil {
		return err
	}
	return systemctl(ctx, "start", trialUnit)
}

// addDropIns gives the trial what an operator has added to every worker: it is to find out how the release runs here.
func (h host) addDropIns(names *strings.Replacer) error {
	for number, path := range h.dropInsOf(serviceName + "@.service") {
		if folder := filepath.Base(filepath.Dir(path)); folder != serviceName+"@.service.d" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read drop-in for the trial: %w", err)
		}
		folder := h.path(trialUnits, trialUnit+".d")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("add drop-in to the trial: %w", err)
		}
		if err := writeFile(filepath.Join(folder, fmt.Sprintf("%02d-%s", number, filepath.Base(path))), []byte(names.Replace(string(text))), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// endTrial leaves nothing of a trial, of this run or of one that was killed.
func (h host) endTrial(ctx context.Context) error {
	left, err := filepath.Glob(h.path(trialUnits, "crypto-dashboard-trial.*"))
	if err != nil || len(left) == 0 {
		return err
	}
	if goingDown(ctx) {
		return nil // all of it is in memory
	}
	err = systemctl(ctx, "stop", trialUnit, trialSocket)
	if err != nil && (isActive(ctx, trialUnit) || isActive(ctx, trialSocket)) {
		return err // their files stay: whoever comes next ends the trial by them
	}
	for _, unit := range left {
		err = errors.Join(err, os.RemoveAll(unit))
	}
	err = errors.Join(err, os.RemoveAll(h.path(trialRun)), systemctl(ctx, "daemon-reload"))
	// Fails when the trial had not failed, which is well.
	_ = systemctl(ctx, "reset-failed", trialUnit, trialSocket)
	return err
}
