package main

import "testing"

func TestOfAReleaseThatCannotBeReadNothingIsTakenAsUnchanged(t *testing.T) {
	unit := "etc/systemd/system/" + socket
	to := side{id: "a", release: unitRelease(t, socket)}
	for name, story := range map[string]struct {
		from side
		want bool
	}{
		"the same unit":            {to, false},
		"nothing was there":        {side{id: before}, false},
		"the unit was edited":      {side{id: "a", release: to.release, altered: []string{unit}}, true},
		"the release is not whole": {side{id: "b", unknown: true}, true},
	} {
		if got := changed(story.from, to, unit); got != story.want {
			t.Errorf("%s: changed %t, want %t", name, got, story.want)
		}
	}
}
