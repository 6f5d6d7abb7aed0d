package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// remove takes the dashboard off the host and restores what was here before it. What has to stay is named, a `kept:` line each.
func (h host) remove(ctx context.Context) error {
	unlock, err := h.lock("remove")
	if err != nil {
		return err
	}
	defer unlock()
	if err := h.recoverInterrupted(ctx); err != nil {
		return err
	}
	if err := h.leave(ctx); err != nil {
		return err
	}
	steps := []func(context.Context) error{h.removePackages, h.removeUser, h.removeFiles}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return &failure{code: exitRolledBack, error: fmt.Errorf("remove: %w", err), hint: "mend what it names, then `pulumi destroy` again"}
		}
	}
	h.say("removed", "the dashboard is gone from this host")
	return nil
}

// leave is the switch back to what was here before, the last one.
func (h host) leave(ctx context.Context) error {
	present, err := h.current()
	if err != nil || present == before {
		return err
	}
	from, err := h.side(present)
	if err != nil {
		from = side{id: present}
	}
	return h.change(ctx, "remove", from, side{id: before}, options{keep: 1})
}

// removePackages purges what came with us, unless others have come to use it.
func (h host) removePackages(ctx context.Context) error {
	ours := h.ownPackages()
	if len(ours) == 0 {
		return nil
	}
	if others := otherSites(); len(others) > 0 {
		fmt.Fprintf(h.report, "kept: the packages %s: nginx serves other sites: %s\n", strings.Join(ours, " "), strings.Join(others, " "))
		return nil
	}
	h.say("remove", "packages %s", strings.Join(ours, " "))
	err := aptGet(ctx, append([]string{"purge", "--yes"}, ours...)...)
	h.removeLeftovers()
	h.stays("/var/log/apt/", "/var/log/dpkg.log", "/var/log/alternatives.log", "/var/lib/dpkg/", "/var/lib/apt/", "/var/cache/apt/",
		"/var/cache/debconf/", "/var/cache/ldconfig/")
	return err
}

// otherSites returns the sites that neither we nor Debian's package enabled.
func otherSites() []string {
	entries, _ := os.ReadDir("/etc/nginx/sites-enabled")
	var others []string
	for _, entry := range entries {
		if !slices.Contains([]string{"default", serviceName}, entry.Name()) {
			others = append(others, entry.Name())
		}
	}
	return others
}

func (h host) removeUser(ctx context.Context) error {
	if _, err := os.Stat(h.state("user")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if exec.CommandContext(ctx, "id", "--user", serviceUser).Run() != nil {
		return nil
	}
	_, err := output(ctx, "userdel", serviceUser)
	h.stays("/etc/passwd-", "/etc/group-", "/etc/shadow-", "/etc/gshadow-")
	return err
}

// stays names what Debian's own tools wrote while packages and users came and went: their records, not ours to change.
func (h host) stays(paths ...string) {
	for _, path := range paths {
		fmt.Fprintf(h.report, "kept: %s\n", path)
	}
}

// removeFiles ends with our own state: until then, a remove that was cut short can be run again.
func (h host) removeFiles(context.Context) error {
	return errors.Join(
		h.unlink(func(string) bool { return false }),
		os.RemoveAll(h.path("var/log", serviceName)),
		os.RemoveAll(h.product()),
		os.RemoveAll(h.state()))
}
