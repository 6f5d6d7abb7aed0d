package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// files is what the database consists of on disk at one moment. Two equal values mean: nothing was committed in between.
//
// The times and sizes alone are not enough: the kernel's clock for them ticks every few milliseconds, and a checkpointed
// -wal is overwritten from its start. So the counters that SQLite itself keeps are part of it: the database header, the
// header of the -wal (its salt), and the index header in the -shm, which changes with every commit.
type files struct {
	path    string // with symbolic links resolved: SQLite names -wal and -shm after the real file
	main    file
	wal     file
	shm     file
	journal file
}

type file struct {
	exists bool
	inode  uint64
	size   int64
	mtime  int64 // nanoseconds
	head   [headSize]byte
}

const (
	// headSize covers the 100 bytes of a database header, the 32 of a -wal header, and of the -shm the two copies of the index header
	// and how much of the log is checkpointed.
	headSize = 100
	// indexSize is the size of the index header in the -shm, which is there twice.
	indexSize = 48
)

// readings is held for reading while this process has a connection to any SQLite database. Closing a descriptor of a database's file
// drops every POSIX lock that the process has on it, SQLite's too: it needs readings for writing.
var readings sync.RWMutex

// watch looks at the files of one database, whose descriptors it keeps: see readings.
type watch struct {
	path  string
	mutex sync.Mutex
	open  map[string]*os.File // by the ending of their names
	stale []*os.File          // of files that are gone
}

// endings of the names of a database's files.
var endings = []string{"", "-wal", "-shm", "-journal"}

// look reads the state of the files. It may be called at any time.
func (w *watch) look() (files, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	defer w.closeStale()
	real, err := filepath.EvalSymlinks(w.path)
	if err != nil {
		return files{}, fmt.Errorf("find the database: %w", err)
	}
	found := files{path: real}
	for i, target := range []*file{&found.main, &found.wal, &found.shm, &found.journal} {
		if *target, err = w.lookAt(real, endings[i]); err != nil {
			return files{}, fmt.Errorf("look at the database: %w", err)
		}
	}
	if !found.main.exists {
		return files{}, fmt.Errorf("find the database: %w", &fs.PathError{Op: "open", Path: real, Err: syscall.ENOENT})
	}
	return found, nil
}

func (w *watch) lookAt(real, ending string) (file, error) {
	handle, info, err := w.handle(real+ending, ending)
	if err != nil || handle == nil {
		return file{}, err
	}
	found := file{exists: true, inode: inodeOf(info), size: info.Size(), mtime: info.ModTime().UnixNano()}
	for range attempts {
		if _, err := handle.ReadAt(found.head[:], 0); err != nil && !errors.Is(err, io.EOF) {
			return file{}, err
		}
		if ending != "-shm" || bytes.Equal(found.head[:indexSize], found.head[indexSize:2*indexSize]) {
			break // else a commit is just being written there
		}
	}
	return found, nil
}

// handle gives the descriptor of the file that has the name now, and what the file is; nil when there is none.
func (w *watch) handle(path, ending string) (*os.File, os.FileInfo, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		w.forget(ending)
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for ever
		return nil, nil, &fs.PathError{Op: "open", Path: path, Err: errNotRegular}
	}
	if handle := w.open[ending]; handle != nil {
		if known, err := handle.Stat(); err == nil && os.SameFile(known, info) {
			return handle, info, nil
		}
	}
	return w.reopen(path, ending)
}

func (w *watch) reopen(path, ending string) (*os.File, os.FileInfo, error) {
	w.forget(ending)
	handle, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if w.open == nil {
		w.open = map[string]*os.File{}
	}
	w.open[ending] = handle
	info, err := handle.Stat()
	return handle, info, err
}

func (w *watch) forget(ending string) {
	if handle := w.open[ending]; handle != nil {
		w.stale = append(w.stale, handle)
		delete(w.open, ending)
	}
}

// closeStale leaves it for later when a connection is open.
func (w *watch) closeStale() {
	if len(w.stale) == 0 || !readings.TryLock() {
		return
	}
	defer readings.Unlock()
	for _, handle := range w.stale {
		handle.Close()
	}
	w.stale = nil
}

// close waits until no connection is open.
func (w *watch) close() {
	readings.Lock()
	defer readings.Unlock()
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, ending := range endings {
		w.forget(ending)
	}
	for _, handle := range w.stale {
		handle.Close()
	}
	w.stale = nil
}

func inodeOf(info os.FileInfo) uint64 { return info.Sys().(*syscall.Stat_t).Ino }

// same tells that nothing was committed in between. While a log is in use, its index says that alone; but that the database itself was
// written must be the work of a checkpoint.
func (f files) same(before sign) bool {
	b := before.(files)
	if f == b {
		return true
	}
	return f.path == b.path && f.live() && b.live() && f.journal == b.journal && f.main.inode == b.main.inode &&
		f.wal.inode == b.wal.inode && f.wal.head == b.wal.head && f.shm.inode == b.shm.inode && f.index() == b.index() &&
		(f.main == b.main || f.shm.head != b.shm.head)
}

func (f files) related(before sign) bool {
	b := before.(files)
	return f.path == b.path && f.main.inode == b.main.inode
}

// live tells that the database has a log and its index.
func (f files) live() bool { return f.usesWAL() && f.wal.exists && f.shm.exists }

// index is both copies of the index header.
func (f files) index() [2 * indexSize]byte { return [2 * indexSize]byte(f.shm.head[:]) }

func (f files) precise() bool { return true }

// written is the newest change of the data. The -shm does not count, nor an empty -wal: readers make them too.
func (f files) written() time.Time {
	if f.wal.size == 0 {
		return time.Unix(0, f.main.mtime)
	}
	return time.Unix(0, max(f.main.mtime, f.wal.mtime))
}

// usesWAL is what the database header says (bytes 18 and 19: 2 = write-ahead log, 1 = rollback journal).
func (f files) usesWAL() bool { return f.main.head[18] == 2 }

// version names the state. While a log is in use its index does, and what a checkpoint changes does not count. Without one it takes the
// time too: a bot that only ran for a moment may leave all else as it was.
func (f files) version() string {
	if f.live() {
		return fmt.Sprint(f.main.inode, f.wal.inode, f.wal.head, f.index())
	}
	return fmt.Sprint(f.main.inode, f.main.size, f.main.mtime, f.main.head, f.wal.inode, f.wal.size, f.wal.head, f.journal.exists)
}
