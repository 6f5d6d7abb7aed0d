package main

import (
	"os"
	"testing"
	"time"
)

func TestWhatWasHereBeforeComesBackByteForByte(t *testing.T) {
	h := newHost(t)
	const unit, site = "etc/systemd/system/multi-user.target.wants/" + formerUnit, "etc/nginx/sites-enabled/" + serviceName
	put(t, h.path(site), "their site")
	then := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := os.Chtimes(h.path(site), then, then); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(h.path(site), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(h.path(wantsFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/systemd/system/"+formerUnit, h.path(unit)); err != nil {
		t.Fatal(err)
	}
	upload(t, h, map[string][]byte{"etc/nginx/sites-available/" + serviceName: []byte("ours"), "bin/server": nil})
	if err := h.recordFormer(t.Context()); err != nil {
		t.Fatal(err)
	}
	record, err := h.readFormer()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.link(unitRelease(t)); err != nil {
		t.Fatal(err)
	}
	if err := h.disableFormer(); err != nil {
		t.Fatal(err)
	}
	if err := h.restoreAll(record); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(h.path(site))
	if err != nil || info.Mode() != 0o640 || !info.ModTime().Equal(then) || read(t, h.path(site)) != "their site" {
		t.Errorf("site is %v of %v, %v, want the file as it was", info.Mode(), info.ModTime(), err)
	}
	if got, err := os.Readlink(h.path(unit)); err != nil || got != "/etc/systemd/system/"+formerUnit {
		t.Errorf("enabled link leads to %q, %v", got, err)
	}
}

func TestOurOwnLinksAreNeverTakenForWhatWasHereBefore(t *testing.T) {
	h := newHost(t)
	const site = "etc/nginx/sites-enabled/" + serviceName
	put(t, h.path(site), "their site")
	upload(t, h, map[string][]byte{"etc/nginx/sites-available/" + serviceName: []byte("ours")})
	if err := h.recordFormer(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A switch that was cut off has put our link there, and is begun again.
	if err := h.link(unitRelease(t)); err != nil {
		t.Fatal(err)
	}
	if err := h.recordFormer(t.Context()); err != nil {
		t.Fatal(err)
	}
	record, err := h.readFormer()
	if path, found := record.path(site); err != nil || !found || string(path.Content) != "their site" {
		t.Errorf("recorded %+v, %v, want their site", record, err)
	}
}

func TestNginxIsNeededForTheWayBackOnlyWhereItHadASite(t *testing.T) {
	h := newHost(t)
	if !h.hadSite() {
		t.Error("nothing is recorded: want a site in doubt")
	}
	for text, want := range map[string]bool{
		`{"paths":[]}`: false,
		`{"paths":[{"path":"etc/logrotate.d/crypto-dashboard"}]}`:         false,
		`{"paths":[{"path":"etc/nginx/sites-enabled/crypto-dashboard"}]}`: true,
	} {
		put(t, h.state("before.json"), text)
		if got := h.hadSite(); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}
