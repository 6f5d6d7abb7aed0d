package test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// whileStopped is a script that activates the release, stops it at its gate, does something, and lets the gate fail then.
func whileStopped(do string) string {
	return `export DASHCTL_FAILPOINT=gate:before:stop,gate:after:err
dashctl activate {id} --soak 0s --force </dev/null >/run/stopped.log 2>&1 & run=$!
timeout 60 sh -c 'until grep -q "gate:before:stop" /run/stopped.log; do sleep 0.05; done'
` + do + `
systemctl kill --signal=CONT --kill-who=main 'dashctl-*.service'
wait $run; code=$?; cat /run/stopped.log; echo "exit $code"`
}

const (
	// nginxWorkers are the processes that a reload replaces.
	restartWorkers = "for unit in $(systemctl list-units --plain --no-legend 'crypto-dashboard@*' | cut -d' ' -f1); do systemctl restart $unit; done"

	nginxWorkers = "pgrep --parent $(systemctl show --property=MainPID --value nginx.service) | sort"
)

// flip damages a program of a release as a bad disk would; unflip mends it. In a copy: one that runs cannot be written to.
func flip(id, program string) string { return damage(id, program, "printf x >>/root/copy") }

func unflip(id, program string) string { return damage(id, program, "truncate --size=-1 /root/copy") }

func damage(id, program, how string) string {
	path := productFolder + "/releases/" + id + "/bin/" + program
	return fmt.Sprintf("cp -p %s /root/copy; %s; mv /root/copy %s", path, how, path)
}

func notReloaded(t *testing.T, f *faultHost, _ string) {
	f.run(t, nginxWorkers+" | diff /run/nginx.before -")
}

func nginxConditions() []condition {
	const broken = nginxWorkers + " >/run/nginx.before; echo 'server { listne 81; }' >/etc/nginx/sites-enabled/blog"
	return []condition{
		{name: "somebody else's broken site is named, and Nginx left alone (A22)", spoil: broken, mend: "rm /etc/nginx/sites-enabled/blog",
			code: 12, first: "nginx refuses its configuration as it is, without this release: ", says: []string{"/etc/nginx/sites-enabled/blog:1", "hint: mend it"}, then: notReloaded},
		{name: "somebody else's broken site is named in a rollback as well (A22)", spoil: broken, mend: "rm /etc/nginx/sites-enabled/blog",
			args: "rollback {id} --soak 0s", code: 12, first: "/etc/nginx/sites-enabled/blog:1", then: notReloaded},
		{name: "a masked Nginx is refused, though it still runs (A24)", spoil: "systemctl mask nginx", mend: "systemctl unmask nginx",
			code: 12, first: "nginx.service is masked", says: []string{"hint: systemctl unmask"}},
		{name: "a stopped Nginx is refused (A24)", spoil: "systemctl stop nginx", mend: "systemctl start nginx", closed: true,
			code: 12, first: "nginx.service is not running; at port 80: none"},
		{name: "a port 80 that somebody else has taken is refused, and the process named (A24)", closed: true,
			spoil: "systemctl stop nginx; systemd-run --quiet --collect --unit=apache perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalPort => 80, Listen => 1, ReuseAddr => 1) or die; sleep 600'" +
				"; timeout 20 sh -c 'until ss -Hltn sport = :80 | grep -q .; do sleep 0.05; done'",
			mend: "systemctl stop apache; systemctl start nginx",
			code: 12, first: "nginx.service is not running; at port 80: LISTEN", says: []string{`users:(("perl",pid=`}},
		{name: "an Nginx whose pid file is gone is reloaded all the same, never restarted (A25)",
			spoil: "systemctl show --property=MainPID nginx.service >/run/nginx.before; rm /run/nginx.pid",
			then: func(t *testing.T, f *faultHost, _ string) {
				f.run(t, "systemctl show --property=MainPID nginx.service | diff /run/nginx.before -")
			},
			mend: "systemctl show --property=MainPID --value nginx.service >/run/nginx.pid"},
	}
}

// siteThatBreaksLater: a release whose site was good when it was installed, and is not any more when it is switched to.
func siteThatBreaksLater(t *testing.T, f *faultHost) {
	const snippet = "/etc/nginx/of-the-operator.conf"
	from := f.current(t)
	id := f.upload(t, func(t *testing.T, contents parts) {
		contents.edit(t, siteFile, "server_tokens off;", "server_tokens off;\n\tinclude "+snippet+";")
	})
	f.run(t, "echo >"+snippet)
	f.activate(t, "site:err", id).mustEnd(t, 10, "release "+id+" failed and was rolled back: ")
	f.run(t, "rm "+snippet+"; "+nginxWorkers+" >/run/nginx.before")
	result := f.activate(t, "", id)
	result.mustEnd(t, 10, "release "+id+" failed and was rolled back: nginx -t -q: ")
	if !strings.Contains(result.first, `open() "`+snippet+`" failed`) {
		t.Errorf("nginx's own line is not shown: %s", result.first)
	}
	if after := f.run(t, nginxWorkers+" | comm -12 /run/nginx.before -"); after != "" {
		t.Errorf("nginx was not reloaded with the site that it had: processes %s are the ones of before", after)
	}
	f.run(t, "rm -rf /var/lib/dashctl/quarantine /opt/crypto-dashboard/releases/"+id)
	f.assertInvariants(t, aftermath{serving: from})
}

// download is a visitor of another site of the same Nginx, who takes longer than a reload.
func downloadOverAReload(t *testing.T, f *faultHost) {
	const size = 64 << 20 // more than all buffers on the way
	f.run(t, fmt.Sprintf(`mkdir -p /srv/download; truncate --size=%d /srv/download/film
echo 'server { listen 8099; root /srv/download; }' >/etc/nginx/sites-enabled/downloads; systemctl reload nginx
timeout 20 sh -c 'until curl --silent --head localhost:8099/film >/dev/null; do sleep 0.05; done'`, size))
	connection, err := net.Dial("tcp", f.host.machine.Address+":8099")
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprint(connection, "GET /film HTTP/1.1\r\nHost: downloads\r\nConnection: close\r\n\r\n")
	read := 0
	buffer := make([]byte, 64<<10)
	take := func(until int) {
		_ = connection.SetReadDeadline(time.Now().Add(time.Minute))
		for read < until {
			count, err := connection.Read(buffer)
			if read += count; err != nil {
				return
			}
		}
	}
	take(1)
	to := f.other(t)
	f.attempt(t, condition{}, to).mustEnd(t, 0, "")
	if old := f.run(t, "pgrep --full 'nginx: worker process is shutting down' || true"); old == "" {
		t.Error("no worker of nginx goes on with the download")
	}
	take(2 * size)
	if read < size || read > size+http.DefaultMaxHeaderBytes {
		t.Errorf("%d bytes arrived of %d", read, size)
	}
	f.run(t, "rm -r /etc/nginx/sites-enabled/downloads /srv/download; systemctl reload nginx")
	f.assertInvariants(t, aftermath{serving: to})
}

func systemdConditions() []condition {
	return []condition{
		{name: "a run whose output is closed goes on, and its words are in the journal (A9)",
			shell: `dashctl activate {id} --soak 0s --force </dev/null >&- 2>&-; echo "exit $?"`, then: wordsInJournal},
		{name: "a run whose output nobody reads any more goes on, and its words are in the journal (A9)",
			shell: `rm -f /run/code; { dashctl activate {id} --soak 0s --force </dev/null; echo "exit $?" >/run/code; } 2>&1 | true
timeout 60 sh -c 'until [ -s /run/code ]; do sleep 0.05; done'; cat /run/code`, then: wordsInJournal},
		{name: "a daemon-reload that fails is undone (A46)", shell: `export DASHCTL_FAILPOINT=reload:err; dashctl activate {id} --soak 0s --force </dev/null 2>&1; echo "exit $?"`,
			code: 10, first: "release {id} failed and was rolled back: failpoint reload"},
		{name: "a host without D-Bus is switched all the same (A46)", spoil: "systemctl stop dbus.socket dbus.service", mend: "systemctl start dbus.socket dbus.service; systemctl try-restart systemd-logind"},
		{name: "a host whose systemd does not answer is refused (A46)", spoil: "systemctl stop dbus.socket dbus.service; mv /run/systemd/private /run/systemd/away",
			mend: "mv /run/systemd/away /run/systemd/private; systemctl start dbus.socket dbus.service; systemctl try-restart systemd-logind",
			code: 12, first: "start the run's unit: systemd-run "},
	}
}

func wordsInJournal(t *testing.T, f *faultHost, id string) {
	f.run(t, "journalctl --sync; journalctl --since=-2min --output=cat --unit='dashctl-*' | grep 'kept      "+id+"'")
}

func wayBackConditions() []condition {
	here := func(text string) string {
		return strings.ReplaceAll(text, "HERE", "$(basename $(readlink /opt/crypto-dashboard/current))")
	}
	return []condition{
		{name: "a switch without any release to go back to is refused (A31)",
			release: func(t *testing.T, contents parts) {
				contents[settingsFile] = append(contents[settingsFile], "# new\n"...)
			},
			spoil: here("mkdir /root/others; for one in /opt/crypto-dashboard/releases/*; do [ $one -ef /opt/crypto-dashboard/current ] || mv $one /root/others/; done; " + flip("HERE", "dashctl")),
			mend:  here("mv /root/others/* /opt/crypto-dashboard/releases/; rmdir /root/others; " + unflip("HERE", "dashctl")),
			code:  12, first: "there is no way back: release ", says: []string{"is not whole: sha256 mismatch in bin/dashctl"}},
		{name: "a way back that vanishes in the middle of a switch leaves the new release serving, and says what to do (A31)",
			shell: whileStopped(here("mv /opt/crypto-dashboard/releases/$(sed -n 's/.*\"from\":\"\\([0-9a-f]*\\)\".*/\\1/p' /var/lib/dashctl/journal.json) /root/gone")),
			code:  11, first: "going back to release ", says: []string{"hint: on the host: "},
			then: func(t *testing.T, f *faultHost, id string) { f.host.waitForRelease(t, id, 5*time.Second) },
			mend: "mv /root/gone /opt/crypto-dashboard/releases/$(sed -n 's/.*\"from\":\"\\([0-9a-f]*\\)\".*/\\1/p' /var/lib/dashctl/journal.json); rm -rf /var/lib/dashctl/quarantine; dashctl recover || [ $? = 15 ]"},
		{name: "a rollback to a release that is not there is refused, with those that are (A32)", args: "rollback 0123456789ab", code: 12,
			first: `release "0123456789ab" is not on this host, or was never healthy here`, says: []string{"hint: these are: ", "{id}"}},
		{name: "a rollback to a release with a flipped byte is refused (A32 A33)", spoil: flip("{id}", "server"),
			mend: unflip("{id}", "server"),
			args: "rollback {id}", code: 12, first: "release {id} is no release to go back to: release {id} is not whole: sha256 mismatch in bin/server", says: []string{"hint: these are: "}},
		{name: "a release with a flipped byte is never activated (A33)", spoil: "rm -f /opt/crypto-dashboard/incoming/manifest.json; " + flip("{id}", "server"),
			mend: unflip("{id}", "server"),
			code: 12, first: "read manifest: "},
	}
}

func diskConditions() []condition {
	const (
		smallState = `cp -a /var/lib/dashctl /run/state; mount -t tmpfs -o size=16M,mode=700 none /var/lib/dashctl; cp -a /run/state/. /var/lib/dashctl/; `
		fillState  = `dd if=/dev/zero of=/var/lib/dashctl/ballast bs=4k 2>/dev/null || true`
		bigState   = `rm /var/lib/dashctl/ballast; rm -rf /run/state; cp -a /var/lib/dashctl /run/state; umount /var/lib/dashctl; rm -rf /var/lib/dashctl; mv /run/state /var/lib/dashctl`

		smallProduct = `mkdir /root/small; mount -t tmpfs -o size=300M,nr_inodes=400,mode=755 none /root/small; cp -a /opt/crypto-dashboard/. /root/small/; mount --bind /root/small /opt/crypto-dashboard`
		fillProduct  = `dd if=/dev/zero of=/root/small/ballast bs=64k 2>/dev/null; number=0; while mkdir /root/small/full-$number 2>/dev/null; do number=$((number + 1)); done`
		bigProduct   = `umount --lazy /opt/crypto-dashboard; umount --lazy /root/small; rmdir /root/small; ` + restartWorkers

		readOnly = "mount --bind %[1]s %[1]s; mount -o remount,ro,bind %[1]s"
	)
	return []condition{
		{name: "a full disk for the journal is refused before the switch (A38)", spoil: smallState + "rm -f /var/lib/dashctl/reserve; " + fillState, mend: bigState,
			code: 12, first: "no space left on device"},
		{name: "a disk that fills up in the middle of a switch does not stop the way back (A38)", spoil: smallState, shell: whileStopped(fillState), mend: bigState,
			code: 10, first: "release {id} failed and was rolled back: failpoint gate"},
		{name: "a disk without a free byte or inode for the link does not stop the way back (A38)", spoil: smallProduct, shell: whileStopped(fillProduct), mend: bigProduct,
			code: 10, first: "release {id} failed and was rolled back: failpoint gate"},
		{name: "a full disk does not stop a rollback on request (A38)", spoil: smallState + "[ -s /var/lib/dashctl/reserve ] || head -c 262144 /dev/zero >/var/lib/dashctl/reserve; " + fillState, mend: bigState,
			args: "rollback {id} --soak 0s", code: 0},
		{name: "a full disk for the log stops nothing (A38)",
			spoil: "cp -a /var/log/crypto-dashboard /run/logs; mount -t tmpfs -o size=64k none /var/log/crypto-dashboard; chown crypto-dashboard: /var/log/crypto-dashboard; dd if=/dev/zero of=/var/log/crypto-dashboard/ballast bs=4k 2>/dev/null || true",
			mend:  "umount --lazy /var/log/crypto-dashboard; rm -rf /run/logs; " + restartWorkers},
		{name: "a host whose /etc is read-only is refused, and the mount named (A40)", spoil: fmt.Sprintf(readOnly, "/etc"), mend: "umount /etc",
			code: 12, first: "is read-only: it is on the mount /etc", says: []string{"hint: findmnt "}},
		{name: "a host whose /opt is read-only is refused, and the mount named (A40)", spoil: fmt.Sprintf(readOnly, "/opt"), mend: "umount /opt",
			code: 12, first: "/opt/crypto-dashboard is read-only: it is on the mount /opt"},
		{name: "a host whose /opt is read-only is not rolled back, and the mount named (A40)", spoil: fmt.Sprintf(readOnly, "/opt"), mend: "umount /opt",
			args: "rollback {id}", code: 12, first: "/opt/crypto-dashboard is read-only: it is on the mount /opt"},
	}
}
