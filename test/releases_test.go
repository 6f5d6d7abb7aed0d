package test

import (
	"embed"
	"testing"
)

// The releases' sources: files that are put beside the server's own. Go runs their init before main.
//
//go:embed testdata/releases
var releaseSources embed.FS

const badReleaseFile = "app/release_under_test.go"

// spoil makes the sources those of a bad release, and returns the function that makes them good again.
func (c checkout) spoil(t *testing.T, how string) (repair func()) {
	t.Helper()
	source, err := releaseSources.ReadFile("testdata/releases/" + how + ".go")
	if err != nil {
		t.Fatal(err)
	}
	c.write(t, badReleaseFile, string(source), 0o644)
	return func() { c.remove(t, badReleaseFile) }
}
