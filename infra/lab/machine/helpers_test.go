package machine

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// newHost boots a host that is removed when the test ends.
func newHost(t *testing.T) Host {
	t.Helper()
	return newHostOf(t, Options{})
}

func newHostWithDisk(t *testing.T) Host {
	t.Helper()
	return newHostOf(t, Options{OwnDisk: true})
}

func newHostOf(t *testing.T, options Options) Host {
	t.Helper()
	name := "t-" + randomID(4)
	removeAfterwards(t, name)
	options.Name, options.Progress = name, t.Output()
	host, err := Up(t.Context(), options)
	if err != nil {
		t.Fatal(err, Hint(err))
	}
	return host
}

func removeAfterwards(t *testing.T, name string) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			showConsole(t, name)
		}
		if err := Down(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
}

func showConsole(t *testing.T, name string) {
	if place, err := placeOf(name); err == nil {
		t.Logf("console of host %s:\n%s", name, place.consoleTail())
	}
}

// command runs a script that must not fail, and returns its output without the last newline.
func command(t *testing.T, host Host, script string) string {
	t.Helper()
	output, err := host.Command(t.Context(), script)
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return strings.TrimSpace(output)
}

// identity is what must never change as long as the host exists.
func identity(t *testing.T, host Host) string {
	t.Helper()
	return command(t, host, "hostname; cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; ip -brief address show host0 | tr -s ' ' | cut -d ' ' -f 3")
}

// same compares what two looks at one host said, apart from its latest start.
func same(a, b Host) bool {
	a.Run, b.Run = "", ""
	return a == b
}

// remains lists everything on this machine that belongs to the host.
func remains(t *testing.T, host Host) []string {
	t.Helper()
	found, err := mountsUnder(host.place.folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{
		host.place.folder, "/sys/class/net/*" + host.place.id(), "/sys/fs/cgroup/" + host.place.id(), "/sys/fs/cgroup/*/" + host.place.id(),
		"/run/systemd/nspawn/*/" + host.place.id(),
	} {
		files, _ := filepath.Glob(pattern)
		found = append(found, files...)
	}
	for _, loop := range loopDevices(t, host.place.folder) {
		found = append(found, "loop device "+loop)
	}
	for _, id := range allProcesses() {
		line, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(id), "cmdline"))
		if strings.Contains(string(line), host.place.folder) || strings.Contains(string(line), host.place.id()) {
			found = append(found, "process "+string(line))
		}
	}
	return found
}

// loopDevices are those that have a file of the folder behind them, one that was removed too.
func loopDevices(t *testing.T, folder string) (found []string) {
	t.Helper()
	files, err := filepath.Glob("/sys/block/loop*/loop/backing_file")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if behind, _ := os.ReadFile(file); strings.HasPrefix(string(behind), folder+"/") {
			found = append(found, file)
		}
	}
	return found
}

// eventually waits for what cannot take long.
func eventually(t *testing.T, what string, ask func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := poll(ctx, func() (bool, error) { return ask(), nil }); err != nil {
		t.Fatalf("wait until %s: %v", what, err)
	}
}
