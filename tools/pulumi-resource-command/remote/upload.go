package remote

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pkg/sftp"
	"github.com/pulumi/pulumi-go-provider/infer/types"
)

const requests = 64

// upload copies over an open SFTP connection. Folders on the way to a target are made. Where things land:
//
//	source     target is a folder    target is not there    target is a file
//	file       target/file           target                 target, overwritten
//	text       refused               target                 target, overwritten
//	folder     target/folder         target/folder          refused
//	folder/    into target           into target            refused
type upload struct{ client *sftp.Client }

func (u upload) source(source types.AssetOrArchive, target string) error {
	if err := u.makeFolder(path.Dir(target)); err != nil {
		return err
	}
	if source.Asset != nil && source.Asset.IsText() {
		return u.text(source.Asset.Text, target)
	}
	if source.Asset != nil {
		return u.path(source.Asset.Path, target)
	}
	return u.path(source.Archive.Path, target)
}

func (u upload) text(content, target string) error {
	folder, err := u.isFolder(target)
	if err != nil {
		return err
	}
	if folder {
		return fmt.Errorf("copy text to %q: it is a folder, the remote path must name a file", target)
	}
	return u.write(strings.NewReader(content), target)
}

func (u upload) path(name, target string) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("copy to %q: %w", target, err)
	}
	if info.IsDir() {
		if !strings.HasSuffix(name, "/") {
			target = path.Join(target, filepath.Base(name))
		}
		return u.folder(name, target)
	}
	folder, err := u.isFolder(target)
	if err != nil {
		return err
	}
	if folder {
		target = path.Join(target, filepath.Base(name))
	}
	return u.file(name, target)
}

func (u upload) folder(name, target string) error {
	return fs.WalkDir(os.DirFS(name), ".", func(inside string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("copy the folder %q: %w", name, err)
		}
		if entry.IsDir() {
			return u.makeFolder(path.Join(target, inside))
		}
		return u.file(filepath.Join(name, filepath.FromSlash(inside)), path.Join(target, inside))
	})
}

func (u upload) file(name, target string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("copy to %q: %w", target, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil {
		err = u.room(target, info.Size())
	}
	if err != nil {
		return fmt.Errorf("copy to %q: %w", target, err)
	}
	return u.write(file, target)
}

// room refuses what the server's disk cannot hold, before anything is written: a server's own error says no more than "Failure".
func (u upload) room(target string, size int64) error {
	disk, err := u.client.StatVFS(path.Dir(target))
	if err != nil {
		return nil // this server does not tell
	}
	free := int64(disk.Bavail * disk.Frsize)
	if present, err := u.client.Stat(target); err == nil {
		free += present.Size() // it is written over
	} else if disk.Files > 0 && disk.Favail == 0 {
		return fmt.Errorf("no inode is free in %s", path.Dir(target))
	}
	if free < size {
		return fmt.Errorf("%d MiB are needed in %s, %d MiB are free", size>>20+1, path.Dir(target), free>>20)
	}
	return nil
}

// write uses as many requests at once as sftp's ReadFrom would, but not ReadFrom: with less than one packet left, as in every
// short file, that one reports success when the server could not write (version 1.13.10).
func (u upload) write(content io.Reader, target string) error {
	file, err := u.client.Create(target)
	if err != nil {
		return fmt.Errorf("create the remote file %q: %w", target, err)
	}
	_, err = file.ReadFromWithConcurrency(content, requests)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the remote file %q: %w", target, err)
	}
	return nil
}

func (u upload) makeFolder(target string) error {
	if err := u.client.MkdirAll(target); err != nil {
		return fmt.Errorf("create the remote folder %q: %w", target, err)
	}
	return nil
}

func (u upload) isFolder(target string) (bool, error) {
	info, err := u.client.Stat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look at the remote path %q: %w", target, err)
	}
	return info.IsDir(), nil
}
