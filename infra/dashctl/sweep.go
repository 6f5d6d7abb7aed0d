package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// sweep removes temporary files that a killed run or a power cut left; those that need no lock only when they are older than age:
// younger ones may be somebody's work.
func (h host) sweep(age time.Duration) (err error) {
	for pattern, age := range map[string]time.Duration{
		h.product(".new-*"): age, h.state(".new-*"): age,
		h.product("releases", ".new-*"): 0, h.state("scratch-*"): 0, // made by who has the lock, which we have
	} {
		left, globErr := filepath.Glob(pattern)
		err = errors.Join(err, globErr)
		for _, path := range left {
			if info, statErr := os.Lstat(path); statErr == nil && time.Since(info.ModTime()) >= age {
				err = errors.Join(err, os.RemoveAll(path))
			}
		}
	}
	return errors.Join(err, h.sweepLinks(), h.sweepFiles())
}

// sweepFiles removes files that did not get their name, where a way back writes among those of others and in releases: only what has
// a name like ours goes.
func (h host) sweepFiles() (err error) {
	folders := []string{wantsFolder, "usr/local/sbin", "opt/" + serviceName + "/releases/*/etc/*", "opt/" + serviceName + "/releases/*/etc/*/*"}
	for _, live := range liveFolders {
		folders = append(folders, live)
	}
	for _, folder := range folders {
		left, globErr := filepath.Glob(h.path(folder, ".new-*"))
		err = errors.Join(err, globErr)
		for _, path := range left {
			if info, statErr := os.Lstat(path); statErr == nil && info.Mode().IsRegular() && isTemporary(filepath.Base(path)) {
				err = errors.Join(err, os.Remove(path))
			}
		}
	}
	return err
}

// isTemporary tells whether writeFile may have made up the name.
func isTemporary(name string) bool {
	number, ok := strings.CutPrefix(name, ".new-")
	return ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// tidyUp sweeps, and tells what it could not remove: no switch, and no way back, waits for a temporary file to be gone.
func (h host) tidyUp(age time.Duration) {
	if err := h.sweep(age); err != nil {
		h.say("note", "left for the next run: %v", err)
	}
}

// sweepLinks removes links into a release that were made and did not get their name.
func (h host) sweepLinks() error {
	ours, err := h.ourLinks()
	for _, link := range ours {
		if strings.HasPrefix(filepath.Base(link), ".new-") {
			err = errors.Join(err, os.Remove(h.path(link)))
		}
	}
	return err
}
