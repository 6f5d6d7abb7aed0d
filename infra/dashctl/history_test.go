package main

import (
	"os"
	"testing"
)

func TestPreviousIsWhatServedBeforeTheLastActivation(t *testing.T) {
	activate := func(from, to, verdict string) chapter {
		return chapter{Verb: "activate", From: from, To: to, Verdict: verdict}
	}
	back := func(from, to string) chapter {
		return chapter{Verb: "rollback", From: from, To: to, Verdict: verdictKept}
	}
	stories := map[string]struct {
		chapters []chapter
		want     string
	}{
		"nothing yet":                     {nil, ""},
		"first release":                   {[]chapter{activate(before, "a", verdictKept)}, before},
		"second release":                  {[]chapter{activate(before, "a", verdictKept), activate("a", "b", verdictKept)}, "a"},
		"a failed one does not count":     {[]chapter{activate(before, "a", verdictKept), activate("a", "b", verdictFailed)}, before},
		"going back twice goes back once": {[]chapter{activate("a", "b", verdictKept), back("b", "a")}, "a"},
		"after going back, a third":       {[]chapter{activate("a", "b", verdictKept), back("b", "a"), activate("a", "c", verdictKept)}, "a"},
	}
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			if got := newHost(t).previous(story.chapters); got != story.want {
				t.Errorf("got %q, want %q", got, story.want)
			}
		})
	}
}

func TestHistoryPassesOverALineThatAPowerCutLeftHalfWritten(t *testing.T) {
	h := newHost(t)
	if err := h.record(journal{Verb: "activate", From: before, To: "a"}, verdictKept, nil); err != nil {
		t.Fatal(err)
	}
	put(t, h.state("history.jsonl"), read(t, h.state("history.jsonl"))+"\n"+`{"time":"2026-`)
	chapters, err := h.history()
	if err != nil || len(chapters) != 1 || chapters[0].To != "a" {
		t.Errorf("got %v, %v, want the one whole line", chapters, err)
	}
	if err := h.record(journal{Verb: "activate", From: "a", To: "b"}, verdictKept, nil); err != nil {
		t.Fatal(err)
	}
	if chapters, err := h.history(); err != nil || len(chapters) != 2 {
		t.Errorf("got %v, %v, want the line after the half one as well", chapters, err)
	}
}

func TestJournalNamesTheSwitchUntilItIsClosed(t *testing.T) {
	h := newHost(t)
	if err := h.openJournal(journal{Verb: "activate", From: "a", To: "b"}); err != nil {
		t.Fatal(err)
	}
	if entry, found, err := h.unfinished(); err != nil || !found || entry.From != "a" || entry.To != "b" {
		t.Errorf("got %+v, %v, %v, want the switch from a to b", entry, found, err)
	}
	if err := h.closeJournal(); err != nil {
		t.Fatal(err)
	}
	if _, found, err := h.unfinished(); err != nil || found {
		t.Errorf("found %v, %v after the journal was closed", found, err)
	}
}

func TestJournalOfAKeptReleaseIsOnlyCleared(t *testing.T) {
	h := newHost(t)
	entry := journal{Verb: "activate", From: "a", To: "b"}
	if err := h.openJournal(entry); err != nil {
		t.Fatal(err)
	}
	if err := h.record(entry, verdictKept, nil); err != nil {
		t.Fatal(err)
	}
	if _, found, err := h.unfinished(); err != nil || found {
		t.Errorf("a kept release would be undone: found %v, %v", found, err)
	}
	if _, err := os.Stat(h.state("journal.json")); err == nil {
		t.Error("the journal is still there")
	}
}

func TestSecondRunIsToldWhoHasTheLock(t *testing.T) {
	h := newHost(t)
	unlock, err := h.lock("activate abc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.lock("rollback"); exitCode(err, t.Output()) != exitLocked {
		t.Errorf("got %v, want exit code %d", err, exitLocked)
	}
	unlock()
	unlock, err = h.lock("rollback")
	if err != nil {
		t.Fatalf("the lock is not free after its holder ended: %v", err)
	}
	unlock()
}

func TestEveryWayBackMayUseTheReserve(t *testing.T) {
	for _, story := range []struct {
		entry journal
		want  bool
	}{
		{journal{Verb: "activate", From: "a", To: "b"}, false},
		{journal{Verb: "repair", From: "a", To: "a"}, false},
		{journal{Verb: "rollback", From: "b", To: "a"}, true},
		{journal{Verb: "remove", From: "a", To: before}, true},
	} {
		if got := story.entry.goesBack(); got != story.want {
			t.Errorf("%s: %t, want %t", story.entry.Verb, got, story.want)
		}
	}
}
