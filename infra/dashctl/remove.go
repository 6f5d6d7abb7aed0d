package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
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
	// A switch that can't be undone must not keep the dashboard on the host for ever: it goes either way.
	if err := h.recoverInterrupted(ctx); err != nil {
		h.say("recover", "%v", err)
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
	// Whole or not: it is only the way back if leaving fails.
	from, _ := h.side(present)
	return h.change(ctx, "remove", from, side{id: before}, options{keep: 1})
}

// removePackages purges what came with us, unless others have come to use it.
func (h host) removePackages(ctx context.Context) error {
	ours := h.ownPackages()
	if len(ours) == 0 {
		return nil
	}
	if others := otherSites(); len(others) > 0 {
		fmt.Fprintf(h.report, "kept: the packages %s: nginx has other users: %s\n", strings.Join(ours, " "), strings.Join(others, " "))
		return nil
	}
	if dependants, err := alsoPurged(ctx, ours); err != nil || len(dependants) > 0 {
		fmt.Fprintf(h.report, "kept: the packages %s: needed by %s\n", strings.Join(ours, " "), strings.Join(dependants, " "))
		return err
	}
	h.say("remove", "packages %s", strings.Join(ours, " "))
	err := aptGet(ctx, append([]string{"purge", "--yes"}, ours...)...)
	h.removeLeftovers()
	h.stays("/var/log/apt/", "/var/log/dpkg.log", "/var/log/alternatives.log", "/var/lib/dpkg/", "/var/lib/apt/", "/var/cache/apt/",
		"/var/cache/debconf/", "/var/cache/ldconfig/")
	return err
}

// otherSites returns what neither we nor Debian's package put into Nginx's configuration.
func otherSites() []string {
	found, _ := filepath.Glob("/etc/nginx/sites-enabled/*")
	more, _ := filepath.Glob("/etc/nginx/conf.d/*")
	return slices.DeleteFunc(append(found, more...), func(path string) bool {
		return path == "/etc/nginx/sites-enabled/default" || path == "/etc/nginx/sites-enabled/"+serviceName
	})
}

// alsoPurged returns the packages that came to depend on ours and would go with them.
func alsoPurged(ctx context.Context, ours []string) ([]string, error) {
	plan, err := output(ctx, "apt-get", append([]string{"--simulate", "purge"}, ours...)...)
	if err != nil {
		return nil, err
	}
	var others []string
	for line := range strings.Lines(plan) {
		var verb, name string
		if _, err := fmt.Sscan(line, &verb, &name); err != nil || verb != "Purg" && verb != "Remv" {
			continue
		}
		isOwn := func(own string) bool { own, _, _ = strings.Cut(own, ":"); return own == name }
		if !slices.ContainsFunc(ours, isOwn) {
			others = append(others, name)
		}
	}
	return others, nil
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

// removeFiles ends with our own state: until then, a remove that was cut short can be run again. Only what is known to be ours
// goes; a folder in which somebody else has something stays.
func (h host) removeFiles(context.Context) error {
	err := h.unlink(func(string) bool { return false })
	h.stays(h.inPlaceOfLinks()...)
	for _, name := range []string{"current", "recovery", "dashctl", "releases", "incoming", "reserve", "owner", ".new-owner"} {
		err = errors.Join(err, os.RemoveAll(h.product(name)))
	}
	logs, _ := filepath.Glob(h.logFile() + "*")
	for _, log := range logs {
		err = errors.Join(err, os.Remove(log))
	}
	for _, folder := range []string{h.product(), filepath.Dir(h.logFile())} {
		if removeErr := os.Remove(folder); removeErr != nil && !errors.Is(removeErr, fs.ErrNotExist) {
			h.stays(folder + "/")
		}
	}
	return errors.Join(err, h.removeState())
}

// removeState removes what dashctl remembers. The files that an operator had edited are the operator's.
func (h host) removeState() error {
	entries, err := os.ReadDir(h.state())
	for _, entry := range entries {
		if entry.Name() == "edited" {
			h.stays(h.state("edited") + "/")
			continue
		}
		err = errors.Join(err, os.RemoveAll(h.state(entry.Name())))
	}
	if _, statErr := os.Lstat(h.state("edited")); errors.Is(statErr, fs.ErrNotExist) {
		return errors.Join(err, os.RemoveAll(h.state()))
	}
	h.stays(h.state())
	return err
}

// inPlaceOfLinks finds the files that somebody put where a link of ours was, as some editors do. They are not ours to remove, and may
// still be read by systemd or Nginx.
func (h host) inPlaceOfLinks() []string {
	record, _ := h.readFormer()
	var found []string
	for _, folder := range liveFolders {
		paths, _ := filepath.Glob(h.path(folder, serviceName+"*"))
		for _, path := range paths {
			live, _ := filepath.Rel(h.root, path)
			if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && !record.has(live) {
				found = append(found, path)
			}
		}
	}
	slices.Sort(found)
	return found
}
