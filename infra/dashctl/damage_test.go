package main

import (
	"errors"
	"os"
	"slices"
	"testing"
)

func TestWhatIsDamagedIsNamed(t *testing.T) {
	for name, story := range map[string]struct {
		do   func(h host, id string) error
		want func(h host) string
	}{
		"a program of the release that serves was altered (S7)": {
			func(h host, id string) error { return os.WriteFile(h.release(id, "bin/server"), []byte("onf"), 0o755) },
			func(h host) string { return h.product("current/bin/server") }},
		"a link of the release that serves is gone (S7)": {
			func(h host, _ string) error { return os.Remove(h.path(rotation)) },
			func(h host) string { return h.path(rotation) }},
		"a link of the release that serves leads elsewhere (S7)": {
			func(h host, _ string) error {
				return errors.Join(os.Remove(h.path(rotation)), os.Symlink("/etc/passwd", h.path(rotation)))
			},
			func(h host) string { return h.path(rotation) }},
	} {
		t.Run(name, func(t *testing.T) {
			h, _ := servingHost(t)
			id, _ := h.current()
			release, err := h.whole(id)
			if err != nil {
				t.Fatal(err)
			}
			if found := h.damaged(release); len(found) > 0 {
				t.Fatalf("nothing was touched: %q", found)
			}
			if err := story.do(h, id); err != nil {
				t.Fatal(err)
			}
			if found := h.damaged(release); !slices.Equal(found, []string{story.want(h)}) {
				t.Errorf("damaged: %q, want %s", found, story.want(h))
			}
		})
	}
}
