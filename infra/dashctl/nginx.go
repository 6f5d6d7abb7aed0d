package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// nginxDrain bounds the wait for Nginx's old worker processes to end after a reload; one that still sends a long answer does
// no harm and is left behind.
const nginxDrain = 10 * time.Second

// reloadNginx checks the configuration, reloads it and returns when it is in effect: until the old worker processes are
// gone, some requests are still answered by the old configuration, and a gate would judge that one.
func reloadNginx(ctx context.Context) error {
	if _, err := output(ctx, "nginx", "-t", "-q"); err != nil {
		return err
	}
	old, err := nginxWorkers(ctx)
	if err != nil {
		return err
	}
	if err := systemctl(ctx, "reload", "nginx.service"); err != nil {
		// Debian's reload looks for nginx by its pid file, which may be gone; systemd knows the process without it. Never a restart:
		// that would take every other site down.
		if signalErr := systemctl(ctx, "kill", "--kill-who=main", "--signal=HUP", "nginx.service"); signalErr != nil {
			return errors.Join(err, signalErr)
		}
	}
	renewed := false
	deadline := time.Now().Add(patience(nginxDrain))
	for time.Now().Before(deadline) {
		present, err := nginxWorkers(ctx)
		if err != nil {
			return err
		}
		known := func(pid int) bool { return slices.Contains(old, pid) }
		renewed = slices.ContainsFunc(present, func(pid int) bool { return !known(pid) })
		if renewed && !slices.ContainsFunc(present, known) {
			return nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
	if !renewed {
		return errors.New("nginx did not take its new configuration: `journalctl -u nginx` and /var/log/nginx/error.log say why")
	}
	return nil
}

func nginxWorkers(ctx context.Context) ([]int, error) {
	properties, err := show(ctx, "nginx.service", "MainPID")
	if err != nil {
		return nil, err
	}
	master := properties["MainPID"]
	text, err := os.ReadFile(fmt.Sprintf("/proc/%s/task/%s/children", master, master))
	if err != nil {
		return nil, fmt.Errorf("find nginx's workers: %w", err)
	}
	var pids []int
	for field := range strings.FieldsSeq(string(text)) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			return nil, fmt.Errorf("find nginx's workers: %w", err)
		}
		pids = append(pids, pid)
	}
	return pids, nil
}

// checkNginx refuses a host whose Nginx could not take a new site, for a reason that was there before us.
func checkNginx(ctx context.Context) error {
	// It may still run: systemd refuses to reload it all the same.
	if properties, err := show(ctx, "nginx.service", "LoadState"); err == nil && properties["LoadState"] == "masked" {
		return refuse("nginx.service is masked").withHint("systemctl unmask --now nginx, then deploy again")
	}
	if !isActive(ctx, "nginx.service") {
		return refuse("nginx.service is not running; at port 80: %s", orNone(holder(ctx, "80"))).
			withHint("systemctl start nginx; systemctl status nginx; then deploy again")
	}
	if _, err := output(ctx, "nginx", "-t", "-q"); err != nil {
		return refuse("nginx refuses its configuration as it is, without this release: %w", err).withHint("mend it until `nginx -t` passes, then deploy again")
	}
	return nil
}

// pause waits, or returns early when ctx ends.
func pause(ctx context.Context, duration time.Duration) error {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return errors.Join(ctx.Err(), context.Cause(ctx))
	case <-timer.C:
		return nil
	}
}
