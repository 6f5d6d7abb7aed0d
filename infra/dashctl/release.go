package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"crypto-dashboard/infra/manifest"
)

// readManifest reads and checks the manifest in folder.
func readManifest(folder string) (manifest.Manifest, error) {
	text, err := os.ReadFile(filepath.Join(folder, manifest.Name))
	if err != nil {
		return manifest.Manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	release, err := manifest.Parse(text)
	if err != nil {
		return release, fmt.Errorf("%s: %w", folder, err)
	}
	return release, nil
}

// composed is where a release is put together.
func (h host) composed(id string) string { return h.product("releases", ".new-"+id) }

// compose copies the uploaded files of a release into a folder of its own, beside the releases, and returns that folder.
// What is copied is what was hashed: a file that changes meanwhile, or does not match the manifest, is refused.
func (h host) compose(release manifest.Manifest) (folder string, err error) {
	if err := makeFolder(h.product("releases"), 0o755); err != nil {
		return "", fmt.Errorf("make releases folder: %w", err)
	}
	folder = h.composed(release.ID)
	if err := os.RemoveAll(folder); err != nil {
		return "", fmt.Errorf("clear %s: %w", folder, err)
	}
	for _, file := range release.Files {
		if err := copyVerified(h.product("incoming", file.Path), filepath.Join(folder, file.Path), file); err != nil {
			return "", errors.Join(err, os.RemoveAll(folder))
		}
	}
	// The id is a hash of the files, so it cannot be in one of them.
	environment := fmt.Sprintf("DASHBOARD_RELEASE=%s\n", release.ID)
	err = errors.Join(
		writeFile(filepath.Join(folder, "release.env"), []byte(environment), 0o644),
		writeFile(filepath.Join(folder, manifest.Name), release.Encode(), 0o644))
	return folder, err
}

// install gives a composed folder its final name. It is durable from the leaves up before it has that name.
func (h host) install(folder, id string) error {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = syncFolder(path)
		}
		return err
	})
	if err == nil {
		err = h.name(folder, id)
	}
	if err != nil {
		return fmt.Errorf("install release %s: %w", id, err)
	}
	return nil
}

// name renames folder to the release's. One that is there but was altered changes places with it, in one step: it may be current.
func (h host) name(folder, id string) error {
	if _, err := os.Lstat(h.release(id)); errors.Is(err, fs.ErrNotExist) {
		return replace(folder, h.release(id))
	}
	if err := unix.Renameat2(unix.AT_FDCWD, folder, unix.AT_FDCWD, h.release(id), unix.RENAME_EXCHANGE); err != nil {
		return err
	}
	return errors.Join(syncFolder(h.product("releases")), os.RemoveAll(folder))
}

func copyVerified(from, to string, want manifest.File) error {
	mode, err := strconv.ParseUint(want.Mode, 8, 32)
	if err != nil {
		return fmt.Errorf("mode of %s: %w", want.Path, err)
	}
	// No symbolic link is followed: the uploads may lie in a folder that an ordinary user can write to.
	source, err := os.OpenFile(from, os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	copied, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fs.FileMode(mode))
	if err != nil {
		return fmt.Errorf("copy %s: %w", want.Path, err)
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(copied, hash), source)
	if err := errors.Join(err, copied.Chmod(fs.FileMode(mode)), flush(copied), copied.Close()); err != nil {
		return fmt.Errorf("copy %s: %w", want.Path, err)
	}
	if err := want.Match(hex.EncodeToString(hash.Sum(nil)), size); err != nil {
		return refuse("upload is damaged: %w", err).withHint("send it again: pulumi up --replace '**%s'", want.Path)
	}
	return nil
}

// whole checks that the release on this host is the one that was installed, byte for byte.
func (h host) whole(id string) (manifest.Manifest, error) {
	release, err := readManifest(h.release(id))
	if err != nil {
		return release, err
	}
	if release.ID != id {
		return release, fmt.Errorf("%s holds release %s", h.release(id), release.ID)
	}
	for _, file := range release.Files {
		content, err := os.ReadFile(h.release(id, file.Path))
		if err != nil {
			return release, fmt.Errorf("release %s is not whole: %w", id, err)
		}
		sum := sha256.Sum256(content)
		if err := file.Match(hex.EncodeToString(sum[:]), int64(len(content))); err != nil {
			return release, fmt.Errorf("release %s is not whole: %w", id, err)
		}
	}
	return release, nil
}

// current returns what the host serves: a release id, or before.
func (h host) current() (string, error) {
	link, err := os.Readlink(h.product("current"))
	if errors.Is(err, fs.ErrNotExist) {
		return before, nil
	}
	if err != nil {
		return "", fmt.Errorf("read current release: %w", err)
	}
	return filepath.Base(link), nil
}

// releases returns the ids of all installed releases, in no meaningful order.
func (h host) releases() ([]string, error) {
	entries, err := os.ReadDir(h.product("releases"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list releases: %w", err)
	}
	var ids []string
	for _, entry := range entries {
		if entry.IsDir() && entry.Name()[0] != '.' {
			ids = append(ids, entry.Name())
		}
	}
	return ids, nil
}

// prune removes installed releases but for the newest kept ones, count of them, and those in protected. Failed releases go
// first, and never push out a kept one.
func (h host) prune(count int, protected ...string) error {
	chapters, err := h.history()
	if err != nil {
		return err
	}
	installed, err := h.releases()
	if err != nil {
		return err
	}
	newest := slices.DeleteFunc(kept(chapters), func(id string) bool {
		_, bad, _ := h.inQuarantine(id)
		return bad || !slices.Contains(installed, id)
	})
	stay := append(newest[:min(count, len(newest))], protected...)
	for _, id := range installed {
		if !slices.Contains(stay, id) {
			err = errors.Join(err, os.RemoveAll(h.release(id)))
		}
	}
	return err
}
