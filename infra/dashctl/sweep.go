package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// sweep removes temporary files that a killed run or a power cut left, those that are older than age: younger ones may be
// somebody's work.
func (h host) sweep(age time.Duration) (err error) {
	for _, folder := range []string{h.product(), h.product("releases"), h.state()} {
		left, globErr := filepath.Glob(filepath.Join(folder, ".new-*"))
		err = errors.Join(err, globErr)
		for _, path := range left {
			if info, statErr := os.Lstat(path); statErr == nil && time.Since(info.ModTime()) >= age {
				err = errors.Join(err, os.RemoveAll(path))
			}
		}
	}
	return err
}
