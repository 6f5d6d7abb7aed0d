package machine

import (
	"context"
	"fmt"
	"os"
	"time"
)

// lockFolder makes the folder if need be and locks it, until unlock or this process ends.
func lockFolder(ctx context.Context, folder string) (unlock func(), err error) {
	for {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
		unlock, err := lockExisting(ctx, folder)
		if !os.IsNotExist(err) {
			return unlock, err
		}
	}
}

// lockExisting locks a file or folder. It fails with fs.ErrNotExist when there is none, or none any more.
func lockExisting(ctx context.Context, path string) (unlock func(), err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	unlock = func() { file.Close() }
	err = poll(ctx, func() (bool, error) { return tryLock(file) })
	if err != nil {
		unlock()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	// Whoever held the lock may have removed what we opened.
	if now, err := os.Stat(path); err != nil || !sameFile(file, now) {
		unlock()
		return nil, os.ErrNotExist
	}
	return unlock, nil
}

func sameFile(file *os.File, now os.FileInfo) bool {
	opened, err := file.Stat()
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
