package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// sweep removes temporary files that a killed run or a power cut left, those that are older than age: younger ones may be
// somebody's work.
func (h host) sweep(age time.Duration) (err error) {
	for _, pattern := range []string{h.product(".new-*"), h.product("releases", ".new-*"), h.state(".new-*"), h.state("scratch-*")} {
		left, globErr := filepath.Glob(pattern)
		err = errors.Join(err, globErr)
		for _, path := range left {
			if info, statErr := os.Lstat(path); statErr == nil && time.Since(info.ModTime()) >= age {
				err = errors.Join(err, os.RemoveAll(path))
			}
		}
	}
	return errors.Join(err, h.sweepLinks(age))
}

// sweepLinks removes links into a release that were made and did not get their name.
func (h host) sweepLinks(age time.Duration) error {
	ours, err := h.ourLinks()
	for _, link := range ours {
		path := h.path(link)
		if info, statErr := os.Lstat(path); statErr == nil && strings.HasPrefix(filepath.Base(link), ".new-") && time.Since(info.ModTime()) >= age {
			err = errors.Join(err, os.Remove(path))
		}
	}
	return err
}
