package test

import (
	"slices"
	"strings"
	"testing"
)

// assertSame wants two texts to be equal, and names the lines that are not.
func assertSame(t *testing.T, what, before, after string) {
	t.Helper()
	if before == after {
		return
	}
	old, new := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range old {
		if !slices.Contains(new, line) {
			t.Errorf("%s: went:  %s", what, line)
		}
	}
	for _, line := range new {
		if !slices.Contains(old, line) {
			t.Errorf("%s: came:  %s", what, line)
		}
	}
}
