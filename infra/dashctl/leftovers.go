package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// leftovers is what purging Debian's packages leaves behind, innermost first. Where it was absent before, it goes.
var leftovers = []string{"var/www/html/index.nginx-debian.html", "var/www/html", "var/www"}

// noteLeftovers writes down which of them the host does not have yet. The first time counts.
func (h host) noteLeftovers() error {
	if _, err := os.Stat(h.state("leftovers")); err == nil {
		return nil
	}
	absent := slices.DeleteFunc(slices.Clone(leftovers), func(path string) bool {
		_, err := os.Lstat(h.path(path))
		return err == nil
	})
	return writeFile(h.state("leftovers"), []byte(strings.Join(absent, "\n")), 0o600)
}

// removeLeftovers removes what was noted; a folder that somebody uses by now stays.
func (h host) removeLeftovers() {
	text, err := os.ReadFile(h.state("leftovers"))
	if err != nil {
		return
	}
	for path := range strings.FieldsSeq(string(text)) {
		if err := os.Remove(h.path(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(h.report, "kept: %s: it is in use\n", h.path(path))
		}
	}
}
