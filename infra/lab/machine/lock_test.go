package machine

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestLockedFolderIsNotLockedTwice(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "host")
	lock, err := lockFolder(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := lockFolder(ctx, folder); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("second lock: got error %v, want to wait for ever", err)
	}
	lock.Close()
	again, err := lockFolder(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestFolderThatIsRemovedWhileItsLockIsAwaitedIsMadeAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "host")
	lock, err := lockFolder(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	awaited := make(chan error)
	go func() {
		second, err := lockFolder(t.Context(), folder)
		if err == nil {
			defer second.Close()
			_, err = os.Stat(folder)
		}
		awaited <- err
	}()
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	lock.Close()
	if err := <-awaited; err != nil {
		t.Error(err)
	}
}

func TestMissingFolderIsNotLocked(t *testing.T) {
	if _, err := lockExisting(t.Context(), filepath.Join(t.TempDir(), "host")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got error %v, want: not exist", err)
	}
}
