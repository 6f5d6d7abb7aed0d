package test

import (
	"fmt"
	"strings"
	"testing"

	hostfiles "crypto-dashboard/infra/host"
	"crypto-dashboard/infra/lab/machine"
)

// bareHost is a host that has never had a release. Releases come to it without the program that deploys: what is tried here is what
// dashctl finds on it.
type bareHost struct{ *faultHost }

func newBareHost(t *testing.T) bareHost {
	t.Helper()
	f := &faultHost{site: &site{host: newHost(t)}}
	t.Cleanup(f.hangUp)
	f.run(t, "install -d -m 0755 "+productFolder)
	return bareHost{f}
}

// place puts a release of one worker where uploads arrive.
func (b bareHost) place(t *testing.T, fault string) string {
	t.Helper()
	contents, err := hostfiles.Render(hostfiles.Site{Domain: b.host.machine.Address, Workers: 1, ProxyTimeout: 120, Allow: []string{"198.18.0.0/15"}, IPv6: true,
		Bots: []hostfiles.Bot{{Name: "bot", Ledger: "sqlite://" + machine.LedgerPath, LedgerGroup: machine.LedgerGroup}}})
	if err != nil {
		t.Fatal(err)
	}
	parts(contents).faulty(t, fault)
	contents["bin/dashctl"] = buildOnce(t, &faultyDashctl, "./infra/dashctl", "failpoints")
	return uploadTo(t, b.path(productFolder+"/incoming"), b.host.machine.Address, 1, contents)
}

// uploaded runs the dashctl that was uploaded, as the first deployment does.
func (b bareHost) uploaded(t *testing.T, environment, args string) outcome {
	t.Helper()
	return b.ends(t, "dashctl "+args, environment+` timeout 120 /opt/crypto-dashboard/incoming/bin/dashctl `+args+` </dev/null 2>&1; echo "exit $?"`)
}

// own is all that a release could have left on the host: files, units, the site, listeners. The account, the packages and the release
// itself stay for the next try; remove takes them.
const own = `ls -d /etc/systemd/system/crypto-dashboard* /etc/systemd/system/*/crypto-dashboard* /etc/nginx/sites-enabled/crypto-dashboard /etc/logrotate.d/crypto-dashboard \
    /opt/crypto-dashboard/current /run/crypto-dashboard* /run/systemd/system/crypto-dashboard* /var/lib/dashctl/journal.json 2>/dev/null
systemctl list-units --all --plain --no-legend 'crypto-dashboard*'; systemctl list-units --failed --plain --no-legend
ss -Hltn 'sport = :5003'; pgrep --list-full --full ^/opt/crypto-dashboard; true`

func (b bareHost) assertNothingOfOurs(t *testing.T) {
	t.Helper()
	if left := b.run(t, own); left != "" {
		t.Errorf("left on the host:\n%s", left)
	}
}

// refusal is a state of a bare host in which nothing may be installed.
type refusal struct {
	name, spoil, mend string
	first             string
	says              []string
}

// holdLock is a program that has apt's lock as another apt would: flock(1) takes another kind, which apt does not see.
const holdLock = `systemd-run --quiet --collect --unit=other-apt perl -MFcntl -e 'open(my $f, "+>>", "/var/lib/dpkg/lock-frontend") or die; my $l = pack("s!s!x![l!]l!l!i", F_WRLCK, 0, 0, 0, 0); fcntl($f, F_SETLK, $l) or die; open(my $g, ">", "/run/held"); SECONDS'
timeout 20 sh -c 'until [ -e /run/held ]; do sleep 0.05; done'`

func aptRefusals() []refusal {
	return []refusal{
		{name: "an apt that somebody has for ever is waited for, and its process named (A42)", spoil: strings.Replace(holdLock, "SECONDS", "sleep 600", 1),
			mend: "systemctl stop other-apt; rm /run/held", first: "install packages: another program has had apt for 3s: ", says: []string{"It is held by process ", "(perl)", "hint: let it end"}},
		{name: "a dpkg that was interrupted is refused, with the command that ends it (A43)", spoil: "printf 'Package: x\\n' >/var/lib/dpkg/updates/0001", mend: "rm /var/lib/dpkg/updates/0001",
			first: "dpkg was interrupted", says: []string{"hint: dpkg --configure -a, then deploy again"}},
		{name: "packages that can't be had are refused, and nothing is half installed (A43)",
			spoil: "cp -a /var/lib/apt/lists /root/lists; mkdir /root/apt; mv /var/cache/apt/archives/*.deb /root/apt/; mv /etc/apt/sources.list* /root/apt/; echo 'deb http://127.0.0.1:9/debian bookworm main' >/etc/apt/sources.list",
			mend:  "mv /root/apt/*.deb /var/cache/apt/archives/; rm /etc/apt/sources.list; mv /root/apt/sources.list* /etc/apt/; rmdir /root/apt; rm -rf /var/lib/apt/lists; mv /root/lists /var/lib/apt/lists",
			first: "install packages: ", says: []string{"hint: apt-get install nginx-light logrotate, then deploy again"}},
	}
}

func accountRefusals() []refusal {
	return []refusal{
		{name: "an account of the dashboard's name that is root is refused (A45)", spoil: "useradd --non-unique --uid 0 --gid 0 --no-create-home crypto-dashboard", mend: "sed -i /^crypto-dashboard:/d /etc/passwd /etc/shadow",
			first: "the user crypto-dashboard of this host is root by another name"},
		{name: "an account of the dashboard's name in another group is refused (A45)", spoil: "useradd --uid 4711 --gid users --no-create-home crypto-dashboard", mend: "userdel crypto-dashboard",
			first: "the user crypto-dashboard of this host is in another group than crypto-dashboard", says: []string{"hint: groupadd --system crypto-dashboard; usermod "}},
	}
}

func portRefusals() []refusal {
	listen := func(unit, how string) string {
		return "systemd-run --quiet --collect --unit=" + unit + " perl -MIO::Socket -e '" + how + " or die; open(my $g, \">\", \"/run/held\"); sleep 600'; timeout 20 sh -c 'until [ -e /run/held ]; do sleep 0.05; done'"
	}
	return []refusal{
		{name: "a port 5003 that somebody else has taken is refused, and the process named (A20)", spoil: listen("taker", `my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 5003, Listen => 1)`),
			mend: "systemctl stop taker; rm /run/held", first: `127.0.0.1:5003 is taken by LISTEN`, says: []string{`users:(("perl",pid=`}},
		{name: "a socket that somebody else has taken is refused, and the process named (A20)", spoil: "mkdir -p /run/crypto-dashboard; " + listen("taker", `my $s = IO::Socket::UNIX->new(Local => "/run/crypto-dashboard/http.sock", Listen => 1)`),
			mend: "systemctl stop taker; rm -r /run/held /run/crypto-dashboard", first: `/run/crypto-dashboard/http.sock is taken by `, says: []string{`users:(("perl",pid=`}},
	}
}

func (b bareHost) refuseAll(t *testing.T, id string, refusals []refusal) {
	t.Helper()
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			defer b.run(t, r.mend)
			b.run(t, r.spoil)
			result := b.uploaded(t, "DASHCTL_PATIENCE=3s", "activate "+id+" --soak 0s")
			result.mustEnd(t, 12, r.first)
			for _, words := range r.says {
				if !strings.Contains(result.output, words) {
					t.Errorf("dashctl does not say %q:\n%s", words, result.output)
				}
			}
		})
	}
}

// What a host without any release may be like, and how the first release that is bad leaves it.
func TestFaultFirstInstall(t *testing.T) {
	t.Parallel()
	b := newBareHost(t)
	packages := func() string {
		return b.run(t, "dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' | sort")
	}
	before := packages()
	good := b.place(t, "")
	b.refuseAll(t, good, aptRefusals())
	assertSame(t, "packages", before, packages())
	b.assertNothingOfOurs(t)
	t.Run("an apt that somebody has for two seconds is waited for, and what is missing is installed (A24 A42)", func(t *testing.T) {
		b.run(t, strings.Replace(holdLock, "SECONDS", "sleep 2", 1))
		b.uploaded(t, "", "prepare").mustEnd(t, 0, "")
		b.run(t, "rm /run/held; nginx -t -q && systemctl is-active nginx && dpkg --audit && userdel crypto-dashboard && rm /var/lib/dashctl/user")
	})
	b.refuseAll(t, good, accountRefusals())
	b.run(t, "groupadd --gid 4711 crypto-dashboard; useradd --uid 4711 --gid 4711 --shell /bin/bash --no-create-home crypto-dashboard")
	b.refuseAll(t, good, portRefusals())
	b.firstReleaseFails(t)
	t.Run("an account that is there already, with another number and a shell, is adopted and stays (A45)", func(t *testing.T) {
		id := b.place(t, "")
		b.uploaded(t, "", "activate "+id+" --soak 0s").mustEnd(t, 0, "")
		b.run(t, fmt.Sprintf("[ $(ps -o uid= -p $(systemctl show --property=MainPID --value crypto-dashboard@1)) = 4711 ]; curl --silent --fail localhost:5003/health | grep %s", id))
	})
	t.Run("50 switches in a row and 500 old releases leave the newest ones, and never take away what serves (A48)", func(t *testing.T) { b.manySwitches(t, good) })
	t.Run("an account that was there already stays when the dashboard is removed (A45)", func(t *testing.T) {
		b.run(t, "dashctl remove && [ $(id --user crypto-dashboard) = 4711 ]")
		b.assertNothingOfOurs(t)
	})
}

// manySwitches goes between two releases, while there are many more of the past.
func (b bareHost) manySwitches(t *testing.T, first string) {
	second := b.place(t, "another")
	b.uploaded(t, "", "activate "+second+" --soak 0s").mustEnd(t, 0, "")
	b.run(t, fmt.Sprintf(`cd /opt/crypto-dashboard/releases
for number in $(seq 500); do
	id=$(printf '%%012x' $number); cp -al %[1]s $id
	touch --date=2040-01-01 $id # of a clock that was wrong
	echo '{"time":"2040-01-01T00:00:00Z","verb":"activate","from":"before","to":"'$id'","verdict":"kept"}'
done >/run/old; { cat /run/old; echo; cat /var/lib/dashctl/history.jsonl; } >/run/history; cp /run/history /var/lib/dashctl/history.jsonl`, first))
	b.run(t, fmt.Sprintf(`for round in $(seq 25); do for id in %s %s; do
	dashctl activate $id --soak 0s --keep 4 >/run/many 2>&1 || { cat /run/many; exit 1; }
	[ "$(readlink /opt/crypto-dashboard/current)" = releases/$id ] || exit 1
done; done`, first, second))
	// The four: these two, and those of the past that the history has last, whatever their dates say.
	want := fmt.Sprintf("%012x\n%012x\n%s\n%s\n", 499, 500, min(first, second), max(first, second))
	if got := b.run(t, "ls /opt/crypto-dashboard/releases | sort"); got != want {
		t.Errorf("releases on the host:\n%s\nwant:\n%s", got, want)
	}
	b.run(t, "dashctl rollback --soak 0s && dashctl status && curl --silent --fail localhost:5003/health | grep "+first)
}

func (b bareHost) firstReleaseFails(t *testing.T) {
	b.run(t, "ls /etc/nginx/sites-enabled >/run/sites; curl --silent localhost >/run/page")
	for name, c := range map[string]struct {
		fault, args string
		code        int
	}{
		"a first release that is bad at once leaves the host as it was (A34)":                {"exits", "", 12},
		"a first release that is bad when it serves already leaves the host as it was (A34)": {"dies 5s", "", 10},
	} {
		t.Run(name, func(t *testing.T) {
			id := b.place(t, c.fault)
			b.uploaded(t, "", "activate "+id+" --soak 12s").mustEnd(t, c.code, "release "+id+" failed")
			b.assertNothingOfOurs(t)
			b.run(t, "ls /etc/nginx/sites-enabled | diff /run/sites -; curl --silent localhost | diff /run/page -; nginx -T 2>/dev/null | grep -c crypto-dashboard | grep -x 0; "+
				"pgrep --parent $(systemctl show --property=MainPID --value nginx)")
			b.run(t, "rm -rf /opt/crypto-dashboard/releases/*")
		})
	}
}
