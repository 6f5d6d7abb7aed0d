package machine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// removeCgroups removes what supervise.sh and the host's systemd made.
func (p place) removeCgroups() error {
	var all error
	for _, trees := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"} {
		all = errors.Join(all, removeCgroup(filepath.Join(trees, p.id())))
	}
	return all
}

// removeCgroup removes a cgroup and those below it. Their files are the kernel's: only folders are removed.
func removeCgroup(folder string) error {
	var folders []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && entry.IsDir() {
			folders = append(folders, path)
		}
		return err
	})
	for _, path := range slices.Backward(folders) {
		if removed := os.Remove(path); !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}
	return err
}
