package main

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

func waiting(t *testing.T) (host, journal) {
	t.Helper()
	h := newHost(t)
	entry := journal{Verb: "activate", From: "a", To: "b", Started: time.Now().UTC()}
	put(t, h.question(), "")
	if err := errors.Join(h.openJournal(entry), h.openConfirmation(entry)); err != nil {
		t.Fatal(err)
	}
	return h, entry
}

func TestAConfirmationAtTheLastMoment(t *testing.T) {
	t.Run("a confirmation in the very moment in which the host gives up counts for both sides or for none, 200 times (A11)", func(t *testing.T) {
		for range 200 {
			h, entry := waiting(t)
			answers := make([]string, 2)
			var both sync.WaitGroup
			for i, answer := range []string{confirmed, withdrawn} {
				both.Go(func() { answers[i], _ = h.settle(entry.Started, "b", answer) })
			}
			both.Wait()
			if answers[0] != answers[1] || answers[0] == "" {
				t.Fatalf("one side believes %q, the other %q", answers[0], answers[1])
			}
		}
	})
}

func TestOnlyTheReleaseAndTheRunThatWaitAreConfirmed(t *testing.T) {
	h, entry := waiting(t)
	if answer, err := h.settle(entry.Started, "c", confirmed); err != nil || answer != withdrawn {
		t.Errorf("another release: %q, %v", answer, err)
	}
	if answer, err := h.settle(entry.Started.Add(-time.Second), "b", confirmed); err != nil || answer != withdrawn {
		t.Errorf("another run: %q, %v", answer, err)
	}
	if known, err := h.readConfirmation(); err != nil || known.Answer != "" {
		t.Errorf("they answered for the one that waits: %+v, %v", known, err)
	}
	if err := h.confirm(t.Context(), "c"); exitCode(err, t.Output()) != exitRefused {
		t.Errorf("confirm of another release: %v, want a refusal", err)
	}
}

func TestConfirmSaysHowTheSwitchEnded(t *testing.T) {
	for verdict, want := range map[string]int{verdictKept: exitDone, verdictUnconfirmed: exitUnconfirmed, verdictFailed: exitRolledBack, verdictRecovered: exitRecovered} {
		t.Run(verdict, func(t *testing.T) {
			h, entry := waiting(t)
			codes := make(chan int)
			confirm := func() { codes <- exitCode(h.confirm(t.Context(), "b"), t.Output()) }
			go confirm()
			go confirm()     // twice
			for range 5000 { // until one of them has said it
				if known, _ := h.readConfirmation(); known.Answer == confirmed {
					break
				}
				time.Sleep(time.Millisecond)
			}
			serving := map[bool]string{true: "b", false: "a"}[verdict == verdictKept]
			if err := errors.Join(os.MkdirAll(h.product(), 0o755), h.point("current", serving), h.record(entry, verdict, nil), h.closeJournal()); err != nil {
				t.Fatal(err)
			}
			go confirm() // late
			for range 3 {
				if code := <-codes; code != want {
					t.Errorf("exit code %d, want %d", code, want)
				}
			}
		})
	}
}

func TestConfirmWithoutAnySwitchIsRefused(t *testing.T) {
	if err := newHost(t).confirm(t.Context(), "b"); exitCode(err, t.Output()) != exitRefused {
		t.Errorf("got %v, want a refusal", err)
	}
}
