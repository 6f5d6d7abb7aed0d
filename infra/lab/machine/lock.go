package machine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// lockFolder makes the folder if need be and locks it, until the lock is closed by all processes that have it.
func lockFolder(ctx context.Context, folder string) (lock *os.File, err error) {
	for {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
		lock, err := lockExisting(ctx, folder)
		if !errors.Is(err, fs.ErrNotExist) {
			return lock, err
		}
	}
}

// lockExisting locks a file or folder. It fails with fs.ErrNotExist when there is none, or none any more.
func lockExisting(ctx context.Context, path string) (lock *os.File, err error) {
	lock, err = os.Open(path)
	if err != nil {
		return nil, err
	}
	err = poll(ctx, func() (bool, error) { return tryLock(lock) })
	// Whoever held the lock may have removed what we opened.
	if err == nil && !isStillAt(path, lock) {
		err = fs.ErrNotExist
	}
	if err != nil {
		lock.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return lock, nil
}

func isStillAt(path string, file *os.File) bool {
	opened, err := file.Stat()
	if err != nil {
		return false
	}
	now, err := os.Stat(path)
	return err == nil && os.SameFile(opened, now)
}

// poll asks until the answer is yes, an error, or ctx ends.
func poll(ctx context.Context, ask func() (bool, error)) error {
	for {
		if done, err := ask(); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
