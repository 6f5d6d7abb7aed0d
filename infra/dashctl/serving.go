package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"
)

// Limits of a release's proofs; systemd bounds the start of a worker itself.
const (
	workerLimit = 10 * time.Second
	gateLimit   = 10 * time.Second
)

func changed(from, to side, path string) bool {
	old, hadIt := from.release.File(path)
	wanted, _ := to.release.File(path)
	return from.unknown || hadIt && (old.SHA256 != wanted.SHA256 || slices.Contains(from.altered, path))
}

// startSockets has systemd hold the socket. A socket that is open stays so: only a changed unit makes it start anew, which
// takes its workers with it.
func (h host) startSockets(ctx context.Context, from, to side) error {
	if changed(from, to, "etc/systemd/system/"+socket) {
		h.say("socket", "its unit changed: connections wait while it starts anew")
		return systemctl(ctx, "restart", socket)
	}
	if err := systemctl(ctx, "start", socket); err != nil {
		return err
	}
	// systemd may count a socket as active that it lost in a reload without its file.
	connection, err := new(net.Dialer).DialContext(ctx, "unix", h.path("run", serviceName, "http.sock"))
	if err != nil {
		return systemctl(ctx, "restart", socket)
	}
	return connection.Close()
}

// rollWorkers restarts one worker after another; each must say it is ready and answer as this release before the next one
// goes. A worker that answers as this release already is left alone, unless it may have read files that were edited.
func (h host) rollWorkers(ctx context.Context, from, to side) error {
	again := from.id == to.id && len(from.altered) > 0
	for number := range to.release.Workers {
		err := h.step(ctx, "worker", func(ctx context.Context) error { return h.rollWorker(ctx, number+1, to.id, again) })
		if err != nil {
			return fmt.Errorf("worker %d: %w", number+1, err)
		}
	}
	return h.step(ctx, "surplus", func(ctx context.Context) error { return h.stopSurplus(ctx, to.release.Workers) })
}

func (h host) rollWorker(ctx context.Context, number int, id string, again bool) error {
	if got, err := h.askWorker(ctx, number); err == nil && got.ReleaseID == id && !again {
		return nil
	}
	began := time.Now()
	if err := systemctl(ctx, "restart", workerUnit(number)); err != nil {
		return err
	}
	ask := func(ctx context.Context) (answer, error) { return h.askWorker(ctx, number) }
	if err := expect(ctx, workerLimit, ask, isRelease(id)); err != nil {
		return err
	}
	h.say("worker", "%d answers as %s, %s after its restart", number, id, time.Since(began).Round(10*time.Millisecond))
	return nil
}

func (h host) stopSurplus(ctx context.Context, wanted int) error {
	running, err := runningWorkers(ctx)
	for _, number := range running {
		if number > wanted {
			err = errors.Join(err, systemctl(ctx, "stop", workerUnit(number)))
		}
	}
	return err
}

// openSite reloads Nginx when its site is another one than before.
func (h host) openSite(ctx context.Context, from, to side) error {
	site := "etc/nginx/sites-available/" + serviceName
	if from.id != before && from.id != to.id && !changed(from, to, site) {
		return nil
	}
	h.say("nginx", "reloads with the release's site")
	return reloadNginx(ctx)
}

// gate lets a release through when everyone who asks through Nginx gets this release, and no worker is restarted while the
// soak time passes.
func (h host) gate(ctx context.Context, to side, soak time.Duration) error {
	throughNginx := func(ctx context.Context) (answer, error) { return askNginx(ctx, to.release.Domain) }
	if err := expect(ctx, gateLimit, throughNginx, isRelease(to.id)); err != nil {
		return fmt.Errorf("through nginx: %w", err)
	}
	settled, err := processes(ctx, to.release.Workers)
	if err != nil {
		return err
	}
	checks, end := 0, time.Now().Add(soak)
	for ; checks == 0 || time.Now().Before(end); checks++ {
		if err := h.soakCheck(ctx, to, settled); err != nil {
			return fmt.Errorf("after %s: %w", (soak - time.Until(end)).Round(10*time.Millisecond), err)
		}
		if err := pause(ctx, min(250*time.Millisecond, max(0, time.Until(end)))); err != nil {
			return err
		}
	}
	h.say("gate", "http://%s/health answers as %s; %d checks in %s, no worker restarted", to.release.Domain, to.id, checks, soak)
	return nil
}

func (h host) soakCheck(ctx context.Context, to side, settled []process) error {
	got, err := askNginx(ctx, to.release.Domain)
	if err == nil {
		err = isRelease(to.id)(got)
	}
	if err != nil {
		return fmt.Errorf("through nginx: %w", err)
	}
	now, err := processes(ctx, to.release.Workers)
	if err != nil {
		return err
	}
	return stayed(settled, now)
}

// stayed names the first worker that is not the process that it was.
func stayed(settled, now []process) error {
	for i := range now {
		if now[i] != settled[i] {
			return fmt.Errorf("worker %d did not stay up: %s became %s", i+1, settled[i], now[i])
		}
	}
	return nil
}

func processes(ctx context.Context, workers int) ([]process, error) {
	var all []process
	for number := range workers {
		one, err := showProcess(ctx, workerUnit(number+1))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// openLoopback comes last: until here, a former service may hold the port and could go on serving. Starting the target
// makes systemd's view complete.
func (h host) openLoopback(ctx context.Context, from, to side) error {
	if err := h.takeOver(ctx); err != nil {
		return err
	}
	if changed(from, to, "etc/systemd/system/"+loopback) {
		if err := stopUnits(ctx, loopback, loopbackProxy); err != nil {
			return err
		}
	}
	if err := systemctl(ctx, "start", target, loopback); err != nil {
		return err
	}
	byPort := func(ctx context.Context) (answer, error) { return ask(ctx, "tcp", loopbackPort, "localhost") }
	if err := expect(ctx, gateLimit, byPort, isRelease(to.id)); err != nil {
		return fmt.Errorf("at %s: %w", loopbackPort, err)
	}
	return nil
}
