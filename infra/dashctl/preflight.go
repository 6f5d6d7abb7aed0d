package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"crypto-dashboard/infra/manifest"
)

// preflight finds out what would stop a switch half way, while nothing has changed.
func (h host) preflight(ctx context.Context, to side) error {
	// Nginx is needed both ways: what somebody else broke in it must not look like a bad release.
	nginx := checkNginx(ctx)
	if nginx != nil && to.id == before && !h.hadSite() {
		h.say("note", "there is no site to go back to, so this stops nothing: %v", nginx)
		nginx = nil
	}
	return errors.Join(h.checkWritable(), h.checkLinks(to.release), nginx)
}

// writtenFolders is where a switch writes.
var writtenFolders = []string{"opt/" + serviceName, "opt/" + serviceName + "/releases", "var/lib/dashctl", "etc/systemd/system", wantsFolder,
	"etc/nginx/sites-enabled", "etc/logrotate.d", "usr/local/sbin"}

// checkWritable refuses a host of which a part that a switch writes to is read-only, or made immutable.
func (h host) checkWritable() error {
	for _, folder := range writtenFolders {
		if err := unix.Access(h.path(folder), unix.W_OK); errors.Is(err, unix.EROFS) {
			return refuse("%s is read-only: it is on the mount %s", h.path(folder), mountOf(h.path(folder))).
				withHint("findmnt --target %s; mount it read-write, then deploy again", h.path(folder))
		}
		if err := checkMutable(h.path(folder)); err != nil {
			return err
		}
	}
	return errors.Join(checkMutable(h.state("history.jsonl")), checkMutable(h.state("journal.json")), h.checkReleaseMutable())
}

// checkReleaseMutable refuses to retire a release of which somebody has made a file immutable: it is there to stay.
func (h host) checkReleaseMutable() error {
	id, err := h.current()
	if err != nil || id == before {
		return err
	}
	release, err := readManifest(h.release(id))
	if err != nil {
		return nil // not whole; whoever needs it to be finds out
	}
	for _, file := range release.Files {
		if err := checkMutable(h.release(id, file.Path)); err != nil {
			return err
		}
	}
	return nil
}

// checkMutable refuses a file or folder with the attribute that forbids even root to change it.
func checkMutable(path string) error {
	var found unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, 0, &found)
	if err != nil || found.Attributes&(unix.STATX_ATTR_IMMUTABLE|unix.STATX_ATTR_APPEND) == 0 {
		return nil // what is not there can be made
	}
	return refuse("%s is immutable: somebody has set an attribute on it", path).withHint("lsattr -d %s; chattr -ia %s, then deploy again", path, path)
}

// mountOf is the mount point that path lies on.
func mountOf(path string) string {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return "/"
	}
	longest := "/"
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 5 {
			continue
		}
		if point := fields[4]; strings.HasPrefix(path+"/", point+"/") && len(point) > len(longest) {
			longest = point
		}
	}
	return longest
}

// checkLinks refuses a host on which something of somebody else's is where a link of the release has to be.
func (h host) checkLinks(release manifest.Manifest) error {
	if release.ID == "" {
		return nil
	}
	for live, inside := range links(release) {
		if err := h.checkLink(live, inside); err != nil {
			return err
		}
	}
	return nil
}

// holder names who listens at a TCP port: the line of `ss`, or nothing.
func holder(ctx context.Context, port string) string {
	return listener(ctx, "--tcp", "sport = :"+port)
}

func listener(ctx context.Context, family, filter string) string {
	text, _ := output(ctx, "ss", "--listening", family, "--numeric", "--processes", "--no-header", filter)
	return strings.Join(strings.Fields(text), " ")
}
