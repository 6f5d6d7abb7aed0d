package machine

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestHostBootsToARunningSystem(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	if got := command(t, host, "systemctl is-system-running --wait"); got != "running" {
		t.Errorf("the host is %s; %s", got, command(t, host, "systemctl --failed"))
	}
	if got := command(t, host, "hostname; id --user; cat /proc/1/comm"); got != host.Name+"\n0\nsystemd" {
		t.Errorf("got %q", got)
	}
	if got := command(t, host, "for tool in nginx logrotate gunicorn python3; do command -v $tool || true; done"); got != "" {
		t.Errorf("the host is not bare, it has %s", got)
	}
}

func TestUpAgainReturnsTheSameHost(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	before := command(t, host, "cut -d ' ' -f 22 /proc/1/stat")
	again, err := Up(t.Context(), Options{Name: host.Name, Run: "another"})
	if err != nil {
		t.Fatal(err)
	}
	if again != host {
		t.Errorf("got %+v, then %+v", host, again)
	}
	if after := command(t, host, "cut -d ' ' -f 22 /proc/1/stat"); after != before {
		t.Error("the host was booted again")
	}
}

func TestHostMadeByTwoAtOnceIsOneHost(t *testing.T) {
	t.Parallel()
	name := "t-" + randomID(4)
	removeAfterwards(t, name)
	var hosts [2]Host
	var all sync.WaitGroup
	for i := range hosts {
		all.Go(func() {
			var err error
			if hosts[i], err = Up(t.Context(), Options{Name: name}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if hosts[0] != hosts[1] {
		t.Errorf("got %+v and %+v", hosts[0], hosts[1])
	}
}

func TestStartHasTheRunItWasGiven(t *testing.T) {
	t.Parallel()
	name := "t-" + randomID(4)
	removeAfterwards(t, name)
	host, err := Up(t.Context(), Options{Name: name, Run: "first"})
	if err != nil || host.Run != "first" {
		t.Fatalf("got run %q, error %v", host.Run, err)
	}
	found, ok, err := Find(name)
	if err != nil || !ok || found != host {
		t.Errorf("Find: got %+v, %v, error %v; want %+v", found, ok, err, host)
	}
}

func TestHostsReachNeitherEachOtherNorTheWorld(t *testing.T) {
	t.Parallel()
	one, other := newHost(t), newHost(t)
	if one.Address == other.Address || one.HostKey == other.HostKey || identity(t, one) == identity(t, other) {
		t.Errorf("two hosts have something in common: %+v, %+v", one, other)
	}
	for _, address := range []string{other.Address, "192.0.2.1"} {
		output, err := one.Command(t.Context(), "ping -c 1 -W 1 "+address)
		if err == nil || !strings.Contains(err.Error(), "Network is unreachable") {
			t.Errorf("ping %s: got %q, error %v, want: Network is unreachable", address, output, err)
		}
	}
}

// Hosts started by one process would share its cgroup, and each would take the other's services for its own.
func TestHostsDoNotSeeEachOthersServices(t *testing.T) {
	t.Parallel()
	one, other := newHost(t), newHost(t)
	command(t, one, "systemd-run --quiet --unit=only-here sleep infinity")
	const find = "find /sys/fs/cgroup -name only-here.service"
	if command(t, one, find) == "" {
		t.Error("the service has no cgroup: the test looks in the wrong place")
	}
	if got := command(t, other, find); got != "" {
		t.Errorf("the other host sees %s", got)
	}
}

func TestPackagesInstallWithoutANetwork(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	const install = "export DEBIAN_FRONTEND=noninteractive\napt-get install --yes "
	command(t, host, install+"nginx-light logrotate")
	if got := command(t, host, "systemctl is-active nginx; curl --silent --head localhost | head -n 1"); got != "active\nHTTP/1.1 200 OK" {
		t.Errorf("nginx: got %q", got)
	}
	// Unpacking them takes long; that all they need is there is the promise.
	command(t, host, install+"--download-only --no-download gunicorn python3-flask")
}

func TestSampleLedgerIsReadableForTheBotsGroupOnly(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	options := Options{Name: host.Name, SampleLedger: true}
	if _, err := Up(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	got := command(t, host, "stat --format='%A %U:%G' "+filepath.Dir(LedgerPath)+" "+LedgerPath)
	if want := "drwxr-x--- root:freqtrade\n-rw-r----- root:freqtrade"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := command(t, host, "ls -A "+filepath.Dir(LedgerPath)+"; head -c 15 "+LedgerPath); got != filepath.Base(LedgerPath)+"\nSQLite format 3" {
		t.Errorf("got %q", got)
	}
	command(t, host, "echo changed > "+LedgerPath)
	if _, err := Up(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	if got := command(t, host, "cat "+LedgerPath); got != "changed" {
		t.Error("the ledger was written again")
	}
}

func TestWrongHostKeyIsRefused(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	wrong, _, err := newKey("wrong")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(host.place.knownHosts(), []byte(host.Address+" "+wrong+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = host.Command(t.Context(), "touch /root/reached")
	if err == nil || !strings.Contains(err.Error(), "Host key verification failed") {
		t.Errorf("got error %v, want: Host key verification failed", err)
	}
	if exists(host.place.inside("root/reached")) {
		t.Error("the command was run all the same")
	}
}

func TestFailedCommandSaysWhatItSaid(t *testing.T) {
	t.Parallel()
	host := newHost(t)
	output, err := host.Command(t.Context(), "echo \"it's\" out\ncat >&2\necho complaint >&2; false; echo not reached")
	if output != "it's out\n" || err == nil || !strings.HasSuffix(err.Error(), "exit status 1: complaint") {
		t.Errorf("got %q, error %v", output, err)
	}
}
