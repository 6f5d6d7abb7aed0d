package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// makeDisk leaves the host's root mounted and complete, and its network ready. It goes on where an interrupted one
// stopped.
func (p place) makeDisk(ctx context.Context, ownDisk bool, progress func(string, ...any)) (state, error) {
	state, found, err := p.readState()
	if err != nil {
		return state, err
	}
	if !found {
		if state.Base, err = readyBase(ctx, progress); err != nil {
			return state, err
		}
	}
	// Before there is a state: a host keeps the kind of disk that it began with.
	if ownDisk && !found {
		if err := p.makeImage(ctx); err != nil {
			return state, err
		}
	}
	if err := p.connect(ctx, &state, found); err != nil {
		return state, err
	}
	if err := p.mount(ctx, state.Base); err != nil || state.HostKey != "" {
		return state, err
	}
	if state, err = p.fill(state); err != nil {
		return state, err
	}
	return state, errors.Join(p.syncImage(ctx), p.writeState(state))
}

// mount puts the host's own layer on the base image.
func (p place) mount(ctx context.Context, base string) error {
	mounts, err := mountsUnder(p.root())
	if err != nil || len(mounts) > 0 {
		return err
	}
	base = filepath.Join(p.folder, "..", "..", base)
	if !exists(base) {
		return withHint(fmt.Errorf("its base image %s is gone", base), "lab down "+p.name+", then lab up "+p.name)
	}
	if err := errors.Join(p.mountImage(ctx), p.makeFolders()); err != nil {
		return err
	}
	layers := "lowerdir=" + base + ",upperdir=" + p.upper() + ",workdir=" + p.work()
	if err := run(ctx, "mount", "-t", "overlay", "-o", layers, p.id(), p.root()); err != nil {
		return withHint(err, "if the cache folder is on an overlay itself, set XDG_CACHE_HOME to a folder on a disk")
	}
	return nil
}

// makeFolders sets their modes whatever the umask is: the layer's is the mode of the host's root folder.
func (p place) makeFolders() error {
	for _, folder := range []string{p.upper(), p.work(), p.root()} {
		if err := errors.Join(os.MkdirAll(folder, 0o755), os.Chmod(folder, 0o755)); err != nil {
			return err
		}
	}
	return nil
}
