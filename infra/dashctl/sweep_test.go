package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSweepRemovesWhatAKilledRunLeftAndNothingYounger(t *testing.T) {
	h := newHost(t)
	old, young, other := h.product("releases/.new-abc/bin/server"), h.state(".new-1"), h.state("history.jsonl")
	scratch := h.state("scratch-units/a.service")
	for _, path := range []string{old, young, other, scratch} {
		put(t, path, "x")
	}
	long := time.Now().Add(-time.Hour)
	for _, path := range []string{h.product("releases/.new-abc"), other, filepath.Dir(scratch)} {
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.sweep(time.Minute); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{old: false, scratch: false, young: true, other: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %v", path, err, want)
		}
	}
}

func TestARunGoesOnWhenTemporaryFilesCannotBeRemoved(t *testing.T) {
	h := newHost(t)
	var said bytes.Buffer
	h.report = &said
	put(t, h.path("etc/logrotate.d"), "a file, where links are looked for")
	unlock, err := h.lock("recover")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	if err := h.recoverCommand(t.Context(), options{boot: true}); err != nil {
		t.Errorf("at boot: %v", err)
	}
	if !strings.Contains(said.String(), "left for the next run: ") {
		t.Errorf("said %q", said.String())
	}
}

func TestSweepRemovesALinkThatWasCutOffBeforeItHadItsName(t *testing.T) {
	h := newHost(t)
	folder := h.path("etc/logrotate.d")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{".new-crypto-dashboard": "/opt/crypto-dashboard/current/etc/logrotate.d/crypto-dashboard",
		"crypto-dashboard": "/opt/crypto-dashboard/current/etc/logrotate.d/crypto-dashboard", ".new-other": "/srv/other"} {
		if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.sweep(0); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{".new-crypto-dashboard": false, "crypto-dashboard": true, ".new-other": true} {
		if _, err := os.Lstat(filepath.Join(folder, name)); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %v", name, err, want)
		}
	}
}

func TestSweepRemovesAFileThatWasCutOffBeforeItHadItsName(t *testing.T) {
	h := newHost(t)
	for path, want := range map[string]bool{
		h.path("etc/systemd/system/.new-123456"):               false,
		h.path("etc/nginx/sites-enabled/.new-7"):               false,
		h.release("abc", "etc/crypto-dashboard/.new-8"):        false,
		h.release("abc", "etc/systemd/system/.new-9"):          false,
		h.path("etc/nginx/sites-enabled/.new-site"):            true,
		h.path("etc/logrotate.d/.new-"):                        true,
		h.path("etc/logrotate.d/123456"):                       true,
		h.path("etc/crypto-dashboard/.new-1"):                  true,
		h.release("abc", "etc/crypto-dashboard/dashboard.env"): true,
	} {
		put(t, path, "x")
		if err := h.sweep(time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(path); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %v", path, err, want)
		}
	}
}
