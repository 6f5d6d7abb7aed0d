package main

import (
	"strings"
	"testing"
)

func TestEvidenceIsWhatTheFailedReleaseWrote(t *testing.T) {
	h := newHost(t)
	busy := strings.Repeat(`{"msg":"request","release":"old"}`+"\n", 100)
	put(t, h.logFile(), `{"msg":"from an earlier try","release":"bad"}`+"\n")
	mark := h.markLogs()
	put(t, h.logFile(), read(t, h.logFile())+`{"msg":"feels unwell","release":"bad"}`+"\n"+busy)
	if got, want := tail(h.logFile(), mark.size, evidenceLines, writtenBy("bad")), `{"msg":"feels unwell","release":"bad"}`+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTailOfAFileThatWasRotatedMeanwhileStartsAnew(t *testing.T) {
	h := newHost(t)
	put(t, h.logFile(), "a\nb\nc\n")
	if got := tail(h.logFile(), 1000, 2, func(string) bool { return true }); got != "b\nc\n" {
		t.Errorf("got %q, want the last two lines", got)
	}
}
