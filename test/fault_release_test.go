package test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"crypto-dashboard/infra/manifest"
)

// parts are the files of a release, by path.
type parts map[string][]byte

const (
	workerUnitFile = "etc/systemd/system/crypto-dashboard@.service"
	siteFile       = "etc/nginx/sites-available/crypto-dashboard"
	settingsFile   = "etc/crypto-dashboard/dashboard.env"
)

// edit replaces text of one file. An edit that finds nothing to change fails the test: it would prove nothing.
func (p parts) edit(t *testing.T, path, old, new string) {
	t.Helper()
	if !strings.Contains(string(p[path]), old) {
		t.Fatalf("edit %s: it does not contain %q", path, old)
	}
	p[path] = []byte(strings.ReplaceAll(string(p[path]), old, new))
}

// faulty makes the release's worker one with a fault (testdata/faulty).
func (p parts) faulty(t *testing.T, how string) {
	t.Helper()
	p["bin/server"] = buildOnce(t, &faultyServer, "./test/testdata/faulty", "")
	p[settingsFile] = append(p[settingsFile], "RELEASE_UNDER_TEST="+how+"\n"...)
}

var faultyServer, faultyDashctl struct {
	sync.Once
	program []byte
	err     error
}

// buildOnce compiles a program for the hosts, once for all tests of this run.
func buildOnce(t *testing.T, built *struct {
	sync.Once
	program []byte
	err     error
}, source, tags string) []byte {
	t.Helper()
	built.Do(func() {
		program := filepath.Join(t.TempDir(), "program")
		build := command(t, repositoryRoot(t), "go", "build", "-tags="+tags, "-ldflags=-s -w", "-o", program, source)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if output, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("build %s: %w\n%s", source, err, output)
			return
		}
		built.program, built.err = os.ReadFile(program)
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.program
}

// installed returns the parts of a release on the host, and its manifest.
func (f *faultHost) installed(t *testing.T, id string) (parts, manifest.Manifest) {
	t.Helper()
	folder := f.path(productFolder + "/releases/" + id)
	text, err := os.ReadFile(filepath.Join(folder, manifest.Name))
	if err != nil {
		t.Fatal(err)
	}
	release, err := manifest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	contents := parts{}
	for _, file := range release.Files {
		if contents[file.Path], err = os.ReadFile(filepath.Join(folder, file.Path)); err != nil {
			t.Fatal(err)
		}
	}
	return contents, release
}

// upload puts a release on the host, where uploads arrive: the one that serves, changed. It returns its id.
func (f *faultHost) upload(t *testing.T, change func(t *testing.T, contents parts)) string {
	t.Helper()
	contents, from := f.installed(t, f.current(t))
	contents = maps.Clone(contents)
	change(t, contents)
	return uploadTo(t, f.path(productFolder+"/incoming"), from.Domain, from.Workers, contents)
}

func uploadTo(t *testing.T, incoming, domain string, workers int, contents parts) string {
	t.Helper()
	release, err := manifest.New(domain, workers, contents)
	if err != nil {
		t.Fatal(err)
	}
	place := func(path string, content []byte, mode fs.FileMode) {
		target := filepath.Join(incoming, path)
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(target)
		if err := os.WriteFile(target, content, mode); err != nil {
			t.Fatal(err)
		}
	}
	for path, content := range contents {
		place(path, content, 0o755)
	}
	place(manifest.Name, release.Encode(), 0o644)
	return release.ID
}
