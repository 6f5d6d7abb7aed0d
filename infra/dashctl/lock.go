package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"
)

// lock lets one run at a time change the host. The kernel holds it: it is free at once when its holder dies, however it dies.
// The file's text only tells others who has it. Call the returned function to release it.
func (h host) lock(verb string) (release func(), err error) {
	if err := makeFolder(h.state(), 0o700); err != nil {
		return nil, fmt.Errorf("make %s: %w", h.state(), err)
	}
	file, err := os.OpenFile(h.state("lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, lockedBy(file, err)
	}
	text := fmt.Sprintf("dashctl %s, process %d, since %s", verb, os.Getpid(), time.Now().UTC().Format(time.RFC3339))
	// On a full disk nobody is told who has it; it is had all the same.
	_ = errors.Join(file.Truncate(0), firstOf(file.WriteAt([]byte(text), 0)))
	h.tidyUp(time.Minute)
	return func() { file.Close() }, nil
}

func lockedBy(file *os.File, cause error) error {
	defer file.Close()
	if !errors.Is(cause, syscall.EWOULDBLOCK) {
		return fmt.Errorf("take lock %s: %w", file.Name(), cause)
	}
	holder, _ := io.ReadAll(file)
	return (&failure{code: exitLocked, error: fmt.Errorf("another run is changing this host: %s", strings.TrimSpace(string(holder)))}).
		withHint("wait for it to end; `dashctl status` shows how far it is")
}

func firstOf[T any](_ T, err error) error { return err }
