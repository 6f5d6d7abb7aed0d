package test

import (
	"embed"
	"testing"
)

// A bad release is made of bad sources, by the build that makes the good ones. Most are a file beside the server's own: Go
// runs its init before main.
//
//go:embed testdata/releases
var releaseSources embed.FS

const badReleaseFile = "app/bad_release.go"

// spoil makes the sources those of a bad release, and returns the function that makes them good again.
func (c checkout) spoil(t *testing.T, how string) (repair func()) {
	t.Helper()
	if how == "unhealthy" {
		return c.spoilHealth(t)
	}
	source, err := releaseSources.ReadFile("testdata/releases/" + how + ".go")
	if err != nil {
		t.Fatal(err)
	}
	c.write(t, badReleaseFile, string(source), 0o644)
	return func() { c.remove(t, badReleaseFile) }
}

// spoilHealth has /health answer 503, and the log say so.
func (c checkout) spoilHealth(t *testing.T) (repair func()) {
	t.Helper()
	const source = "app/web/health.go"
	const good = "answer := c.healthNow(time.Now())"
	const bad = good + "\n\tanswer.Status = fail\n\tc.Log.Error(\"release under test: feels unwell\")"
	c.replace(t, source, good, bad)
	return func() { c.replace(t, source, bad, good) }
}
