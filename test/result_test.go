package test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// engineEvent is the part of an entry of the engine's event log that tells what was done.
type engineEvent struct {
	Summary *struct {
		Changes map[string]int `json:"resourceChanges"`
	} `json:"summaryEvent"`
	Step *struct {
		Metadata step `json:"metadata"`
	} `json:"resourcePreEvent"`
}

type step struct {
	Operation string          `json:"op"`
	URN       string          `json:"urn"`
	Type      string          `json:"type"`
	New       json.RawMessage `json:"new"`
}

// result is what one run of the Pulumi CLI said and did.
type result struct {
	command string
	stdout  string
	output  string // stdout and stderr
	err     error
	events  []engineEvent
}

func (r result) mustSucceed(t *testing.T) {
	t.Helper()
	if r.err != nil {
		t.Fatalf("%s: %v\n%s", r.command, r.err, r.output)
	}
}

// mustFail wants a failure whose output has all of the words.
func (r result) mustFail(t *testing.T, words ...string) {
	t.Helper()
	if r.err == nil {
		t.Fatalf("%s succeeded, want a failure\n%s", r.command, r.output)
	}
	for _, word := range words {
		if !strings.Contains(r.output, word) {
			t.Errorf("%s failed without saying %q\n%s", r.command, word, r.output)
		}
	}
}

// changes counts the resources that were not left as they are.
func (r result) changes() int {
	changes := 0
	for operation, count := range r.summary() {
		if operation != "same" {
			changes += count
		}
	}
	return changes
}

func (r result) summary() map[string]int {
	for _, event := range r.events {
		if event.Summary != nil {
			return event.Summary.Changes
		}
	}
	return nil
}

func (r result) steps() []step {
	var steps []step
	for _, event := range r.events {
		if event.Step != nil {
			steps = append(steps, event.Step.Metadata)
		}
	}
	return steps
}

// name is the resource's name, for example bin/server.
func (s step) name() string { return s.URN[strings.LastIndex(s.URN, ":")+1:] }

// operation is what the engine did to the one resource that name is a part of.
func (r result) operation(t *testing.T, name string) string {
	t.Helper()
	var found []string
	for _, step := range r.steps() {
		if strings.Contains(step.name(), name) {
			found = append(found, step.Operation)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s did %q with %q, want one operation", r.command, found, name)
	}
	return found[0]
}

func readEvents(t *testing.T, file string) []engineEvent {
	t.Helper()
	log, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil // the CLI refused before the engine started
	}
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	var events []engineEvent
	for decoder := json.NewDecoder(log); ; {
		var event engineEvent
		if err := decoder.Decode(&event); errors.Is(err, io.EOF) {
			return events
		} else if err != nil {
			t.Fatalf("read the engine's events: %v", err)
		}
		events = append(events, event)
	}
}
