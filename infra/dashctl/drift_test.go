package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const rotation = "etc/logrotate.d/crypto-dashboard"

// servingHost has one release, with its links.
func servingHost(t *testing.T) (h host, said *bytes.Buffer) {
	t.Helper()
	h, said = newHost(t), new(bytes.Buffer)
	h.report = said
	release := install(t, h, "one")
	if err := h.keepOriginals(h.release(release.ID), release); err != nil {
		t.Fatal(err)
	}
	if err := h.point("current", release.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.link(release); err != nil {
		t.Fatal(err)
	}
	return h, said
}

func TestAnEditedFileIsShownAndRefusedAndKeptWhenItMayGo(t *testing.T) {
	id := func(h host) string { id, _ := h.current(); return id }
	for name, place := range map[string]func(host) string{
		"a file that was edited in place is shown, refused, and kept when it may go (A29)":                  func(h host) string { return h.release(id(h), rotation) },
		"a file that an editor put in the place of a link is shown, refused, and kept when it may go (A29)": func(h host) string { return h.path(rotation) },
	} {
		t.Run(name, func(t *testing.T) {
			h, said := servingHost(t)
			if found, err := h.refuseEdits(t.Context(), options{}); err != nil || len(found) > 0 {
				t.Fatalf("nothing was edited: %v, %v", found, err)
			}
			path := place(h)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			put(t, path, "# nothing\nrotate 99\n")
			_, err := h.refuseEdits(t.Context(), options{})
			if code := exitCode(err, said); code != exitRefused || !strings.Contains(said.String(), "| +rotate 99\n") || !strings.Contains(said.String(), "error: edited on this host since the release was installed: /"+rotation) {
				t.Errorf("code %d, said:\n%s", code, said)
			}
			found, err := h.refuseEdits(t.Context(), options{overwriteDrift: true})
			if err != nil || len(found) != 1 {
				t.Fatalf("%v, %v", found, err)
			}
			if err := h.overwriteOne(found[0], h.state("edited/now")); err != nil {
				t.Fatal(err)
			}
			if got := read(t, filepath.Join(h.state("edited/now"), rotation)) + read(t, h.release(id(h), rotation)); got != "# nothing\nrotate 99\n# nothing\n" {
				t.Errorf("kept and put back: %q", got)
			}
			if left, err := h.edits(); err != nil || len(left) > 0 {
				t.Errorf("still edited: %v, %v", left, err)
			}
		})
	}
}

func TestOriginalsAreKeptAsLongAsAReleaseHasThem(t *testing.T) {
	h, _ := servingHost(t)
	count := func() int { entries, _ := os.ReadDir(h.state("originals")); return len(entries) }
	if err := h.pruneOriginals(); err != nil || count() != 1 {
		t.Fatalf("%v, %d left", err, count())
	}
	id, _ := h.current()
	if err := os.RemoveAll(h.release(id)); err != nil {
		t.Fatal(err)
	}
	if err := h.pruneOriginals(); err != nil || count() != 0 {
		t.Errorf("%v, %d left of a release that is gone", err, count())
	}
}

func TestAReleaseOfADashctlThatKeptNoOriginalsHasAWayOut(t *testing.T) {
	older := func(t *testing.T) (h host, said *bytes.Buffer, place string) {
		h, said = servingHost(t)
		if err := os.RemoveAll(h.state("originals")); err != nil {
			t.Fatal(err)
		}
		id, _ := h.current()
		return h, said, h.release(id, rotation)
	}
	t.Run("the next run keeps them", func(t *testing.T) {
		h, said, place := older(t)
		installed := read(t, place)
		if _, err := h.refuseEdits(t.Context(), options{}); err != nil {
			t.Fatal(err)
		}
		put(t, place, "edited")
		if err := os.RemoveAll(h.product("incoming")); err != nil {
			t.Fatal(err)
		}
		found, err := h.refuseEdits(t.Context(), options{overwriteDrift: true})
		if err != nil || len(found) != 1 {
			t.Fatalf("%v, %v", found, err)
		}
		if err := h.overwriteOne(found[0], h.state("edited/now")); err != nil || read(t, place) != installed {
			t.Errorf("%v, put back: %q, said:\n%s", err, read(t, place), said)
		}
	})
	t.Run("without them an edit is kept, and the way out is told", func(t *testing.T) {
		h, said, place := older(t)
		put(t, place, "edited")
		if err := os.RemoveAll(h.product("incoming")); err != nil {
			t.Fatal(err)
		}
		found, err := h.refuseEdits(t.Context(), options{overwriteDrift: true})
		if err != nil || len(found) != 1 {
			t.Fatalf("%v, %v", found, err)
		}
		err = h.checkOriginals(found, h.state("edited/now"))
		if code := exitCode(err, said); code != exitRefused || !strings.Contains(said.String(), "hint: deploy the release that serves once more") {
			t.Errorf("code %d, said:\n%s", code, said)
		}
		if got := read(t, filepath.Join(h.state("edited/now"), rotation)) + read(t, place); got != "editededited" {
			t.Errorf("kept and left in place: %q", got)
		}
	})
}

func TestThatAnEditWasUndoneIsKnownUntilASwitchIsKept(t *testing.T) {
	h, _ := servingHost(t)
	id, _ := h.current()
	put(t, h.release(id, rotation), "edited")
	found, err := h.edits()
	if err == nil {
		err = h.noteAltered(found)
	}
	if err == nil {
		err = h.overwriteOne(found[0], h.state("edited/now"))
	}
	if err != nil {
		t.Fatal(err)
	}
	if present, err := h.presentSide(); err != nil || !slices.Equal(present.altered, []string{rotation}) {
		t.Errorf("a later run knows %v, %v", present.altered, err)
	}
	h.tidy(t.Context(), side{id: id}, side{id: id}, options{keep: 1})
	if present, err := h.presentSide(); err != nil || len(present.altered) > 0 {
		t.Errorf("after a switch that was kept: %v, %v", present.altered, err)
	}
}
