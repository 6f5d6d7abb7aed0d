package api_test

import (
	"net/http"
	"strings"
	"testing"

	"crypto-dashboard/app/sample"
)

var paths = []string{"count", "daily", "entries", "exits", "locks", "monthly", "performance", "profit", "status", "trade/3", "trades",
	"weekly", "openapi.json"}

func TestWhatIsKnownIsNotSentAgain(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 30})
	for _, path := range paths {
		first := s.get(path)
		tag := first.header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || first.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s has the tag %s, Cache-Control %q", path, tag, first.header.Get("Cache-Control"))
		}
		for known, want := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, tag[1:]: 200, "": 200} {
			got := s.ask(http.MethodGet, "/api/v1/"+path, "If-None-Match", known)
			if got.status != want || got.header.Get("ETag") != tag || (got.status == 304) != (len(got.body) == 0) {
				t.Errorf("%s with If-None-Match %s gives %d with %d bytes, want %d", path, known, got.status, len(got.body), want)
			}
		}
	}
}

func TestHead(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 30})
	for _, path := range paths {
		want := s.get(path)
		got := s.ask(http.MethodHead, "/api/v1/"+path)
		for _, name := range []string{"ETag", "Content-Length", "Content-Type", "Cache-Control", "Link"} {
			if got.status != 200 || got.header.Get(name) != want.header.Get(name) {
				t.Errorf("HEAD %s: %d, %s is %q, want %q", path, got.status, name, got.header.Get(name), want.header.Get(name))
			}
		}
	}
}

// The tag changes when the body does, and only then.
func TestTheTagIsOfTheBody(t *testing.T) {
	t.Parallel()
	s := newSite(t, sample.Options{Closed: 30})
	before := map[string]reply{}
	for _, path := range paths {
		before[path] = s.get(path)
	}
	s.change(aTrade)
	for _, path := range paths {
		got := s.get(path)
		if (string(got.body) == string(before[path].body)) != (got.header.Get("ETag") == before[path].header.Get("ETag")) {
			t.Errorf("%s: the tag does not go with the body", path)
		}
		if changes := path == "profit" || path == "trades" || path == "daily" || path == "performance"; changes && string(got.body) == string(before[path].body) {
			t.Errorf("%s is the same after a trade", path)
		}
	}
}

func TestAgainTheSameData(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 30})
	other := siteOf(t, bareBot(t, sample.Options{Closed: 30}))
	for _, path := range []string{"trades", "entries", "status"} {
		if a, b := s.get(path).header.Get("ETag"), other.get(path).header.Get("ETag"); a != b {
			t.Errorf("%s: two servers with the same data give the tags %s and %s", path, a, b)
		}
	}
}
