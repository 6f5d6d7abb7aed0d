package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
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

// checkPort refuses a host on which somebody else has the loopback port: the former service gives it up, others do not. The same goes
// for the workers' socket, which systemd would take from whoever has it, without a word.
func (h host) checkPort(ctx context.Context) error {
	shared := h.path("run", serviceName, "http.sock")
	if connection, err := net.Dial("unix", shared); err == nil {
		connection.Close()
		if !isActive(ctx, socket) {
			return refuse("%s is taken by %s", shared, orNone(listener(ctx, "--unix", "src "+shared))).withHint("end what listens there, then deploy again")
		}
	}
	record, err := h.readFormer()
	if err != nil || record.Active {
		return err
	}
	port, err := net.Listen("tcp", loopbackPort)
	if err != nil {
		return refuse("%s is taken by %s: %w", loopbackPort, orNone(holder(ctx, "5003")), err).withHint("ss -ltnp | grep 5003 shows by whom; %s would have been taken over", formerUnit)
	}
	return port.Close()
}
