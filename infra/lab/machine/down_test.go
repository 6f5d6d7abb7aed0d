package machine

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

func TestDownLeavesNothing(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	lock, err := host.place.nspawnLock(t.Context())
	if err != nil || !exists(lock) || len(remains(t, host)) < 6 {
		t.Fatalf("a running host has more than %q and %q: the test looks in the wrong places", remains(t, host), lock)
	}
	if err := host.Down(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := remains(t, host); len(found) > 0 || exists(lock) {
		t.Errorf("left: %q, the lock: %v", found, exists(lock))
	}
	if _, found, err := Find(host.Name); found || err != nil {
		t.Errorf("Find: got %v, error %v; want false", found, err)
	}
}

// Its kernel would keep another host's disk in use until this host ends too.
func TestHostHoldsNoDiskOfAnotherHost(t *testing.T) {
	t.Parallel()
	newHost(t)
	host := newHost(t)
	for _, id := range host.place.starters() {
		mountinfo := readFile(t, filepath.Join("/proc", strconv.Itoa(id), "mountinfo"))
		got := parseMounts(mountinfo, filepath.Dir(host.place.folder))
		if want := []string{host.place.root()}; !slices.Equal(got, want) {
			t.Errorf("process %d holds %q, want %q", id, got, want)
		}
	}
}

func TestDownAllLeavesTheCurrentBaseImageOnly(t *testing.T) {
	base, err := readyBase(t.Context(), progressTo(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	shared, err := labFolder()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	own, err := labFolder()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(own, "base-old", "etc"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(shared, base), filepath.Join(own, base)); err != nil {
		t.Fatal(err)
	}
	hosts := []Host{newHost(t), newHost(t)}
	if err := hosts[1].PowerCut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := DownAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, host := range hosts {
		if found := remains(t, host); len(found) > 0 {
			t.Errorf("left: %q", found)
		}
	}
	left, err := filepath.Glob(filepath.Join(own, "*"))
	if want := []string{filepath.Join(own, base), filepath.Join(own, "hosts")}; err != nil || !slices.Equal(left, want) {
		t.Errorf("left: %q, error %v; want %q", left, err, want)
	}
}

func TestDownOfNoHostIsNoError(t *testing.T) {
	if err := Down(t.Context(), "t-"+randomID(4)); err != nil {
		t.Error(err)
	}
}

func TestDownRemovesAHostOfWhichOnlyRemainsAreKnown(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(Host) error{
		"the supervisor": func(host Host) error {
			for _, id := range host.place.starters() {
				killProcess(id)
			}
			return nil
		},
		"the state":     func(host Host) error { return os.Remove(host.place.stateFile()) },
		"a whole state": func(host Host) error { return os.Truncate(host.place.stateFile(), 5) },
		"the mount":     func(host Host) error { return host.place.lose(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host := newHost(t)
			if err := lose(host); err != nil {
				t.Fatal(err)
			}
			if !listed(t, host.Name) {
				t.Error("the remains are not in the list")
			}
			if err := Down(t.Context(), host.Name); err != nil {
				t.Fatal(err)
			}
			if found := remains(t, host); len(found) > 0 {
				t.Errorf("left: %q", found)
			}
		})
	}
}

// lose removes the host's whole folder, so that only its bridge is left.
func (p place) lose(t *testing.T) error {
	if err := p.kill(t.Context()); err != nil {
		return err
	}
	if err := p.unmount(t.Context()); err != nil {
		return err
	}
	return removeTree(p.folder)
}

func listed(t *testing.T, name string) bool {
	t.Helper()
	hosts, err := List()
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(hosts, func(host Host) bool { return host.Name == name })
}

func TestUpFinishesWhatAnInterruptedUpBegan(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	loseAllButFiles(t, host.place)
	state, _, err := host.place.readState()
	if err != nil {
		t.Fatal(err)
	}
	// As if it had been killed after the disk was mounted, before it was complete.
	state.HostKey = ""
	if err := host.place.writeState(state); err != nil {
		t.Fatal(err)
	}
	if _, found, err := Find(host.Name); found || err != nil {
		t.Errorf("Find: got %v, error %v; want false", found, err)
	}
	again, err := Up(t.Context(), Options{Name: host.Name})
	if err != nil {
		t.Fatal(err)
	}
	if again.Address != host.Address || again.HostKey == host.HostKey {
		t.Errorf("got %+v, then %+v; want another key at the same address", host, again)
	}
}
