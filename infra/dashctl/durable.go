package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile replaces the file at path: after a power cut it has its old or its new content, whole.
func writeFile(path string, content []byte, mode fs.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = temporary.Write(content)
	err = errors.Join(err, temporary.Chmod(mode), flush(temporary), temporary.Close())
	if err == nil {
		err = replace(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), discard(temporary.Name()))
	}
	return nil
}

// writeLink makes path a symbolic link to target in one step, replacing a file or link that is there.
func writeLink(target, path string) error {
	temporary := filepath.Join(filepath.Dir(path), ".new-"+filepath.Base(path))
	if err := discard(temporary); err != nil {
		return fmt.Errorf("link %s: %w", path, err)
	}
	if err := os.Symlink(target, temporary); err != nil {
		return fmt.Errorf("link %s: %w", path, err)
	}
	if err := replace(temporary, path); err != nil {
		return errors.Join(fmt.Errorf("link %s: %w", path, err), discard(temporary))
	}
	return nil
}

// makeFolder makes a folder and those above it, each with a name that a power cut leaves.
func makeFolder(path string, mode fs.FileMode) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(path)
	if err := makeFolder(parent, 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(path, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(parent)
}

// removeFile removes path for good; a path that does not exist is no error.
func removeFile(path string) error {
	if err := os.Remove(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("remove %s: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// discard removes a temporary file, if it is there: it may have its name already.
func discard(temporary string) error {
	if err := os.Remove(temporary); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func replace(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// flush returns when what was written to file is on disk.
func flush(file *os.File) error {
	if withoutFsync() {
		return nil
	}
	return file.Sync()
}

// syncFolder makes the names in folder durable: without it a power cut can undo a rename that was seen to succeed.
func syncFolder(folder string) error {
	opened, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(flush(opened), opened.Close())
}
