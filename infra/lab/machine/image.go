package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A host with a disk of its own has its layer on an ext4 file system in a file. Like on a real disk, what was not synced is in
// the kernel's memory only. Two options make sure of that: no commit but those that somebody asks for, and none of ext4's
// repairs for programs that rename a file without a sync, which other file systems do not have.
const imageOptions = "loop,commit=900,noauto_da_alloc,noinit_itable"

// imageSize is a limit: the file has holes.
const imageSize = 2 << 30

func (p place) image() string      { return filepath.Join(p.folder, "disk.img") }
func (p place) imageMount() string { return filepath.Join(p.folder, "disk") }

// hasImage says whether the host has a disk of its own. Only the file tells.
func (p place) hasImage() bool { return exists(p.image()) }

// layers is where the host's layer and its work folder are.
func (p place) layers() string {
	if p.hasImage() {
		return p.imageMount()
	}
	return p.folder
}

// makeImage makes an empty file system, whole or not at all.
func (p place) makeImage(ctx context.Context) error {
	if p.hasImage() {
		return nil
	}
	unfinished := p.image() + ".new"
	file, err := os.OpenFile(unfinished, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Truncate(imageSize), file.Close()); err != nil {
		return err
	}
	if err := run(ctx, "mkfs.ext4", "-q", "-F", "-m", "0", "-N", "131072", "-J", "size=32", unfinished); err != nil {
		return withHint(err, "apt-get install e2fsprogs")
	}
	return os.Rename(unfinished, p.image())
}

func (p place) mountImage(ctx context.Context) error {
	if !p.hasImage() {
		return nil
	}
	mounted, err := p.imageMounted()
	if err != nil || mounted {
		return err
	}
	if err := os.MkdirAll(p.imageMount(), 0o755); err != nil {
		return err
	}
	if err := run(ctx, "mount", "-t", "ext4", "-o", imageOptions, p.image(), p.imageMount()); err != nil {
		return withHint(err, "a host with a disk of its own needs a free loop device: losetup --list")
	}
	return nil
}

func (p place) imageMounted() (bool, error) {
	mounts, err := mountsUnder(p.imageMount())
	return len(mounts) > 0, err
}

// syncImage is for what a host is made with: it is no part of what a power cut may lose.
func (p place) syncImage(ctx context.Context) error {
	if !p.hasImage() {
		return nil
	}
	return run(ctx, "sync", "--file-system", p.imageMount())
}

// cutPower leaves on the host's own disk what was on it at one instant. The copy keeps from it what the kernel still holds and
// would write when the file system is unmounted.
func (p place) cutPower(ctx context.Context) error {
	mounted, err := p.imageMounted()
	if err != nil {
		return err
	}
	if !mounted {
		return p.kill(ctx)
	}
	lock, err := p.nspawnLock(ctx)
	if err != nil {
		return err
	}
	if err := stopFileSystem(p.imageMount()); err != nil {
		return fmt.Errorf("stop the file system at %s: %w", p.imageMount(), err)
	}
	left := p.image() + ".cut"
	err = errors.Join(p.kill(ctx), run(ctx, "cp", "--sparse=always", p.image(), left))
	if err == nil {
		err = errors.Join(p.unmount(ctx), os.RemoveAll(lock))
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(left))
	}
	return os.Rename(left, p.image())
}
