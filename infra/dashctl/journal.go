package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// before stands for what was here before the first release: it can be switched back to like a release.
const before = "before"

// journal is the switch in progress. It is on disk before anything live is touched and goes when the switch has ended
// well or was undone: a journal that is found later names an interrupted switch and the way back.
type journal struct {
	Version int       `json:"version"`
	Verb    string    `json:"verb"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Started time.Time `json:"started"`
	full    bool      // the reserve was needed already, to get here
}

// what is the switch in a sentence: the activation of a release.
func (j journal) what() string {
	if j.Verb == "activate" {
		return "activation"
	}
	return j.Verb // rollback, repair
}

// goesBack tells whether the switch is itself a way back: a full disk must not stop it, that is what the reserve is for.
func (j journal) goesBack() bool { return j.Verb == "rollback" || j.To == before }

// journalVersion is raised when an older dashctl could no longer end a switch by this file.
const journalVersion = 1

func (h host) openJournal(entry journal) error {
	entry.Version = journalVersion
	text, err := json.Marshal(entry)
	if err != nil {
		return fmt.Errorf("encode journal: %w", err)
	}
	if !entry.full {
		err = h.keepReserve()
	}
	if err == nil {
		err = writeFile(h.state("journal.json"), append(text, '\n'), 0o600)
	}
	if errors.Is(err, syscall.ENOSPC) && entry.goesBack() {
		h.freeReserve()
		err = writeFile(h.state("journal.json"), append(text, '\n'), 0o600)
	}
	return err
}

// reserveSize is room for the lines that a way back writes.
const reserveSize = 256 << 10

// reserves are where the way back writes: lines, and the link to the release. These may be two file systems.
func (h host) reserves() []string { return []string{h.state("reserve"), h.product("reserve")} }

// keepReserve takes some of the disk, and an inode, while there is some: the way back must not need what may be gone by then.
func (h host) keepReserve() error {
	for _, reserve := range h.reserves() {
		if info, err := os.Stat(reserve); err == nil && info.Size() == reserveSize {
			continue
		}
		if err := writeFile(reserve, make([]byte, reserveSize), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (h host) freeReserve() {
	for _, reserve := range h.reserves() {
		_ = os.Remove(reserve)
	}
}

func (h host) closeJournal() error { return removeFile(h.state("journal.json")) }

// readJournal returns the switch in progress, if there is one.
func (h host) readJournal() (entry journal, found bool, err error) {
	text, err := os.ReadFile(h.state("journal.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return entry, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &entry)
	}
	if err != nil {
		return entry, false, fmt.Errorf("read journal %s: %w", h.state("journal.json"), err)
	}
	if entry.Version > journalVersion {
		return entry, false, refuse("a newer dashctl left a switch open: its journal has version %d, this dashctl knows %d", entry.Version, journalVersion).
			withHint("%s recover", h.product("dashctl"))
	}
	return entry, true, nil
}
