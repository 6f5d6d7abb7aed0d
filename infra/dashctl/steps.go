package main

import (
	"context"
	"fmt"
	"time"
)

// stepLimits lists every step of a switch in the order in which they are done, each with the time it may take: a step that hangs
// is given up, and the switch undone. The way back has the same steps, under names of its own (see phases).
var stepLimits = []struct {
	name  string
	limit time.Duration
}{
	// Nothing live has changed yet.
	{"compose", time.Minute},
	{"prepare", 6 * time.Minute}, // may wait two minutes for another user of apt
	{"verify", 90 * time.Second},
	{"install", time.Minute},
	{"trial", 90 * time.Second},
	{"arm", 30 * time.Second},
	{"journal", 30 * time.Second},
	// From here on a failure is undone.
	{"switch", 30 * time.Second},
	{"links", 30 * time.Second},
	{"reload", time.Minute},
	{"socket", 75 * time.Second},
	{"worker", 75 * time.Second}, // for each; one that drains may take 40 s to end
	{"surplus", 5 * time.Minute}, // workers that the other side had more
	{"site", time.Minute},
	{"gate", 40 * time.Second}, // and the soak time
	{"loopback", 2 * time.Minute},
	// The way to what was here before the first release.
	{"former-files", 30 * time.Second},
	{"former-start", 2 * time.Minute},
	{"former-site", time.Minute},
	{"former-stop", 2 * time.Minute},
	// The end.
	{"confirm", 10 * time.Second}, // and the time there is to confirm
	{"bless", 30 * time.Second},
	{"record", 30 * time.Second},
	{"close", 30 * time.Second},
	{"disarm", time.Minute},
	{"prune", 2 * time.Minute},
}

// The phases that go back. Their steps have the phase's name in front.
const (
	phaseUndo    = "undo-"    // the same run goes back
	phaseRecover = "recover-" // a later run ends an interrupted one
	phaseBoot    = "boot-"    // the boot does
)

// in returns the host as a phase sees it: its steps have names of their own.
func (h host) in(phase string) host {
	h.phase = phase
	return h
}

// stepError says in which step an error came up.
type stepError struct {
	step string
	error
}

func (e *stepError) Unwrap() error { return e.error }

// step does one step of a switch within its time limit.
func (h host) step(ctx context.Context, name string, do func(context.Context) error) error {
	return h.longStep(ctx, name, 0, do)
}

// longStep is a step that waits on purpose, for as long as more says, beside its own limit.
func (h host) longStep(ctx context.Context, name string, more time.Duration, do func(context.Context) error) error {
	limit := h.limit(name, limitOf(name)+more)
	late := fmt.Errorf("step %s is not done after %s", h.phase+name, limit)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, late)
	defer cancel()
	if h.phase == phaseUndo {
		h.say("undo", "%s", name)
	}
	err := h.failpoint(ctx, name, "before")
	if err == nil {
		err = do(ctx)
	}
	if err == nil {
		err = h.failpoint(ctx, name, "after")
	}
	if err == nil {
		return nil
	}
	if context.Cause(ctx) == late {
		err = fmt.Errorf("%w: %w", late, err)
	}
	return &stepError{step: name, error: err}
}

func limitOf(name string) time.Duration {
	for _, known := range stepLimits {
		if known.name == name {
			return known.limit
		}
	}
	return time.Minute
}
