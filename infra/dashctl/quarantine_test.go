package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func failedAt(step string) error { return &stepError{step: step, error: errors.New("it crashed")} }

func TestAReleaseIsBlamedForItsOwnFailuresOnly(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, story := range map[string]struct {
		ctx   context.Context
		cause error
		want  bool
	}{
		"trial":              {t.Context(), failedAt("trial"), true},
		"worker":             {t.Context(), failedAt("worker"), true},
		"gate":               {t.Context(), failedAt("gate"), true},
		"while it waited":    {t.Context(), failedAt("confirm"), true},
		"not confirmed":      {t.Context(), &stepError{step: "confirm", error: errUnconfirmed}, false},
		"daemon-reload":      {t.Context(), failedAt("reload"), false},
		"record":             {t.Context(), failedAt("record"), false},
		"told to stop":       {cancelled, failedAt("gate"), false},
		"systemd in a trial": {t.Context(), &stepError{step: "trial", error: fmt.Errorf("reload: %w", &hostTrouble{errors.New("no answer")})}, false},
		"not in any step":    {t.Context(), errors.New("disk full"), false},
		"wrapped by others":  {t.Context(), errors.Join(errors.New("a"), failedAt("worker")), true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			h.blame(story.ctx, journal{Verb: "activate", From: "a", To: "b"}, story.cause, "last words")
			if verdict, found, err := h.inQuarantine("b"); found != story.want || err != nil {
				t.Errorf("in quarantine: %t, %+v, %v; want %t", found, verdict, err, story.want)
			}
		})
	}
}

func TestAReleaseThatFailedIsRefusedWithItsLastWordsUnlessForced(t *testing.T) {
	h := newHost(t)
	var said bytes.Buffer
	h.report = &said
	h.blame(t.Context(), journal{Verb: "activate", From: "a", To: "b"}, failedAt("gate"), "panic: last words\n")
	err := h.refuseQuarantined("b", options{})
	var stderr bytes.Buffer
	if code := exitCode(err, &stderr); code != exitRefused || !strings.HasPrefix(stderr.String(), "error: release b failed at 20") ||
		!strings.Contains(stderr.String(), ": it crashed\nhint: ") || !strings.Contains(said.String(), "| panic: last words") {
		t.Errorf("code %d, said %q, %q", code, said.String(), stderr.String())
	}
	if err := h.refuseQuarantined("b", options{force: true}); err != nil {
		t.Errorf("forced: %v", err)
	}
	put(t, h.quarantine("b"), "half of i")
	if err := h.refuseQuarantined("b", options{}); exitCode(err, t.Output()) != exitRefused {
		t.Errorf("the verdict is damaged: %v, want a refusal", err)
	}
	if err := h.refuseQuarantined("b", options{force: true}); err != nil {
		t.Errorf("forced, the verdict is damaged: %v", err)
	}
	if err := h.pardon("b"); err != nil {
		t.Fatal(err)
	}
	if err := h.refuseQuarantined("b", options{}); err != nil {
		t.Errorf("after it was proved: %v", err)
	}
}

func TestNothingGoesBackToAReleaseThatFailedOrIsNotWhole(t *testing.T) {
	h := newHost(t)
	var ids []string
	for _, text := range []string{"a", "b", "c", "d"} {
		id := install(t, h, text).ID
		entry := journal{Verb: "activate", To: id, Started: time.Now()}
		if entry.From = before; len(ids) > 0 {
			entry.From = ids[len(ids)-1]
		}
		if err := h.record(entry, verdictKept, nil); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := h.point("current", ids[3]); err != nil {
		t.Fatal(err)
	}
	if id, err := h.rollbackTarget(previousRelease); err != nil || id != ids[2] {
		t.Fatalf("previous is %s, %v, want %s", id, err, ids[2])
	}
	h.blame(t.Context(), journal{To: ids[2]}, failedAt("gate"), "")
	if id, err := h.rollbackTarget(previousRelease); err != nil || id != ids[1] {
		t.Errorf("previous is %s, %v, want %s, since %s failed", id, err, ids[1], ids[2])
	}
	put(t, h.release(ids[1], "bin/server"), "altered")
	if id, err := h.rollbackTarget(previousRelease); err != nil || id != ids[0] {
		t.Errorf("previous is %s, %v, want %s, since %s is not whole", id, err, ids[0], ids[1])
	}
	for _, bad := range ids[1:3] {
		if _, err := h.rollbackTarget(bad); exitCode(err, t.Output()) != exitRefused {
			t.Errorf("going back to %s: %v, want a refusal", bad, err)
		}
	}
}

func TestPruneNeverTakesTheNewestVerifiedReleasesForFailedOnes(t *testing.T) {
	h := newHost(t)
	good := install(t, h, "good").ID
	if err := h.record(journal{Verb: "activate", To: good}, verdictKept, nil); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"1", "2", "3", "4", "5", "6"} {
		bad := install(t, h, text).ID
		entry := journal{Verb: "activate", From: good, To: bad}
		h.blame(t.Context(), entry, failedAt("gate"), "")
		if err := h.record(entry, verdictFailed, nil); err != nil {
			t.Fatal(err)
		}
	}
	last := install(t, h, "last").ID
	if err := h.prune(2, last); err != nil {
		t.Fatal(err)
	}
	got, err := h.releases()
	if err != nil || len(got) != 2 || h.mayServe(good) != nil {
		t.Errorf("left %v, %v, want %s and %s", got, err, good, last)
	}
}
