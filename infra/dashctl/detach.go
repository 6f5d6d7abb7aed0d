package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A verb that changes the host runs in a transient systemd unit: a cut link, a closed terminal or a killed client stops
// nothing. This side only follows what that unit reports, in files that both know by the name of the run.

// runLimit ends a run that hangs in spite of every limit of its own, beside the time that it waits on purpose; systemd then undoes it
// by ExecStopPost.
const runLimit = 15 * time.Minute

func (h host) runFile(name, ending string) string { return h.path("run/dashctl", name+ending) }

// detach starts args in a unit of its own and follows it to its end. The result is that of the unit.
func (h host) detach(ctx context.Context, args []string, o options) error {
	if err := errors.Join(h.checkWritable(), h.checkOwner()); err != nil {
		return refused(err)
	}
	program, err := h.copyProgram()
	if err != nil {
		return refused(err)
	}
	name := fmt.Sprintf("%s-%d", time.Now().UTC().Format("20060102T150405"), os.Getpid())
	if err := os.MkdirAll(h.path("run/dashctl"), 0o700); err != nil {
		return refused(fmt.Errorf("make folder for the run's report: %w", err))
	}
	h.clearRuns()
	unit := "dashctl-" + name + ".service"
	recovery := fmt.Sprintf("--property=ExecStopPost=-%s recover --detached %s", program, name)
	arguments := append([]string{"--quiet", "--collect", "--no-block", "--unit=" + unit, "--property=Type=oneshot",
		// Told to end, this program ends what it has begun; the commands that it runs for that must not be told too.
		"--property=KillMode=mixed",
		fmt.Sprintf("--property=TimeoutStartSec=%d", int((runLimit + o.soak + o.confirm).Seconds())),
		fmt.Sprintf("--property=TimeoutStopSec=%d", int(runLimit.Seconds())),
		recovery, recovery, // twice: the first may be killed as well. With an exit code on disk, it does nothing
		"--description=dashctl " + strings.Join(args, " ")},
		failpointArguments()...)
	arguments = append(append(arguments, program), args...)
	if _, err := output(ctx, "systemd-run", append(arguments, "--detached", name)...); err != nil {
		return refused(fmt.Errorf("start the run's unit: %w", err))
	}
	return h.follow(ctx, name, unit)
}

// copyProgram puts this program where the next upload does not overwrite it while it runs.
func (h host) copyProgram() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	content, err := os.ReadFile(self)
	if err != nil {
		return "", fmt.Errorf("copy this program: %w", err)
	}
	place := h.product("dashctl")
	if err := makeFolder(filepath.Dir(place), 0o755); err != nil {
		return "", fmt.Errorf("copy this program: %w", err)
	}
	err = writeFile(place, content, 0o755)
	// The disk is full: one that is part of a release stays where it is, and can do without a copy.
	if errors.Is(err, syscall.ENOSPC) && strings.HasPrefix(self, h.product("releases")+"/") {
		return self, nil
	}
	return place, err
}

// quietLimit is how often in a row the unit may be seen neither running nor ended: on a busy host it takes a while to start.
const quietLimit = 100

// follow copies the run's report until its exit code is there. Losing this side loses nothing: `dashctl history` has the verdict.
func (h host) follow(ctx context.Context, name, unit string) error {
	var offset int64
	for quiet := 0; quiet < quietLimit; {
		code, done := h.exitCodeOf(name)
		offset += h.copyReport(name, offset)
		if done {
			return ended(code)
		}
		if pause(ctx, 50*time.Millisecond) != nil {
			return (&failure{code: exitLocked, error: errors.New("stopped following; the run goes on by itself")}).withHint("dashctl status; journalctl -u %s", unit)
		}
		quiet++
		if isActive(ctx, unit) {
			quiet = 0
		}
	}
	return (&failure{code: exitRollbackFailed, error: fmt.Errorf("the run ended without a verdict")}).withHint("journalctl -u %s; dashctl recover", unit)
}

func (h host) copyReport(name string, offset int64) int64 {
	file, err := os.Open(h.runFile(name, ".log"))
	if err != nil {
		return 0 // not written yet
	}
	defer file.Close()
	copied, _ := io.Copy(h.report, io.NewSectionReader(file, offset, 1<<30))
	return copied
}

func (h host) exitCodeOf(name string) (code int, ended bool) {
	text, err := os.ReadFile(h.runFile(name, ".exit"))
	if err != nil {
		return 0, false
	}
	code, err = strconv.Atoi(strings.TrimSpace(string(text)))
	return code, err == nil
}

// ended returns the run's result; its words have been printed. Its files stay for the unit's own end (ExecStopPost).
func ended(code int) error {
	if code == exitDone {
		return nil
	}
	return &failure{code: code}
}

// clearRuns removes the files of runs that ended long ago.
func (h host) clearRuns() {
	entries, _ := os.ReadDir(h.path("run/dashctl"))
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(h.path("run/dashctl", entry.Name()))
		}
	}
}

// reportTo runs work on the unit's side: every word goes to the journal and to the report, the exit code last. Run once more
// after its end (ExecStopPost), it finds the exit code and does nothing.
func (h host) reportTo(name string, work func(host) error) int {
	if code, ended := h.exitCodeOf(name); ended {
		return code
	}
	report, err := os.OpenFile(h.runFile(name, ".log"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return exitCode(fmt.Errorf("open the run's report: %w", err), os.Stderr)
	}
	defer report.Close()
	h.report = io.MultiWriter(os.Stdout, report)
	code := exitCode(work(h), h.report)
	if err := h.reportExit(name, code); err != nil {
		return exitCode(fmt.Errorf("report the exit code: %w", err), os.Stderr)
	}
	return code
}

// reportExit needs no disk that works: what is in /run is gone after a power cut anyway.
func (h host) reportExit(name string, code int) error {
	unfinished := h.runFile(name, ".new")
	if err := os.WriteFile(unfinished, []byte(strconv.Itoa(code)+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(unfinished, h.runFile(name, ".exit"))
}
