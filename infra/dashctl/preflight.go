package main

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/sys/unix"

	"crypto-dashboard/infra/manifest"
)

// preflight finds out what would stop a switch half way, while nothing has changed.
func (h host) preflight(ctx context.Context, to side) error {
	// Nginx is needed both ways: what somebody else broke in it must not look like a bad release.
	return errors.Join(h.checkWritable(), h.checkLinks(to.release), checkNginx(ctx))
}

// checkWritable refuses a host of which a part that a switch writes to is read-only.
func (h host) checkWritable() error {
	for _, folder := range []string{"opt/" + serviceName, "var/lib/dashctl", "etc/systemd/system", "etc/nginx/sites-enabled", "etc/logrotate.d"} {
		if err := unix.Access(h.path(folder), unix.W_OK); errors.Is(err, unix.EROFS) {
			return refuse("%s is on a file system that is mounted read-only", h.path(folder)).
				withHint("findmnt --target %s; mount it read-write, then deploy again", h.path(folder))
		}
	}
	return nil
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
	text, _ := output(ctx, "ss", "--listening", "--tcp", "--numeric", "--processes", "--no-header", "sport = :"+port)
	return strings.Join(strings.Fields(text), " ")
}
