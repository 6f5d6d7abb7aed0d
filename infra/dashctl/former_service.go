package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

// takeOver ends the former service, now and at the next boot, and leaves its port to ours. Nginx already sends everything to the
// new release.
func (h host) takeOver(ctx context.Context) error {
	if err := h.disableFormer(); err != nil || !isActive(ctx, formerUnit) {
		return err
	}
	h.say("take over", "%s stops, %s is ours", formerUnit, loopbackPort)
	return systemctl(ctx, "stop", formerUnit)
}

// disableFormer keeps the former service from starting at the next boot.
func (h host) disableFormer() error {
	enabled, err := h.formerEnabled()
	for _, link := range enabled {
		err = errors.Join(err, removeFile(h.path(link)))
	}
	return err
}

// serveFormer restores what was here before the first release. It serves, and is seen to, before ours ends; the units of ours
// keep their files until then, or systemd would not know what runs.
func (h host) serveFormer(ctx context.Context) error {
	record, err := h.readFormer()
	if err != nil {
		return err
	}
	visible := func(live string) bool {
		return strings.HasPrefix(live, "etc/nginx/") || strings.HasPrefix(live, "etc/logrotate.d/")
	}
	return h.steps(ctx,
		namedStep{"former-files", func(context.Context) error {
			err := h.unlink(func(live string) bool { return !visible(live) || record.has(live) })
			if err := errors.Join(err, h.restoreAll(record)); err != nil {
				return fmt.Errorf("restore what was here before: %w", err)
			}
			return nil
		}},
		namedStep{"former-start", func(ctx context.Context) error {
			if err := h.startFormer(ctx, record); err != nil {
				return err
			}
			return watchFormer(ctx, record)
		}},
		namedStep{"former-site", h.closeSite},
		namedStep{"former-stop", h.stopOurs})
}

// hadSite tells whether Nginx had a site in the place of ours. In doubt it had.
func (h host) hadSite() bool {
	record, err := h.readFormer()
	return err != nil || record.has("etc/nginx/sites-enabled/"+serviceName)
}

// closeSite has Nginx forget our site. An Nginx that somebody else broke or stopped must not keep the dashboard on the host for ever;
// where another site is to be served again, or a switch is undone, it is needed.
func (h host) closeSite(ctx context.Context) error {
	if h.phase == "" && !h.hadSite() {
		if err := checkNginx(ctx); err != nil {
			h.say("note", "nginx has our site until it is reloaded: %v", err)
			return nil
		}
	}
	return reloadNginx(ctx)
}

func (h host) startFormer(ctx context.Context, record former) error {
	if !record.Active {
		return nil
	}
	// The proxy as well: while it runs it holds the port by a descriptor of its own.
	err := errors.Join(stopUnits(ctx, loopback, loopbackProxy), systemctl(ctx, "daemon-reload"), systemctl(ctx, "start", formerUnit))
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(formerLimit); ; {
		err := answersAtAll(ctx)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s started but does not answer: %w", formerUnit, err)
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
}

const (
	// formerLimit is how long a former service may take to answer.
	formerLimit = 60 * time.Second
	// formerWatch is how long it has to live before ours goes: a master process may answer once and end with its workers.
	formerWatch = 2 * time.Second
)

// watchFormer makes sure that the former service still is the process that was started, and answers.
func watchFormer(ctx context.Context, record former) error {
	if !record.Active {
		return nil
	}
	started, err := showProcess(ctx, formerUnit)
	if err == nil {
		err = pause(ctx, formerWatch)
	}
	if err != nil {
		return err
	}
	now, err := showProcess(ctx, formerUnit)
	if err == nil && (now != started || now.Active != "active") {
		err = fmt.Errorf("%s did not stay up: %s became %s", formerUnit, started, now)
	}
	return errors.Join(err, answersAtAll(ctx))
}

// answersAtAll accepts any HTTP answer at the loopback port: what a former service says of its health is its own affair.
func answersAtAll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+loopbackPort+"/health", nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// stopOurs ends every unit of ours and, when that went well, leaves no trace of them in systemd. What can still bring a release
// back stays: the operator's dashctl, and the recovery at boot until the journal is closed.
func (h host) stopOurs(ctx context.Context) error {
	units, err := ourUnits(ctx)
	if err == nil {
		err = stopUnits(ctx, units...)
	}
	if err == nil {
		err = h.unlink(func(live string) bool { return slices.Contains(recoveryLinks, live) || live == dashctlLink })
	}
	if err != nil {
		return err
	}
	err = errors.Join(removeFile(h.product("current")), systemctl(ctx, "daemon-reload"))
	// Fails when nothing of ours had failed, which is well.
	_ = systemctl(ctx, append([]string{"reset-failed"}, units...)...)
	_ = os.Remove(h.path("run", serviceName)) // made for the socket, and empty now
	return err
}

// ourUnits is everything of ours that may run.
func ourUnits(ctx context.Context) ([]string, error) {
	workers, err := runningWorkers(ctx)
	units := []string{target, loopback, loopbackProxy, socket}
	for _, number := range workers {
		units = append(units, workerUnit(number))
	}
	return units, err
}
