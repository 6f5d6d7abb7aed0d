package main

import (
	"os"
	"path/filepath"
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
