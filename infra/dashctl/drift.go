package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"crypto-dashboard/infra/manifest"
)

// An operator can edit what a release put on the host: in place, which alters the release's own file, or with an editor that puts a
// new file where the link was. A switch would lose either without a word, so it is refused, with the difference; or, if the operator
// says so, undone, with the edited file kept.

// edit is a file of the current release that is not what was installed.
type edit struct {
	file    manifest.File
	place   string // where the edited text is; relative to the root
	present bool   // false: it was removed
	unlink  bool   // a file stands where the link to the release was
}

// edits finds what was edited of the current release's files. Programs are not among them: one that differs is damaged, not edited.
func (h host) edits() ([]edit, error) {
	id, err := h.current()
	if err != nil || id == before {
		return nil, err
	}
	release, err := readManifest(h.release(id))
	if err != nil {
		return nil, nil // not whole; whoever needs it to be finds out
	}
	var found []edit
	for _, file := range release.Files {
		if !strings.HasPrefix(file.Path, "etc/") {
			continue
		}
		place, _ := filepath.Rel(h.root, h.release(id, file.Path))
		if hash, err := hashOf(h.path(place)); err != nil || hash != file.SHA256 {
			found = append(found, edit{file: file, place: place, present: err == nil})
		}
		if live := liveLink(file.Path); live != "" {
			if info, err := os.Lstat(h.path(live)); err == nil && info.Mode().IsRegular() {
				found = append(found, edit{file: file, place: live, present: true, unlink: true})
			}
		}
	}
	return found, nil
}

// liveLink is where the host has its link to a release's file, or nothing.
func liveLink(path string) string {
	if folder, ok := liveFolders[filepath.Dir(path)]; ok {
		return filepath.Join(folder, filepath.Base(path))
	}
	return ""
}

// name is where the operator knows the edited file from.
func (e edit) name() string {
	if live := liveLink(e.file.Path); live != "" {
		return "/" + live
	}
	return "/" + e.place
}

func hashOf(path string) (string, error) {
	content, err := os.ReadFile(path)
	return hashed(content), err
}

func hashed(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// refuseEdits refuses to switch away from files that were edited, and shows how, unless they may be overwritten.
func (h host) refuseEdits(ctx context.Context, o options) ([]edit, error) {
	found, err := h.edits()
	if err == nil && len(found) == 0 {
		h.keepPresentOriginals()
	}
	if err != nil || len(found) == 0 {
		return nil, refused(err)
	}
	var names []string
	for _, one := range found {
		h.say("edited", "%s is not what the release put there", one.name())
		h.quote(h.difference(ctx, one))
		names = append(names, one.name())
	}
	if o.overwriteDrift {
		return found, nil
	}
	return nil, refuse("edited on this host since the release was installed: %s; nothing was changed", strings.Join(slices.Compact(names), " ")).
		withHint("put the change into the project and deploy that; to let it go: `pulumi config set crypto-dashboard:overwriteDrift true`, or on the host --overwrite-drift. The edited file is then kept in %s", h.state("edited"))
}

// differenceLines bounds what is shown of one edited file.
const differenceLines = 60

func (h host) difference(ctx context.Context, e edit) string {
	if !e.present {
		return "it was removed"
	}
	original, err := h.original(e.file)
	if err != nil {
		return err.Error()
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	command := exec.CommandContext(ctx, "diff", "--unified", "--text", "--label=installed", "--label="+e.name(), "-", h.path(e.place))
	command.Stdin = bytes.NewReader(original)
	text, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1: they differ
		return fmt.Sprintf("%v %s", err, text)
	}
	lines := strings.SplitAfter(string(text), "\n")
	return withoutSecrets(strings.Join(lines[:min(len(lines), differenceLines)], ""))
}

// keepOriginals puts the texts of a release aside, by hash: what was edited can then be shown, and put back.
func (h host) keepOriginals(folder string, release manifest.Manifest) error {
	if err := makeFolder(h.state("originals"), 0o700); err != nil {
		return fmt.Errorf("keep the release's texts: %w", err)
	}
	for _, file := range release.Files {
		if !strings.HasPrefix(file.Path, "etc/") {
			continue
		}
		if hash, err := hashOf(h.state("originals", file.SHA256)); err == nil && hash == file.SHA256 {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, file.Path))
		if err == nil {
			err = writeFile(h.state("originals", file.SHA256), content, 0o600)
		}
		if err != nil {
			return fmt.Errorf("keep the release's texts: %w", err)
		}
	}
	return nil
}

// keepPresentOriginals does so for the release that serves, which nobody has edited: a dashctl that kept none may have installed it.
func (h host) keepPresentOriginals() {
	id, err := h.current()
	if err != nil || id == before {
		return
	}
	release, err := readManifest(h.release(id))
	if err != nil {
		return // not whole; whoever needs it to be finds out
	}
	if err := h.keepOriginals(h.release(id), release); err != nil {
		h.say("note", "an edit of %s could not be undone: %v", describe(id), err)
	}
}

// original returns what was installed. A release that came before originals were kept may have it in another place.
func (h host) original(file manifest.File) ([]byte, error) {
	elsewhere, _ := filepath.Glob(h.product("releases", "*", file.Path))
	for _, place := range append([]string{h.state("originals", file.SHA256), h.product("incoming", file.Path)}, elsewhere...) {
		if content, err := os.ReadFile(place); err == nil && hashed(content) == file.SHA256 {
			return content, nil
		}
	}
	return nil, fmt.Errorf("what was installed as %s is nowhere on this host any more", file.Path)
}

// pruneOriginals forgets the texts that no installed release has.
func (h host) pruneOriginals() error {
	installed, err := h.releases()
	if err != nil {
		return err
	}
	var needed []string
	for _, id := range installed {
		release, err := readManifest(h.release(id))
		if err != nil {
			continue
		}
		for _, file := range release.Files {
			needed = append(needed, file.SHA256)
		}
	}
	entries, err := os.ReadDir(h.state("originals"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		if !slices.Contains(needed, entry.Name()) {
			err = errors.Join(err, os.Remove(h.state("originals", entry.Name())))
		}
	}
	return err
}

// altered are the files of the present release of which an edit was undone, and no switch has been kept since: what runs may have read
// the edit. It is on disk, since the run that undid the edit may fail before it replaces what runs.
func (h host) altered() []string {
	text, _ := os.ReadFile(h.state("altered"))
	return strings.Fields(string(text))
}

func (h host) noteAltered(edits []edit) error {
	altered := h.altered()
	for _, one := range edits {
		altered = append(altered, one.file.Path)
	}
	slices.Sort(altered)
	return writeFile(h.state("altered"), []byte(strings.Join(slices.Compact(altered), "\n")+"\n"), 0o600)
}

// overwrite undoes edits and keeps the edited files. Systemd and Nginx are told, so that what runs is what is on the disk; workers
// that read an edited file are for the switch to replace, this one or, if it fails, the next.
func (h host) overwrite(ctx context.Context, edits []edit) error {
	if len(edits) == 0 {
		return nil
	}
	folder := h.state("edited", time.Now().UTC().Format("20060102T150405.000"))
	if err := h.checkOriginals(edits, folder); err != nil {
		return err
	}
	if err := h.noteAltered(edits); err != nil {
		return refused(err)
	}
	for _, one := range edits {
		if err := h.overwriteOne(one, folder); err != nil {
			return refuse("undo the edit of %s: %w", one.name(), err)
		}
	}
	if err := systemctl(ctx, "daemon-reload"); err != nil {
		return refused(err)
	}
	if slices.ContainsFunc(edits, func(one edit) bool { return strings.HasPrefix(one.file.Path, "etc/nginx/") }) {
		return refused(reloadNginx(ctx))
	}
	return nil
}

// checkOriginals refuses before the first edit is undone if one can't be. A link is made anew; a file needs what was installed. The edited
// files are kept by then, since the ways out end the release that has them.
func (h host) checkOriginals(edits []edit, folder string) error {
	for _, lost := range edits {
		if lost.unlink {
			continue
		}
		_, err := h.original(lost.file)
		if err == nil {
			continue
		}
		for _, one := range edits {
			if one.present {
				err = errors.Join(err, h.putAside(one, filepath.Join(folder, one.name())))
			}
		}
		return refuse("undo the edit of %s: %w", lost.name(), err).
			withHint("deploy the release that serves once more, from its own sources: its upload has what was installed; or `dashctl remove` and deploy anew. Copies of the edited files are in %s", folder)
	}
	return nil
}

func (h host) overwriteOne(e edit, folder string) error {
	if e.present {
		kept := filepath.Join(folder, e.name())
		if err := h.putAside(e, kept); err != nil {
			return err
		}
		h.say("edited", "%s is overwritten; it is kept as %s", e.name(), kept)
	}
	if e.unlink {
		return writeLink(filepath.Join("/opt", serviceName, "current", e.file.Path), h.path(e.place))
	}
	original, err := h.original(e.file)
	if err != nil {
		return err
	}
	return writeFile(h.path(e.place), original, 0o644)
}

func (h host) putAside(e edit, kept string) error {
	content, err := os.ReadFile(h.path(e.place))
	if err != nil {
		return err
	}
	if err := makeFolder(filepath.Dir(kept), 0o700); err != nil {
		return err
	}
	return writeFile(kept, content, 0o600)
}
