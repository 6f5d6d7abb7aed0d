package main

import (
	"os"
	"testing"
	"time"
)

func TestSweepRemovesWhatAKilledRunLeftAndNothingYounger(t *testing.T) {
	h := newHost(t)
	old, young, other := h.product("releases/.new-abc/bin/server"), h.state(".new-1"), h.state("history.jsonl")
	for _, path := range []string{old, young, other} {
		put(t, path, "x")
	}
	long := time.Now().Add(-time.Hour)
	for _, path := range []string{h.product("releases/.new-abc"), other} {
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.sweep(time.Minute); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{old: false, young: true, other: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %v", path, err, want)
		}
	}
}
