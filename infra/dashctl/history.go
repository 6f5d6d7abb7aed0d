package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// Verdicts of a switch.
const (
	verdictKept      = "kept"
	verdictFailed    = "failed"
	verdictRecovered = "recovered" // it was interrupted, and undone
	verdictStuck     = "stuck"     // it failed and so did the way back
	// Nobody saw it from outside, and it was undone.
	verdictUnconfirmed = "unconfirmed"
)

// decided are the verdicts after which a switch is over.
var decided = []string{verdictKept, verdictFailed, verdictRecovered, verdictUnconfirmed}

// chapter is one switch of the past, failed ones included.
type chapter struct {
	Time    time.Time `json:"time"`
	Verb    string    `json:"verb"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Verdict string    `json:"verdict"`
	Reason  string    `json:"reason,omitempty"`
	// Started is the journal's: it tells which switch the verdict is of, whatever happened to the clock.
	Started time.Time `json:"started,omitzero"`
}

// record appends a chapter to the history.
func (h host) record(entry journal, verdict string, reason error) error {
	line := chapter{Time: time.Now().UTC(), Verb: entry.Verb, From: entry.From, To: entry.To, Verdict: verdict, Started: entry.Started}
	if reason != nil {
		line.Reason = reason.Error()
	}
	text, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("encode history: %w", err)
	}
	file, err := os.OpenFile(h.state("history.jsonl"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open history: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(fmt.Errorf("open history: %w", err), file.Close())
	}
	// The line break comes first: it ends a line that a power cut left half written.
	_, err = file.Write(append([]byte("\n"), text...))
	if err = errors.Join(err, flush(file)); err != nil {
		// What is not known to be on disk must not be read as a verdict later.
		err = errors.Join(err, file.Truncate(info.Size()))
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	return syncFolder(h.state())
}

// isDecided tells whether the last line of the history is about this switch and has one of the verdicts.
func (h host) isDecided(entry journal, verdicts ...string) bool {
	chapters, err := h.history()
	if err != nil || len(chapters) == 0 {
		return false
	}
	last := chapters[len(chapters)-1]
	ofThis := last.Started.Equal(entry.Started)
	if last.Started.IsZero() { // written by an older dashctl
		ofThis = !last.Time.Before(entry.Started)
	}
	return ofThis && last.To == entry.To && slices.Contains(verdicts, last.Verdict)
}

// history returns all switches, oldest first. A last line that a power cut left half written is passed over.
func (h host) history() ([]chapter, error) {
	text, err := os.ReadFile(h.state("history.jsonl"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read history: %w", err)
	}
	var chapters []chapter
	for line := range bytes.Lines(text) {
		var entry chapter
		if json.Unmarshal(line, &entry) == nil {
			chapters = append(chapters, entry)
		}
	}
	return chapters, nil
}

// kept returns the releases that passed their gate, each once, the one kept last first.
func kept(chapters []chapter) []string {
	var ids []string
	for _, entry := range slices.Backward(chapters) {
		if entry.Verdict == verdictKept && entry.To != before && !slices.Contains(ids, entry.To) {
			ids = append(ids, entry.To)
		}
	}
	return ids
}

// beforeLastActivation returns what served when the last kept activation began. A rollback does not change it, so rolling
// back twice in a row goes back once.
func beforeLastActivation(chapters []chapter) (string, bool) {
	for _, entry := range slices.Backward(chapters) {
		if entry.Verb == "activate" && entry.Verdict == verdictKept {
			return entry.From, true
		}
	}
	return "", false
}

func (h host) printHistory(asJSON bool) error {
	chapters, err := h.history()
	if err != nil {
		return err
	}
	if asJSON {
		return h.printJSON(chapters)
	}
	for _, entry := range chapters {
		if _, bad, _ := h.inQuarantine(entry.To); bad {
			entry.Reason = strings.TrimSpace("[in quarantine] " + entry.Reason)
		}
		fmt.Fprintf(h.report, "%s  %-8s %12s -> %-12s  %-9s %s\n", entry.Time.Format(time.RFC3339), entry.Verb, entry.From, entry.To,
			entry.Verdict, entry.Reason)
	}
	return nil
}
