package test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/listing.sh
var listingScript string

// listing is everything a host is made of, one fact per line: files with type, mode, owner and hash, users, groups, units
// and packages.
type listing map[string]bool

func (h *host) listing(t *testing.T) listing {
	t.Helper()
	facts := listing{}
	for line := range strings.Lines(h.run(t, "sh -s <<'END_OF_LISTING'\n"+listingScript+"\nEND_OF_LISTING")) {
		facts[strings.TrimRight(line, " \n")] = true
	}
	if len(facts) < 5000 {
		t.Fatalf("the listing has %d lines: too few for a whole host", len(facts))
	}
	return facts
}

// difference is what came (+) and went (-) between two listings, sorted by what it is about.
func difference(before, after listing) []string {
	var lines []string
	for fact := range after {
		if !before[fact] {
			lines = append(lines, "+ "+fact)
		}
	}
	for fact := range before {
		if !after[fact] {
			lines = append(lines, "- "+fact)
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[2:]+a[:1], b[2:]+b[:1]) })
	return lines
}

// subject is the path, user, unit or package that a line of a difference is about.
func subject(line string) string {
	fields := strings.SplitN(line, " ", 4)
	return fields[2]
}
