package main

import (
	"os"
	"strings"
	"testing"
)

func TestWhatIsInTheWayOfALinkIsFoundBeforeTheSwitch(t *testing.T) {
	h := newHost(t)
	release := install(t, h, "one")
	if err := h.checkLinks(release); err != nil {
		t.Fatalf("an empty host: %v", err)
	}
	if err := h.link(release); err != nil {
		t.Fatal(err)
	}
	if err := h.checkLinks(release); err != nil {
		t.Fatalf("our own links: %v", err)
	}
	place := h.path("etc/logrotate.d/crypto-dashboard")
	if err := os.Remove(place); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(place, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := h.checkLinks(release); exitCode(err, t.Output()) != exitRefused || !strings.Contains(err.Error(), place) {
		t.Errorf("a folder in the way: %v, want a refusal that names %s", err, place)
	}
}

func TestAJournalOfANewerVersion(t *testing.T) {
	t.Run("a switch that a newer dashctl left open is refused and left as it is (S10)", func(t *testing.T) {
		h := newHost(t)
		put(t, h.state("journal.json"), `{"version":2,"verb":"activate","from":"a","to":"b"}`)
		if _, _, err := h.unfinished(); exitCode(err, t.Output()) != exitRefused {
			t.Errorf("got %v, want a refusal", err)
		}
	})
}
