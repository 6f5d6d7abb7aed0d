package test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crypto-dashboard/infra/manifest"
)

// What holds after every fault, whichever it was:
//
//	V1  current leads to a whole release: every file has the hash of its manifest
//	V2  what is served through Nginx, what current says, what every worker runs and what dashctl says is one release
//	V3  units, site, log rotation: what is live is that release's, systemd has read it, and nothing else of ours is live
//	V4  no visitor got a wrong answer or none
//	V5  nothing is left over: files, lock, journal, failed units, processes, mounts; no worker is restarted
//	V6  no switch is open; the same verb, run once more, ends with 0 and changes nothing, or ends what was cut off
//	V7  no secret of the configuration is anywhere that somebody else can read
//
// V8, exit code and first line, is the outcome's own: see mustEnd.

// aftermath says what a fault must have left.
type aftermath struct {
	serving string   // the release that serves; empty: either of the two
	again   []string // the verb to run once more (V6); none: that is left out
	then    string   // the release that serves after that; empty: the same
	left    string   // a path that the run left to the next one, and said so
}

// assertInvariants wants V1 to V7 to hold, and names what does not.
func (f *faultHost) assertInvariants(t *testing.T, want aftermath) {
	t.Helper()
	breaches := f.breaches(t, want)
	for _, breach := range breaches {
		t.Error(breach)
	}
	if len(breaches) > 0 {
		f.host.logEvidence(t)
	}
}

func (f *faultHost) breaches(t *testing.T, want aftermath) []string {
	t.Helper()
	first, breaches := f.look(t, want.serving)
	breaches = slices.DeleteFunc(breaches, func(breach string) bool { return want.left != "" && breach == "V5: left over: "+want.left })
	if len(want.again) == 0 {
		return breaches
	}
	again := f.dashctl(t, "", want.again...)
	if again.code != 0 {
		return append(breaches, fmt.Sprintf("V6: once more: %s\n%s", again, again.output))
	}
	if want.then == "" {
		want.then = want.serving
	}
	second, more := f.look(t, want.then)
	if want.then == first.current && second.changing() != first.changing() {
		more = append(more, fmt.Sprintf("V6: once more changed what there was to keep, from %s to %s", first.changing(), second.changing()))
	}
	return append(breaches, more...)
}

// look checks everything but the second run. Files are seen from outside, the rest in one go on the host.
func (f *faultHost) look(t *testing.T, serving string) (sight, []string) {
	t.Helper()
	breaches := f.leftOnDisk()
	release, broken := f.wholeRelease()
	breaches = append(breaches, broken...)
	breaches = append(breaches, f.liveFilesOf(release)...)
	seen := f.lookInside(t)
	seen.current = release.ID
	if serving != "" && release.ID != serving {
		breaches = append(breaches, fmt.Sprintf("V2: release %s is current, want %s", release.ID, serving))
	}
	breaches = append(breaches, f.throughNginx(release.ID)...)
	breaches = append(breaches, seen.breaches(release, f.settled)...)
	return seen, append(breaches, f.visits()...)
}

// throughNginx wants visitors to get the release, by that release's site.
func (f *faultHost) throughNginx(id string) (breaches []string) {
	var got health
	answer, err := (&http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}).Get(f.host.url("/health"))
	if err == nil {
		err = errors.Join(json.NewDecoder(answer.Body).Decode(&got), answer.Body.Close())
	}
	if err != nil || got.ReleaseID != id {
		return []string{fmt.Sprintf("V2: through nginx answers %q, current is %q (%v)", got.ReleaseID, id, err)}
	}
	site, err := os.ReadFile(f.path(productFolder + "/releases/" + id + "/etc/nginx/sites-available/crypto-dashboard"))
	if marked := answer.Header.Get("X-Site") != ""; err != nil || marked != strings.Contains(string(site), siteMark) {
		breaches = append(breaches, fmt.Sprintf("V3: nginx answers by the site of another release than %s (%v)", id, err))
	}
	return breaches
}

// visits tells which requests failed since the last look.
func (f *faultHost) visits() (breaches []string) {
	f.traffic.mutex.Lock()
	defer f.traffic.mutex.Unlock()
	for _, failure := range f.traffic.failures[f.failed:] {
		breaches = append(breaches, "V4: request failed: "+failure.String())
	}
	f.failed = len(f.traffic.failures)
	return breaches
}

// wholeRelease reads the release that current leads to.
func (f *faultHost) wholeRelease() (release manifest.Manifest, breaches []string) {
	link, err := os.Readlink(f.path(productFolder + "/current"))
	if err != nil {
		return release, []string{"V1: " + err.Error()}
	}
	folder := filepath.Join(f.path(productFolder), link)
	text, err := os.ReadFile(filepath.Join(folder, manifest.Name))
	if err == nil {
		release, err = manifest.Parse(text)
	}
	if err == nil && release.ID != filepath.Base(link) {
		err = fmt.Errorf("current leads to %s, its manifest is that of %s", link, release.ID)
	}
	if err != nil {
		return release, []string{"V1: " + err.Error()}
	}
	for _, file := range release.Files {
		if err := matchFile(filepath.Join(folder, file.Path), file); err != nil {
			breaches = append(breaches, "V1: "+err.Error())
		}
	}
	return release, breaches
}

func matchFile(path string, want manifest.File) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	return want.Match(hex.EncodeToString(sum[:]), int64(len(content)))
}

// liveFilesOf wants the release's files in every place where the host looks for them, and no other link of ours.
func (f *faultHost) liveFilesOf(release manifest.Manifest) (breaches []string) {
	wanted := map[string]bool{"/etc/systemd/system/multi-user.target.wants/crypto-dashboard.target": true,
		"/etc/systemd/system/multi-user.target.wants/crypto-dashboard-recover.service": true}
	for _, file := range release.Files {
		for _, path := range livePaths(file.Path)[1:] {
			wanted[path] = true
			if place, err := f.follow(path); err != nil {
				breaches = append(breaches, "V3: "+err.Error())
			} else if err := matchFile(place, file); err != nil {
				breaches = append(breaches, fmt.Sprintf("V3: %s: %v", path, err))
			}
		}
	}
	if found := f.ourLinks(); !maps.Equal(found, wanted) {
		breaches = append(breaches, fmt.Sprintf("V3: links are %q, want %q", slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(wanted))))
	}
	return breaches
}

// follow resolves a live link of the host as the host does: through current or recovery, into a release.
func (f *faultHost) follow(path string) (string, error) {
	inside, err := os.Readlink(f.path(path))
	if err != nil {
		return "", err
	}
	for _, name := range []string{"current", "recovery"} {
		if rest, ok := strings.CutPrefix(inside, productFolder+"/"+name+"/"); ok {
			release, err := os.Readlink(f.path(productFolder + "/" + name))
			return filepath.Join(f.path(productFolder), release, rest), err
		}
	}
	return "", fmt.Errorf("%s leads to %s, which is neither in current nor in recovery", path, inside)
}

// ourLinks are all links on the host that lead into the product's folder.
func (f *faultHost) ourLinks() map[string]bool {
	found := map[string]bool{}
	for _, folder := range []string{"/etc/systemd/system", "/etc/systemd/system/multi-user.target.wants", "/etc/nginx/sites-enabled", "/etc/logrotate.d", "/usr/local/sbin"} {
		entries, _ := os.ReadDir(f.path(folder))
		for _, entry := range entries {
			path := folder + "/" + entry.Name()
			if inside, err := os.Readlink(f.path(path)); err == nil && strings.HasPrefix(inside, productFolder) {
				found[path] = true
			}
		}
	}
	return found
}

// leftOnDisk is what a fault may have left in files.
func (f *faultHost) leftOnDisk() (breaches []string) {
	for _, folder := range []string{productFolder, productFolder + "/releases", "/var/lib/dashctl", "/etc/systemd/system", "/etc/nginx",
		"/etc/nginx/sites-enabled", "/etc/logrotate.d", "/usr/local/sbin"} {
		entries, _ := os.ReadDir(f.path(folder))
		for _, entry := range entries {
			if f.isLeft(folder, entry) {
				breaches = append(breaches, fmt.Sprintf("V5: left over: %s/%s", folder, entry.Name()))
			}
		}
	}
	return breaches
}

func (f *faultHost) isLeft(folder string, entry fs.DirEntry) bool {
	name := entry.Name()
	if folder == productFolder+"/releases" {
		return !slices.Contains(f.releases[:], name)
	}
	return strings.HasPrefix(name, ".new-") || strings.HasSuffix(name, ".tmp") || strings.HasPrefix(name, "scratch-") || name == "journal.json"
}
