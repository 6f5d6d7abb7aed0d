// Package logfile is a log file that can be reopened while it is written to, for logrotate.
package logfile

import (
	"fmt"
	"io"
	"os"
	"sync"
)

// File is an append-only file. A line goes to the file whole, also when several processes write to it.
type File struct {
	path     string
	fallback io.Writer
	mutex    sync.Mutex
	file     *os.File // nil when it could not be opened yet
	failed   bool
}

// Open opens the file at path. If that fails, the lines go to fallback, which is told the reason once; Reopen tries again.
func Open(path string, fallback io.Writer) *File {
	f := &File{path: path, fallback: fallback}
	f.Reopen()
	return f
}

// Reopen goes on in the file that now has the path. It opens the new one before it lets go of the old one, so that no line
// is lost; when it cannot be opened, the old one stays in use.
func (f *File) Reopen() {
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if err != nil {
		f.complain(fmt.Errorf("open the log: %w", err))
		return
	}
	if f.file != nil {
		f.file.Close()
	}
	f.file, f.failed = file, false
}

// Write appends p. What the file does not take goes to the fallback.
func (f *File) Write(p []byte) (int, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.file == nil {
		return f.fallback.Write(p)
	}
	if _, err := f.file.Write(p); err != nil {
		f.complain(fmt.Errorf("write the log: %w", err))
		return f.fallback.Write(p)
	}
	f.failed = false
	return len(p), nil
}

// complain says once that the log fails, until it works again.
func (f *File) complain(err error) {
	if !f.failed {
		fmt.Fprintf(f.fallback, "error: %v\nhint: log lines go here until it works; SIGHUP opens the file again\n", err)
	}
	f.failed = true
}
