package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Down removes a host and all that is left of it, also after a crash half way through Up or Down. A host that does not
// exist is no error.
func Down(ctx context.Context, name string) error {
	place, err := placeOf(name)
	if err != nil {
		return err
	}
	if err := checkMachine(); err != nil {
		return err
	}
	return place.down(ctx)
}

// Down removes the host.
func (h Host) Down(ctx context.Context) error { return Down(ctx, h.Name) }

// DownAll removes all hosts, and base images that no new host would use. The current base image stays.
func DownAll(ctx context.Context) error {
	hosts, err := List()
	if err != nil {
		return err
	}
	var all error
	for _, host := range hosts {
		all = errors.Join(all, Down(ctx, host.Name))
	}
	if all != nil {
		return all
	}
	return removeOldBases()
}

func (p place) down(ctx context.Context) error {
	lock, err := lockFolder(ctx, p.folder)
	if err != nil {
		return fmt.Errorf("remove host %q: %w", p.name, err)
	}
	defer lock.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, step := range []func(context.Context) error{p.kill, p.removeLock, p.unmount, p.removeBridge, p.removeRuntimeFiles} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("remove host %q: %w", p.name, err)
		}
	}
	return removeTree(p.folder)
}

// unmount tries for a while: the kernel lets go of a killed process's files a little later than of the process.
func (p place) unmount(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var last error
	err := poll(ctx, func() (bool, error) {
		last = unmountAll(ctx, p.folder)
		return last == nil, nil
	})
	return errors.Join(err, last)
}

// removeRuntimeFiles removes what systemd-nspawn leaves in /run.
func (p place) removeRuntimeFiles(ctx context.Context) error {
	var all error
	for _, kind := range []string{"propagate", "unix-export"} {
		folder := filepath.Join("/run/systemd/nspawn", kind, p.id())
		all = errors.Join(all, unmountAll(ctx, folder), removeTree(folder))
	}
	return all
}

// removeLock removes the lock that a killed systemd-nspawn leaves.
func (p place) removeLock(ctx context.Context) error {
	if !exists(p.root()) {
		return nil
	}
	lock, err := p.nspawnLock(ctx)
	return errors.Join(err, os.RemoveAll(lock))
}

// nspawnLock is named after the root folder's inode: it can only be found as long as the root is mounted.
func (p place) nspawnLock(ctx context.Context) (string, error) {
	inode, err := exec.CommandContext(ctx, "stat", "--format=inode-%d:%i", p.root()).Output()
	if err != nil {
		return "", fmt.Errorf("find the lock of %s: %w", p.root(), err)
	}
	return filepath.Join("/run/systemd/nspawn/locks", strings.TrimSpace(string(inode))), nil
}

func removeOldBases() error {
	folder, err := labFolder()
	if err != nil {
		return err
	}
	current, err := ownRecipe()
	if err != nil {
		return err
	}
	keep, err := current.name()
	if err != nil {
		return err
	}
	bases, err := filepath.Glob(filepath.Join(folder, "base-*"))
	for _, base := range bases {
		if filepath.Base(base) != keep {
			err = errors.Join(err, removeTree(base))
		}
	}
	return err
}
