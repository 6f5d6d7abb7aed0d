package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// former is what was here before the first release: a deployment that ours takes over, and every file in its place.
type former struct {
	// Active says that crypto-dashboard.service was running.
	Active bool         `json:"active"`
	Paths  []formerPath `json:"paths"`
}

// formerPath is one file or symbolic link, complete.
type formerPath struct {
	Path    string      `json:"path"`
	Mode    fs.FileMode `json:"mode"`
	UID     int         `json:"uid"`
	GID     int         `json:"gid"`
	ModTime time.Time   `json:"modTime"`
	Content []byte      `json:"content,omitempty"`
	Target  string      `json:"target,omitempty"`
}

// recordFormer notes what is in the places that a release will take. Only while no release serves: later, ours is there.
func (h host) recordFormer(ctx context.Context) error {
	current, err := h.current()
	if err != nil || current != before {
		return err
	}
	places, err := h.formerPlaces()
	if err != nil {
		return err
	}
	earlier, _ := h.readFormer()
	record := former{Active: isActive(ctx, formerUnit)}
	for _, place := range places {
		path, found, err := h.capture(place)
		if err != nil {
			return fmt.Errorf("record what was here before: %w", err)
		}
		// A link of ours is left from a switch that was cut off: what it replaced was recorded before it.
		if found && isOurs(path.Target) {
			path, found = earlier.path(place)
		}
		if found {
			record.Paths = append(record.Paths, path)
		}
	}
	text, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("record what was here before: %w", err)
	}
	return writeFile(h.state("before.json"), text, 0o600)
}

// formerPlaces are the links that enable the former service, and everything where a live link of ours will be.
func (h host) formerPlaces() ([]string, error) {
	release, err := readManifest(h.product("incoming"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var places []string
	for live := range links(release) {
		places = append(places, live)
	}
	enabled, err := h.formerEnabled()
	return slices.Sorted(slices.Values(append(places, enabled...))), err
}

// formerEnabled finds the links by which systemd starts the former service at boot.
func (h host) formerEnabled() ([]string, error) {
	found, err := filepath.Glob(h.path("etc/systemd/system/*.*", formerUnit))
	for i, path := range found {
		found[i], _ = filepath.Rel(h.root, path)
	}
	return found, err
}

func (h host) capture(place string) (captured formerPath, found bool, err error) {
	info, err := os.Lstat(h.path(place))
	if errors.Is(err, fs.ErrNotExist) {
		return captured, false, nil
	}
	if err != nil {
		return captured, false, err
	}
	owner := info.Sys().(*syscall.Stat_t)
	captured = formerPath{Path: place, Mode: info.Mode(), UID: int(owner.Uid), GID: int(owner.Gid), ModTime: info.ModTime()}
	switch {
	case info.Mode().IsRegular():
		captured.Content, err = os.ReadFile(h.path(place))
	case info.Mode().Type() == fs.ModeSymlink:
		captured.Target, err = os.Readlink(h.path(place))
	default:
		err = refuse("%s is neither a file nor a link", h.path(place)).withHint("move it away, then deploy again")
	}
	return captured, true, err
}

func (h host) readFormer() (record former, err error) {
	text, err := os.ReadFile(h.state("before.json"))
	if err != nil {
		return record, fmt.Errorf("read what was here before: %w", err)
	}
	return record, json.Unmarshal(text, &record)
}

func (h host) restoreAll(record former) (err error) {
	for _, path := range record.Paths {
		err = errors.Join(err, h.restore(path))
	}
	return err
}

func (f former) path(place string) (path formerPath, found bool) {
	for _, path := range f.Paths {
		if path.Path == place {
			return path, true
		}
	}
	return formerPath{}, false
}

func (f former) has(place string) bool { _, found := f.path(place); return found }

// restore puts one path back as it was, in one step.
func (h host) restore(path formerPath) error {
	place := h.path(path.Path)
	if path.Mode.Type() == fs.ModeSymlink {
		return errors.Join(writeLink(path.Target, place), os.Lchown(place, path.UID, path.GID))
	}
	return errors.Join(
		writeFile(place, path.Content, path.Mode.Perm()),
		os.Chown(place, path.UID, path.GID),
		os.Chtimes(place, path.ModTime, path.ModTime))
}

// checkPort refuses a host on which somebody else has the loopback port: the former service gives it up, others do not.
func (h host) checkPort() error {
	record, err := h.readFormer()
	if err != nil || record.Active {
		return err
	}
	listener, err := net.Listen("tcp", loopbackPort)
	if err != nil {
		return refuse("%s is taken: %w", loopbackPort, err).withHint("ss -ltnp | grep 5003 shows by whom; %s would have been taken over", formerUnit)
	}
	return listener.Close()
}

// takeOver ends the former service, now and at the next boot, and leaves its port to ours. Nginx already sends everything to the
// new release.
func (h host) takeOver(ctx context.Context) error {
	if err := h.disableFormer(); err != nil || !isActive(ctx, formerUnit) {
		return err
	}
	h.say("take over", "%s stops, %s is ours", formerUnit, loopbackPort)
	return systemctl(ctx, "stop", formerUnit)
}

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
	err = h.unlink(func(live string) bool { return !visible(live) || record.has(live) })
	if err := errors.Join(err, h.restoreAll(record)); err != nil {
		return fmt.Errorf("restore what was here before: %w", err)
	}
	if err := h.startFormer(ctx, record); err != nil {
		return err
	}
	if err := reloadNginx(ctx); err != nil {
		return err
	}
	if err := watchFormer(ctx, record); err != nil {
		return err
	}
	return h.stopOurs(ctx)
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
		err = fmt.Errorf("%s did not stay up: %+v became %+v", formerUnit, started, now)
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
