package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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

// headSize covers the 100 bytes of a database header, the 32 of a -wal header and the 96 of the two index headers in the -shm.
const headSize = 100

// look reads the state of the files. It opens and closes them, which drops every POSIX lock this process holds on them: never
// call it while a connection to the same database is open in this process.
func look(path string) (files, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return files{}, fmt.Errorf("find the database: %w", err)
	}
	found := files{path: real}
	for name, target := range map[string]*file{"": &found.main, "-wal": &found.wal, "-shm": &found.shm, "-journal": &found.journal} {
		if *target, err = lookAt(real + name); err != nil {
			return files{}, fmt.Errorf("look at the database: %w", err)
		}
	}
	if !found.main.exists {
		return files{}, fmt.Errorf("find the database: %w", &fs.PathError{Op: "open", Path: real, Err: syscall.ENOENT})
	}
	return found, nil
}

func lookAt(path string) (file, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return file{}, nil
	}
	if err != nil {
		return file{}, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for ever
		return file{}, &fs.PathError{Op: "open", Path: path, Err: errNotRegular}
	}
	handle, err := os.Open(path)
	if err != nil {
		return file{}, err
	}
	defer handle.Close()
	stat := info.Sys().(*syscall.Stat_t)
	found := file{exists: true, inode: stat.Ino, size: info.Size(), mtime: info.ModTime().UnixNano()}
	if _, err := handle.ReadAt(found.head[:], 0); err != nil && !errors.Is(err, io.EOF) {
		return file{}, err
	}
	return found, nil
}

// written is the newest change of the data. The -shm does not count: readers write it too.
func (f files) written() time.Time {
	return time.Unix(0, max(f.main.mtime, f.wal.mtime))
}

// usesWAL is what the database header says (bytes 18 and 19: 2 = write-ahead log, 1 = rollback journal).
func (f files) usesWAL() bool { return f.main.head[18] == 2 }

// version names the state for everybody who reads it. The times do not count: they differ in what they say of the same data, and
// the -shm's is changed by readers.
func (f files) version() string {
	state := fmt.Sprint(f.main.inode, f.main.size, f.main.head, f.wal.inode, f.wal.size, f.wal.head, f.shm.head, f.journal.exists)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(state)))[:16]
}
