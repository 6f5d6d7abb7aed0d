package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"crypto-dashboard/infra/manifest"
)

// What lands on a server: /opt/crypto-dashboard, /var/lib/dashctl, the log folder, and the links below. All but the last
// three lead through `current`, so that one rename switches them together.

// liveFolders says in which folder of the host the files of a release's folder are linked.
var liveFolders = map[string]string{
	"etc/systemd/system":        "etc/systemd/system",
	"etc/nginx/sites-available": "etc/nginx/sites-enabled",
	"etc/logrotate.d":           "etc/logrotate.d",
}

const wantsFolder = "etc/systemd/system/multi-user.target.wants"

// recoveryLinks start the recovery at boot. dashctlLink is the operator's way to dashctl.
var recoveryLinks = []string{wantsFolder + "/" + recoveryUnit, "etc/systemd/system/" + recoveryUnit}

const dashctlLink = "usr/local/sbin/dashctl"

// fixedLinks lead from a host path to a path under /opt/crypto-dashboard. `systemctl enable` would resolve the
// links and pin one release, so the links in the wants folder are made by hand. What must work when a release does not
// (recovery at boot, the operator's dashctl) leads through `recovery`, the last release that was kept.
func fixedLinks() map[string]string {
	return map[string]string{
		wantsFolder + "/" + target:           "current/etc/systemd/system/" + target,
		wantsFolder + "/" + recoveryUnit:     "recovery/etc/systemd/system/" + recoveryUnit,
		"etc/systemd/system/" + recoveryUnit: "recovery/etc/systemd/system/" + recoveryUnit,
		dashctlLink:                          "recovery/bin/dashctl",
	}
}

// links returns every live link of a release: host path to path under /opt/crypto-dashboard.
func links(release manifest.Manifest) map[string]string {
	all := map[string]string{}
	for _, file := range release.Files {
		if live, ok := liveFolders[filepath.Dir(file.Path)]; ok {
			all[filepath.Join(live, filepath.Base(file.Path))] = filepath.Join("current", file.Path)
		}
	}
	for live, inside := range fixedLinks() {
		all[live] = inside
	}
	return all
}

// link makes the host's links those of the release and removes ours that it does not have.
func (h host) link(release manifest.Manifest) error {
	wanted := links(release)
	for live, inside := range wanted {
		if err := h.linkOne(live, filepath.Join("/opt", serviceName, inside)); err != nil {
			return err
		}
	}
	return h.unlink(func(live string) bool { _, keep := wanted[live]; return keep })
}

func (h host) linkOne(live, inside string) error {
	path := h.path(live)
	if present, err := os.Readlink(path); err == nil && present == inside {
		return nil
	}
	if err := h.checkLink(live, inside); err != nil {
		return err
	}
	if err := makeFolder(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make folder of %s: %w", path, err)
	}
	return writeLink(inside, path)
}

// checkLink refuses a path at which there is something else than a link of ours.
func (h host) checkLink(live, inside string) error {
	present, err := os.Readlink(h.path(live))
	if err == nil && present == inside {
		return nil
	}
	return h.mayReplace(live, present)
}

// mayReplace refuses to overwrite what somebody else put in the place of a live link, unless it was recorded and will come back.
func (h host) mayReplace(live, present string) error {
	if _, err := os.Lstat(h.path(live)); errors.Is(err, fs.ErrNotExist) || isOurs(present) {
		return nil
	}
	if record, err := h.readFormer(); err == nil && record.has(live) {
		return nil
	}
	return refuse("%s is in the way and not ours: it is %s", h.path(live), whatIs(h.path(live), present)).withHint("move it away, then deploy again")
}

func whatIs(path, linkTarget string) string {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return err.Error()
	case info.IsDir():
		return "a directory"
	case linkTarget != "":
		return "a symbolic link to " + linkTarget
	case info.Mode().IsRegular():
		return "a file"
	}
	return info.Mode().Type().String()
}

func isOurs(linkTarget string) bool {
	return strings.HasPrefix(linkTarget, filepath.Join("/opt", serviceName)+"/")
}

// unlink removes our links, except those that keep names.
func (h host) unlink(keep func(live string) bool) error {
	ours, err := h.ourLinks()
	for _, live := range ours {
		if !keep(live) {
			err = errors.Join(err, removeFile(h.path(live)))
		}
	}
	return err
}

// ourLinks finds every link on the host that leads into a release, whichever release made it.
func (h host) ourLinks() ([]string, error) {
	folders := []string{wantsFolder, "usr/local/sbin"}
	for _, live := range liveFolders {
		folders = append(folders, live)
	}
	var found []string
	for _, folder := range folders {
		entries, err := os.ReadDir(h.path(folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("list %s: %w", folder, err)
		}
		for _, entry := range entries {
			inside, err := os.Readlink(h.path(folder, entry.Name()))
			if err == nil && isOurs(inside) {
				found = append(found, filepath.Join(folder, entry.Name()))
			}
		}
	}
	return found, nil
}

// point makes the link name (current or recovery) lead to a release. This rename of `current` is the switch.
func (h host) point(name, id string) error {
	return writeLink(filepath.Join("releases", id), h.product(name))
}
