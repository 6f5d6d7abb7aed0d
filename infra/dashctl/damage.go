package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"crypto-dashboard/infra/manifest"
)

// damaged finds what is not as it was installed and no edit of a text either: programs, and live links that are gone or lead elsewhere.
// A file in the place of a link is an edit.
func (h host) damaged(release manifest.Manifest) (found []string) {
	for _, file := range release.Files {
		if strings.HasPrefix(file.Path, "etc/") {
			continue
		}
		if hash, err := hashOf(h.release(release.ID, file.Path)); err != nil || hash != file.SHA256 {
			found = append(found, h.product("current", file.Path))
		}
	}
	wanted := links(release)
	for _, live := range slices.Sorted(maps.Keys(wanted)) {
		if info, err := os.Lstat(h.path(live)); err == nil && info.Mode().IsRegular() {
			continue
		}
		if present, err := os.Readlink(h.path(live)); err != nil || present != filepath.Join("/opt", serviceName, wanted[live]) {
			found = append(found, h.path(live))
		}
	}
	return found
}
