package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

// evidenceLines is how much of a failed release's log the operator is shown.
const evidenceLines = 20

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

// logsSince returns the last lines that the workers wrote since the mark: to the journal, where a crash ends up, and to the
// log file.
func (h host) logsSince(ctx context.Context, mark logMark) string {
	text, err := output(ctx, "journalctl", "--no-pager", "--output=cat", "--lines="+strconv.Itoa(evidenceLines),
		"--since=@"+strconv.FormatInt(mark.since.Unix(), 10), "--unit="+serviceName+"@*.service", "--unit="+trialUnit)
	if err != nil {
		text = err.Error()
	}
	return text + tail(h.logFile(), mark.size, evidenceLines/2)
}

func (h host) printLogs(ctx context.Context, count int) error {
	text, err := output(ctx, "journalctl", "--no-pager", "--lines="+strconv.Itoa(count), "--unit="+serviceName+"*")
	fmt.Fprintf(h.report, "%s\n%s:\n%s", text, h.logFile(), tail(h.logFile(), 0, count))
	return err
}

// tail returns the last lines of a file, from offset on; of a long file, only its last part is read.
func tail(path string, offset int64, count int) string {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil {
		offset = max(offset, info.Size()-256<<10)
		if info.Size() < offset {
			offset = 0 // rotated meanwhile
		}
	}
	text, err := io.ReadAll(io.NewSectionReader(file, offset, 1<<30))
	if err != nil {
		return err.Error()
	}
	lines := strings.SplitAfter(string(text), "\n")
	return strings.Join(lines[max(0, len(lines)-count-1):], "")
}
