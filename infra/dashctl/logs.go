package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// evidenceLines is how much of a failed release's log the operator is shown: its last 20 lines, and what systemd says between them.
const evidenceLines = 30

// logMark remembers where the logs ended when a switch began.
type logMark struct {
	since time.Time
	size  int64
}

func (h host) markLogs() logMark {
	mark := logMark{since: time.Now()}
	if info, err := os.Stat(h.logFile()); err == nil {
		mark.size = info.Size()
	}
	return mark
}

// logsSince returns the last lines that a release wrote since the mark: to the journal, where a crash ends up, and to the log
// file, which it shares with the release that serves.
func (h host) logsSince(ctx context.Context, mark logMark, id string) string {
	_, _ = output(ctx, "journalctl", "--sync") // the last words of a process arrive after its death
	text, err := output(ctx, "journalctl", "--no-pager", "--output=cat", "--lines="+strconv.Itoa(evidenceLines),
		"--since=@"+strconv.FormatInt(mark.since.Unix(), 10), "--unit="+serviceName+"@*.service", "--unit="+trialUnit)
	if err != nil {
		text = err.Error()
	}
	return text + tail(h.logFile(), mark.size, evidenceLines, writtenBy(id))
}

func writtenBy(id string) func(line string) bool {
	return func(line string) bool { return strings.Contains(line, fmt.Sprintf("%q:%q", "release", id)) }
}

func (h host) printLogs(ctx context.Context, count int) error {
	text, err := output(ctx, "journalctl", "--no-pager", "--lines="+strconv.Itoa(count), "--unit="+serviceName+"*")
	fmt.Fprintf(h.report, "%s\n%s:\n%s", text, h.logFile(), tail(h.logFile(), 0, count, func(string) bool { return true }))
	return err
}

// tailLimit is how much of a log is searched at most, in bytes.
const tailLimit = 16 << 20

// tail returns the last lines of a file, from offset on, that wanted accepts.
func tail(path string, offset int64, count int, wanted func(line string) bool) string {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() < offset {
		offset = 0 // rotated meanwhile
	} else if err == nil {
		offset = max(offset, info.Size()-tailLimit)
	}
	text, err := io.ReadAll(io.NewSectionReader(file, offset, tailLimit))
	if err != nil {
		return err.Error()
	}
	lines := slices.DeleteFunc(slices.Collect(strings.Lines(string(text))), func(line string) bool { return !wanted(line) })
	return strings.Join(lines[max(0, len(lines)-count):], "")
}
