package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// systemctl is the one way to systemd. That a unit does not start or stop may be the unit's doing; everything else is systemd's.
func systemctl(ctx context.Context, args ...string) error {
	_, err := output(ctx, "systemctl", args...)
	if err != nil && (!slices.Contains([]string{"start", "restart", "stop"}, args[0]) || !systemdAnswers(ctx)) {
		err = &hostTrouble{err}
	}
	return err
}

// systemdAnswers also tells when the step that asks has run out of time.
func systemdAnswers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askLimit)
	defer cancel()
	_, err := output(ctx, "systemctl", "show", "--property=Version")
	return err == nil
}

// goingDown tells whether the host is on its way down. Nothing is started any more then, and a run that waits for something to stop
// is itself waited for.
func goingDown(ctx context.Context) bool {
	state, _ := output(ctx, "systemctl", "is-system-running") // exits with 1 for most states
	return strings.TrimSpace(state) == "stopping"
}

// isActive also counts a unit that is on its way up or down.
func isActive(ctx context.Context, unit string) bool {
	properties, err := show(ctx, unit, "ActiveState")
	state := properties["ActiveState"]
	return err == nil && slices.Contains([]string{"active", "activating", "reloading", "deactivating"}, state)
}

// stopUnits stops those of the units that run. systemctl fails for one that it does not know, as after its link is gone.
func stopUnits(ctx context.Context, units ...string) error {
	running := slices.DeleteFunc(slices.Clone(units), func(unit string) bool { return !isActive(ctx, unit) })
	if len(running) == 0 {
		return nil
	}
	return systemctl(ctx, append([]string{"stop"}, running...)...)
}

// show returns properties of a unit by name.
func show(ctx context.Context, unit string, names ...string) (map[string]string, error) {
	text, err := output(ctx, "systemctl", "show", "--property="+strings.Join(names, ","), unit)
	if err != nil {
		return nil, &hostTrouble{err}
	}
	properties := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "="); ok {
			properties[name] = value
		}
	}
	return properties, nil
}

// process is what systemd knows of a worker: it changes when the worker was restarted, by whomever.
type process struct {
	Active   string
	MainPID  int
	Restarts int
}

func (p process) String() string {
	return fmt.Sprintf("process %d (%s, restarted %d times)", p.MainPID, p.Active, p.Restarts)
}

func showProcess(ctx context.Context, unit string) (process, error) {
	properties, err := show(ctx, unit, "ActiveState", "MainPID", "NRestarts")
	if err != nil {
		return process{}, err
	}
	pid, pidErr := strconv.Atoi(properties["MainPID"])
	restarts, restartsErr := strconv.Atoi(properties["NRestarts"])
	if pidErr != nil || restartsErr != nil {
		return process{}, fmt.Errorf("systemctl show %s: unexpected MainPID %q or NRestarts %q", unit, properties["MainPID"], properties["NRestarts"])
	}
	return process{Active: properties["ActiveState"], MainPID: pid, Restarts: restarts}, nil
}

func workerUnit(number int) string { return fmt.Sprintf("%s@%d.service", serviceName, number) }

// runningWorkers returns the numbers of all workers that systemd has loaded, of whichever release.
func runningWorkers(ctx context.Context) ([]int, error) {
	text, err := output(ctx, "systemctl", "list-units", "--all", "--plain", "--no-legend", serviceName+"@*.service")
	if err != nil {
		return nil, err
	}
	var numbers []int
	for line := range strings.Lines(text) {
		var number int
		if _, err := fmt.Sscanf(line, serviceName+"@%d.service", &number); err == nil {
			numbers = append(numbers, number)
		}
	}
	return numbers, nil
}
