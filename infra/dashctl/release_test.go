package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/infra/manifest"
)

func contents(text string) map[string][]byte {
	return map[string][]byte{"bin/server": []byte(text), "etc/logrotate.d/crypto-dashboard": []byte("# nothing\n")}
}

func install(t *testing.T, h host, text string) manifest.Manifest {
	t.Helper()
	release := upload(t, h, contents(text))
	folder, err := h.compose(release)
	if err == nil {
		err = h.install(folder, release.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func TestInstalledReleaseIsWholeAndKnowsItsID(t *testing.T) {
	h := newHost(t)
	release := install(t, h, "one")
	if _, err := h.whole(release.ID); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, h.release(release.ID, "release.env")), "DASHBOARD_RELEASE="+release.ID+"\n"; got != want {
		t.Errorf("release.env is %q, want %q", got, want)
	}
	if info, err := os.Stat(h.release(release.ID, "bin/server")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("bin/server: %v, %v, want mode 0755", info, err)
	}
}

func TestUploadThatDiffersFromItsManifestIsRefusedAndLeavesNothing(t *testing.T) {
	damages := map[string]func(path string) error{
		"a flipped byte of an upload is refused (U3)": func(path string) error { return os.WriteFile(path, []byte("onf"), 0o644) },
		"an upload that is too short is refused (U2)": func(path string) error { return os.Truncate(path, 2) },
		"missing": os.Remove,
		"a symbolic link planted among the uploads is not followed (U9)": func(path string) error { return errors.Join(os.Remove(path), os.Symlink("/etc/passwd", path)) },
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			release := upload(t, h, contents("one"))
			if err := damage(h.product("incoming/bin/server")); err != nil {
				t.Fatal(err)
			}
			if _, err := h.compose(release); err == nil {
				t.Fatal("the damaged upload was accepted")
			} else {
				t.Log(err)
			}
			if left, err := os.ReadDir(h.product("releases")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestReleaseThatChangedOnTheHostIsNotWhole(t *testing.T) {
	h := newHost(t)
	release := install(t, h, "one")
	put(t, h.release(release.ID, "bin/server"), "two")
	if _, err := h.whole(release.ID); err == nil || !strings.Contains(err.Error(), "sha256 mismatch in bin/server") {
		t.Errorf("got %v, want a mismatch in bin/server", err)
	}
}

func TestPruneKeepsTheNewestKeptReleasesAndDropsFailedOnes(t *testing.T) {
	h := newHost(t)
	var ids []string
	for _, text := range []string{"a", "b", "c", "d"} {
		ids = append(ids, install(t, h, text).ID)
	}
	verdicts := []string{verdictKept, verdictKept, verdictFailed, verdictKept}
	for i, id := range ids {
		if err := h.record(journal{Verb: "activate", To: id}, verdicts[i], nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.prune(2, ids[3]); err != nil {
		t.Fatal(err)
	}
	got, err := h.releases()
	want := []string{ids[1], ids[3]}
	slices.Sort(got)
	slices.Sort(want)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("left %v, %v, want %v", got, err, want)
	}
}

func TestWriteFileLeavesNoTemporaryFileWhenItFails(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "taken"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(filepath.Join(folder, "taken"), []byte("x"), 0o644); err == nil {
		t.Fatal("a folder was replaced by a file")
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestWriteLinkReplacesFileAndLink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "link")
	put(t, path, "a file")
	for _, target := range []string{"releases/a", "releases/b"} {
		if err := writeLink(target, path); err != nil {
			t.Fatal(err)
		}
		if got, err := os.Readlink(path); err != nil || got != target {
			t.Errorf("got %q, %v, want %q", got, err, target)
		}
	}
	if err := removeFile(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
}

func TestAnAlteredReleaseIsMadeWholeInOneStep(t *testing.T) {
	h := newHost(t)
	release := install(t, h, "one")
	put(t, h.release(release.ID, "bin/server"), "altered")
	put(t, h.release(release.ID, "added"), "by hand")
	again := install(t, h, "one")
	if _, err := h.whole(again.ID); err != nil || again.ID != release.ID {
		t.Errorf("release %s: %v, want %s whole", again.ID, err, release.ID)
	}
	if entries, err := os.ReadDir(h.product("releases")); err != nil || len(entries) != 1 {
		t.Errorf("releases folder has %v, %v, want the release alone", entries, err)
	}
}

func TestTheWayBackFromAnAlteredReleaseIsTheNewestWholeOne(t *testing.T) {
	h := newHost(t)
	var ids []string
	for _, text := range []string{"a", "b", "c"} {
		ids = append(ids, install(t, h, text).ID)
		if err := h.record(journal{Verb: "activate", To: ids[len(ids)-1]}, verdictKept, nil); err != nil {
			t.Fatal(err)
		}
	}
	put(t, h.release(ids[2], "bin/server"), "altered")
	if got, err := h.wholeSide(ids[2], ""); err != nil || got.id != ids[1] {
		t.Errorf("got %q, %v, want %q", got.id, err, ids[1])
	}
	if got, err := h.wholeSide(ids[2], ids[1]); err != nil || got.id != ids[0] {
		t.Errorf("from %s: got %q, %v, want %q", ids[1], got.id, err, ids[0])
	}
	put(t, h.release(ids[0], "bin/server"), "altered")
	put(t, h.release(ids[1], "bin/server"), "altered")
	if got, err := h.wholeSide(ids[2], ""); err == nil {
		t.Errorf("got %q, want a refusal: nothing is whole", got.id)
	}
}

func TestReleasesHaveTheOrderOfTheHistoryWhateverAClockSaid(t *testing.T) {
	for name, years := range map[string][]int{
		"a clock that was five years ahead and was put right (A44)": {2031, 2026, 2026, 2026},
		"a clock that goes back with every release (A44)":           {2029, 2028, 2027, 2021},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			var ids []string
			from := before
			for i, text := range []string{"a", "b", "c", "d"} {
				id := install(t, h, text).ID
				when := time.Date(years[i], 1, 1, 0, 0, i, 0, time.UTC)
				if err := os.Chtimes(h.release(id), when, when); err != nil {
					t.Fatal(err)
				}
				line := fmt.Sprintf(`{"time":%q,"verb":"activate","from":%q,"to":%q,"verdict":"kept","started":%q}`+"\n", when.Format(time.RFC3339), from, id, when.Format(time.RFC3339))
				put(t, h.state("history.jsonl"), readIfThere(h.state("history.jsonl"))+line)
				ids, from = append(ids, id), id
			}
			if err := h.point("current", ids[3]); err != nil {
				t.Fatal(err)
			}
			if id, err := h.rollbackTarget(previousRelease); err != nil || id != ids[2] {
				t.Errorf("previous is %s, %v, want %s", id, err, ids[2])
			}
			if err := h.prune(2, ids[3]); err != nil {
				t.Fatal(err)
			}
			got, err := h.releases()
			want := []string{ids[2], ids[3]}
			slices.Sort(got)
			slices.Sort(want)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("left %v, %v, want %v", got, err, want)
			}
		})
	}
}

func readIfThere(path string) string {
	content, _ := os.ReadFile(path)
	return string(content)
}
