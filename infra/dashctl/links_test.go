package main

import (
	"os"
	"slices"
	"testing"

	"crypto-dashboard/infra/manifest"
)

func unitRelease(t *testing.T, units ...string) manifest.Manifest {
	t.Helper()
	contents := map[string][]byte{"etc/nginx/sites-available/crypto-dashboard": []byte("site"), "bin/server": []byte("x")}
	for _, unit := range units {
		contents["etc/systemd/system/"+unit] = []byte(unit)
	}
	release, err := manifest.New("dashboard.example", 1, contents)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func TestEveryLiveFileLeadsThroughCurrent(t *testing.T) {
	h := newHost(t)
	if err := h.link(unitRelease(t, target)); err != nil {
		t.Fatal(err)
	}
	for live, want := range map[string]string{
		"etc/systemd/system/crypto-dashboard.target":      "/opt/crypto-dashboard/current/etc/systemd/system/crypto-dashboard.target",
		"etc/nginx/sites-enabled/crypto-dashboard":        "/opt/crypto-dashboard/current/etc/nginx/sites-available/crypto-dashboard",
		"usr/local/sbin/dashctl":                          "/opt/crypto-dashboard/recovery/bin/dashctl",
		"etc/systemd/system/" + recoveryUnit:              "/opt/crypto-dashboard/recovery/etc/systemd/system/" + recoveryUnit,
		wantsFolder + "/crypto-dashboard.target":          "/opt/crypto-dashboard/current/etc/systemd/system/crypto-dashboard.target",
		wantsFolder + "/crypto-dashboard-recover.service": "/opt/crypto-dashboard/recovery/etc/systemd/system/" + recoveryUnit,
	} {
		if got, err := os.Readlink(h.path(live)); err != nil || got != want {
			t.Errorf("%s leads to %q, %v, want %q", live, got, err, want)
		}
	}
}

func TestLinkRemovesWhatTheReleaseDoesNotHaveAndNothingElse(t *testing.T) {
	h := newHost(t)
	put(t, h.path("etc/systemd/system/other.service"), "not ours")
	if err := h.link(unitRelease(t, target, "crypto-dashboard-extra.service")); err != nil {
		t.Fatal(err)
	}
	if err := h.link(unitRelease(t, target)); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(h.path("etc/systemd/system"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if want := []string{recoveryUnit, target, "multi-user.target.wants", "other.service"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

func TestLinkDoesNotReplaceWhatSomebodyElsePutThere(t *testing.T) {
	h := newHost(t)
	put(t, h.path("etc/systemd/system", target), "not ours")
	if err := h.link(unitRelease(t, target)); err == nil {
		t.Error("the file was replaced")
	}
	if got := read(t, h.path("etc/systemd/system", target)); got != "not ours" {
		t.Errorf("the file is now %q", got)
	}
}

func TestAFirstReleaseThatIsRefusedLeavesTheOperatorsDashctlOnly(t *testing.T) {
	h := newHost(t)
	first := side{id: install(t, h, "one").ID}
	for _, from := range []side{{id: before}, first} {
		if err := h.armRecovery(from, first); err != nil {
			t.Fatal(err)
		}
		armed, err := h.ourLinks()
		if err != nil || len(armed) != len(fixedLinks()) {
			t.Fatalf("armed: %v, %v", armed, err)
		}
		if err := h.unarm(from); err != nil {
			t.Fatal(err)
		}
		left, err := h.ourLinks()
		if want := map[bool]int{true: 1, false: len(armed)}[from.id == before]; err != nil || len(left) != want {
			t.Errorf("from %s: left %v, %v, want %d", from.id, left, err, want)
		}
	}
	if _, err := os.Lstat(h.path(dashctlLink)); err != nil {
		t.Error(err)
	}
}
