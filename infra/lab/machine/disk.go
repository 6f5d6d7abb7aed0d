package machine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// makeDisk leaves the host's root mounted and complete, and its network ready. It goes on where an interrupted one
// stopped.
func (p place) makeDisk(ctx context.Context, progress func(string, ...any)) (state, error) {
	state, found, err := p.readState()
	if err != nil {
		return state, err
	}
	if !found {
		if state.Base, err = readyBase(ctx, progress); err != nil {
			return state, err
		}
	}
	if err := p.connect(ctx, &state, found); err != nil {
		return state, err
	}
	if err := p.mount(ctx, state.Base); err != nil || state.HostKey != "" {
		return state, err
	}
	return p.fill(state)
}

// mount puts the host's own layer on the base image.
func (p place) mount(ctx context.Context, base string) error {
	base = filepath.Join(p.folder, "..", "..", base)
	if !exists(base) {
		return withHint(fmt.Errorf("its base image %s is gone", base), "lab down "+p.name+", then lab up "+p.name)
	}
	mounts, err := mountsUnder(p.root())
	if err != nil || len(mounts) > 0 {
		return err
	}
	for _, folder := range []string{p.upper(), p.work(), p.root()} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	layers := "lowerdir=" + base + ",upperdir=" + p.upper() + ",workdir=" + p.work()
	return run(ctx, "", "mount", "-t", "overlay", "-o", layers, p.id(), p.root())
}
