package main

import (
	"os"
	"path/filepath"
	"testing"

	"crypto-dashboard/infra/manifest"
)

// newHost returns a host whose root is an empty folder: enough for everything that is only files.
func newHost(t *testing.T) host {
	t.Helper()
	h := host{root: t.TempDir(), report: t.Output()}
	for _, folder := range []string{h.state(), h.product()} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// upload places a release's files where an operator's machine would, and returns its manifest.
func upload(t *testing.T, h host, contents map[string][]byte) manifest.Manifest {
	t.Helper()
	release, err := manifest.New("dashboard.example", 2, contents)
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range contents {
		put(t, h.product("incoming", path), string(content))
	}
	put(t, h.product("incoming", manifest.Name), string(release.Encode()))
	return release
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
