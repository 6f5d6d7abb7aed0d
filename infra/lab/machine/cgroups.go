package machine

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cgroups are the host's, made by supervise.sh and the host's systemd, parents before children.
func (p place) cgroups() []string {
	var folders []string
	for _, hierarchy := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"} {
		// A cgroup that vanishes meanwhile is no loss.
		filepath.WalkDir(filepath.Join(hierarchy, p.id()), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				folders = append(folders, path)
			}
			return nil
		})
	}
	return folders
}

// members are the processes in the host's cgroups.
func (p place) members() []int {
	var ids []int
	for _, folder := range p.cgroups() {
		content, _ := os.ReadFile(filepath.Join(folder, "cgroup.procs"))
		for _, field := range strings.Fields(string(content)) {
			if id, err := strconv.Atoi(field); err == nil {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// waitForCgroups returns when they are gone: a process leaves its own a little later than it ends.
func (p place) waitForCgroups(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var last error
	err := poll(ctx, func() (bool, error) {
		last = p.removeCgroups()
		return last == nil, nil
	})
	if err != nil {
		return errors.Join(err, last)
	}
	return nil
}

// removeCgroups removes folders only: the files in them are the kernel's.
func (p place) removeCgroups() error {
	var all error
	for _, folder := range slices.Backward(p.cgroups()) {
		if err := os.Remove(folder); !errors.Is(err, fs.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}
