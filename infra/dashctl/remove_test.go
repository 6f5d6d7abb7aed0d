package main

import (
	"os"
	"strings"
	"testing"
)

func TestRemoveNamesWhatAnOperatorWrote(t *testing.T) {
	h, said := servingHost(t)
	if err := os.Remove(h.path(rotation)); err != nil {
		t.Fatal(err)
	}
	put(t, h.path(rotation), "edited")
	put(t, h.state("edited/then/file"), "edited earlier")
	if err := h.removeFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{h.path(rotation), h.state("edited") + "/", h.state()} {
		if !strings.Contains(said.String(), "kept: "+path+"\n") {
			t.Errorf("%s is not named:\n%s", path, said)
		}
	}
	if left, err := os.ReadDir(h.state()); err != nil || len(left) != 1 || read(t, h.state("edited/then/file")) != "edited earlier" {
		t.Errorf("left of the state: %v, %v", left, err)
	}
}

func TestRemoveLeavesNoStateWhereNothingWasEdited(t *testing.T) {
	h, _ := servingHost(t)
	if err := h.removeFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(h.state()); !os.IsNotExist(err) {
		t.Errorf("the state is still there: %v", err)
	}
}
