package machine

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// suite is the Debian release that hosts run.
const suite = "bookworm"

//go:embed image
var embedded embed.FS

// recipe is all that shapes a base image.
type recipe struct {
	files       fs.FS
	sourcesName string
	sources     []byte
}

func ownRecipe() (recipe, error) {
	files, err := fs.Sub(embedded, "image")
	if err != nil {
		return recipe{}, err
	}
	name, sources, err := aptSources("/etc/apt", files)
	return recipe{files, name, sources}, err
}

// aptSources are this machine's own if they are for the hosts' Debian: it knows its nearest mirror.
func aptSources(apt string, files fs.FS) (name string, content []byte, err error) {
	for _, file := range []string{"sources.list.d/debian.sources", "sources.list"} {
		content, err := os.ReadFile(filepath.Join(apt, file))
		if err == nil && strings.Contains(string(content), suite) {
			return filepath.Base(file), content, nil
		}
	}
	content, err = fs.ReadFile(files, "debian.sources")
	return "debian.sources", content, err
}

// name is different for every recipe: base-<hash>.
func (r recipe) name() (string, error) {
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s %q %q\n", suite, runtime.GOARCH, r.sourcesName, r.sources)
	err := fs.WalkDir(r.files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(r.files, path)
		fmt.Fprintf(hash, "%q %q\n", path, content)
		return err
	})
	return "base-" + hex.EncodeToString(hash.Sum(nil))[:12], err
}

// readyBase returns the base image's folder name; the first call of all processes builds it.
func readyBase(ctx context.Context, progress func(string, ...any)) (string, error) {
	folder, err := labFolder()
	if err != nil {
		return "", err
	}
	ours, err := ownRecipe()
	if err != nil {
		return "", err
	}
	name, err := ours.name()
	if err != nil || exists(filepath.Join(folder, name)) {
		return name, err
	}
	progress("no base image yet: it is built once, in about a minute")
	lock, err := lockFolder(ctx, filepath.Join(folder, "building"))
	if err != nil {
		return "", err
	}
	defer lock.Close()
	return name, ours.buildOnce(ctx, filepath.Join(folder, name), lock, progress)
}

func (r recipe) buildOnce(ctx context.Context, base string, workshop *os.File, progress func(string, ...any)) error {
	if exists(base) {
		return nil
	}
	if err := r.build(ctx, workshop, progress); err != nil {
		return fmt.Errorf("build the base image: %w", err)
	}
	if err := os.Rename(filepath.Join(workshop.Name(), "root"), base); err != nil {
		return err
	}
	progress("base image ready: %s", base)
	return clearFolder(ctx, workshop.Name())
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
