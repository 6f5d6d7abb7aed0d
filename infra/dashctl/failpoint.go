//go:build failpoints

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Faults on order, for tests: DASHCTL_FAILPOINT=<phase><step>[:before|:after]:{kill,err,hang,stop}, several with commas between.
// What stands in failpointFile, an entry a line, happens once each, and outlives a reboot: an entry is taken out before it does.
// A step at which a hang is ordered is given up after DASHCTL_STEP_LIMIT, if that is set, and not after its own limit.
const (
	failpointVariable = "DASHCTL_FAILPOINT"
	limitVariable     = "DASHCTL_STEP_LIMIT"
	patienceVariable  = "DASHCTL_PATIENCE"
	failpointFile     = "failpoints"
)

func (h host) failpoint(ctx context.Context, step, when string) error {
	action := h.ordered(h.phase+step, when)
	if action == "" {
		return nil
	}
	h.say("failpoint", "%s%s:%s:%s", h.phase, step, when, action)
	switch action {
	case "kill":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "stop":
		// This thread itself: with a signal to the process, it would go on for a moment.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		return unix.Tgkill(os.Getpid(), unix.Gettid(), unix.SIGSTOP)
	case "hang":
		<-ctx.Done()
		return ctx.Err()
	case "err":
		return fmt.Errorf("failpoint %s%s:%s", h.phase, step, when)
	}
	return fmt.Errorf("unknown failpoint action %q", action)
}

// limit is how long a step may take. Only one that is to hang has it cut short: the others do real work on a busy machine.
func (h host) limit(name string, limit time.Duration) time.Duration {
	for entry := range strings.SplitSeq(os.Getenv(failpointVariable), ",") {
		if matches(entry, h.phase+name, "before") != "hang" {
			continue
		}
		if short, err := time.ParseDuration(os.Getenv(limitVariable)); err == nil {
			return short
		}
	}
	return limit
}

func (h host) ordered(step, when string) string {
	for entry := range strings.SplitSeq(os.Getenv(failpointVariable), ",") {
		if action := matches(entry, step, when); action != "" {
			return action
		}
	}
	text, err := os.ReadFile(h.state(failpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	lines := strings.Fields(string(text))
	for i, entry := range lines {
		if action := matches(entry, step, when); action != "" {
			rest := strings.Join(slices.Delete(lines, i, i+1), "\n")
			if err := writeFile(h.state(failpointFile), []byte(rest), 0o600); err != nil {
				panic(err)
			}
			return action
		}
	}
	return ""
}

func matches(entry, step, when string) string {
	parts := strings.Split(strings.TrimSpace(entry), ":")
	if len(parts) == 2 {
		parts = []string{parts[0], "before", parts[1]}
	}
	if len(parts) != 3 || parts[0] != step || parts[1] != when {
		return ""
	}
	return parts[2]
}

// stepsOf says which steps a verb goes through, in order.
var stepsOf = []struct {
	verb, phase string
	steps       string
}{
	{"activate", "", "compose prepare verify install trial arm journal switch links reload socket worker surplus site gate loopback confirm bless record close prune"},
	{"rollback", "", "arm journal switch links reload socket worker surplus site gate loopback bless record close prune"},
	{"former", "", "arm journal former-files former-start former-site former-stop record close disarm"},
	{"undo", phaseUndo, "arm switch links reload socket worker surplus site gate loopback record close"},
	{"undo-to-former", phaseUndo, "former-files former-start former-site former-stop record close disarm"},
	{"recover", phaseRecover, "arm switch links reload socket worker surplus site gate loopback record close"},
	{"boot", phaseBoot, "arm switch links reload worker record close"},
}

// testVerb answers `dashctl steps`: a line for each step that a fault can be ordered at, verb first.
func (h host) testVerb(args []string) bool {
	if len(args) != 1 || args[0] != "steps" {
		return false
	}
	for _, one := range stepsOf {
		for step := range strings.FieldsSeq(one.steps) {
			fmt.Fprintf(h.report, "%s %s%s\n", one.verb, one.phase, step)
		}
	}
	return true
}

const withoutFsyncVariable = "DASHCTL_WITHOUT_FSYNC"

// withoutFsync tells whether nothing is to be synced: a test of power cuts proves with it that it sees a loss.
func withoutFsync() bool { return os.Getenv(withoutFsyncVariable) != "" }

// failpointArguments hands the orders to the unit that does the work.
func failpointArguments() (arguments []string) {
	for _, variable := range []string{failpointVariable, limitVariable, patienceVariable, withoutFsyncVariable} {
		if value := os.Getenv(variable); value != "" {
			arguments = append(arguments, "--setenv="+variable+"="+value)
		}
	}
	return arguments
}

// patience shortens what is waited for from others (an answer, apt's lock) to DASHCTL_PATIENCE, if that is set.
func patience(normal time.Duration) time.Duration {
	if short, err := time.ParseDuration(os.Getenv(patienceVariable)); err == nil {
		return min(short, normal)
	}
	return normal
}
