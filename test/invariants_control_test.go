package test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// damages break one invariant each, by hand. A look that says nothing of one would say nothing after a fault either.
var damages = []struct{ name, do, mend, want string }{
	{"a file of the release was altered", "echo >>/opt/crypto-dashboard/current/etc/crypto-dashboard/bots.toml",
		"truncate --size=-1 /opt/crypto-dashboard/current/etc/crypto-dashboard/bots.toml", "V1: sha256 mismatch in etc/crypto-dashboard/bots.toml"},
	{"visitors are turned away", "systemctl stop nginx && sleep 0.2 && systemctl start nginx", "", "V4: request failed"},
	{"nginx has read another site", `cd /opt/crypto-dashboard/current/etc/nginx/sites-available && cp crypto-dashboard /etc/kept && ` +
		`sed '/X-Site/d' /etc/kept >crypto-dashboard && systemctl restart nginx; cp /etc/kept crypto-dashboard`,
		"systemctl restart nginx; rm /etc/kept", "V3: nginx answers by the site of another release"},
	{"a worker does not run", "systemctl stop crypto-dashboard@2", "systemctl start crypto-dashboard@2", `"healthy": false`},
	{"a live file is a copy of another", "cd /etc/logrotate.d && mv crypto-dashboard ../kept && echo '# by hand' >crypto-dashboard",
		"mv /etc/kept /etc/logrotate.d/crypto-dashboard", "V3: readlink"},
	{"a unit was changed behind systemd", "cd /etc/systemd/system && mv crypto-dashboard.target /etc/kept && sed 's/^#.*//' /etc/kept >crypto-dashboard.target",
		"mv /etc/kept /etc/systemd/system/crypto-dashboard.target && systemctl daemon-reload", "V3: systemd has not read what is live"},
	{"a link of ours too many", "ln -s /opt/crypto-dashboard/current/etc/logrotate.d/other /etc/logrotate.d/other", "rm /etc/logrotate.d/other", "V3: links are"},
	{"a temporary file is left", "touch /var/lib/dashctl/.new-1", "rm /var/lib/dashctl/.new-1", "V5: left over: /var/lib/dashctl/.new-1"},
	{"a third release is left", "mkdir /opt/crypto-dashboard/releases/third", "rmdir /opt/crypto-dashboard/releases/third", "V5: left over: /opt/crypto-dashboard/releases/third"},
	{"a unit failed", "systemd-run --quiet --wait --unit=broken false || true", "systemctl reset-failed broken", "V5: failed units: broken.service"},
	{"a worker is restarted again and again", "systemd-run --quiet --unit=restless sh -c 'while :; do systemctl restart crypto-dashboard@2; done'",
		"systemctl stop restless && systemctl start crypto-dashboard@2", "V5: units did not stay as they were"},
	{"the lock is held", "systemd-run --quiet --unit=holder flock /var/lib/dashctl/lock sleep 600 && until ! flock --nonblock /var/lib/dashctl/lock true; do sleep 0.05; done",
		"systemctl stop holder", "V5: the lock is held"},
	{"a process is left", "cp /bin/sleep /opt/crypto-dashboard/incoming/stray && systemd-run --quiet --unit=stray /opt/crypto-dashboard/incoming/stray 600",
		"systemctl stop stray; rm /opt/crypto-dashboard/incoming/stray", "V5: processes are"},
	{"a mount is left", "mount -t tmpfs none /mnt", "umount /mnt", "V5: mounts are"},
	{"a switch is open", `id=$(basename "$(readlink /opt/crypto-dashboard/current)"); echo '{"version":1,"verb":"activate","from":"'$id'","to":"'$id'"}' >/var/lib/dashctl/journal.json`,
		"", "V6: a switch was left open"},
	{"a file that everybody reads has the secret", "cp " + secretFile + " /etc/kept && chmod 0644 /etc/kept", "rm /etc/kept", "V7: the secret is in /etc/kept"},
	{"a program's arguments have the secret", "systemd-run --quiet --unit=talker sh -c 'sleep 600; :' \"$(cat " + secretFile + ")\"", "systemctl stop talker", "/cmdline"},
	{"the journal has the secret", "systemd-cat cat " + secretFile + "; journalctl --sync", "", "V7: the secret is in journal:"},
}

// seesEveryBreach is the control of assertInvariants.
func (f *faultHost) seesEveryBreach(t *testing.T) {
	serving := f.current(t)
	for _, damage := range damages {
		f.run(t, damage.do)
		_, breaches := f.look(t, serving)
		f.run(t, damage.mend)
		if text := strings.Join(breaches, "\n"); !strings.Contains(text, damage.want) {
			t.Errorf("%s: the look does not see it, want %q:\n%s", damage.name, damage.want, text)
		}
	}
	_, _ = f.look(t, serving) // what was done in the meantime
	began := time.Now()
	if _, breaches := f.look(t, serving); len(breaches) > 0 {
		t.Errorf("everything was mended, and the look still says:\n%s", strings.Join(breaches, "\n"))
	}
	t.Logf("%d damages seen; a look takes %s", len(damages), time.Since(began).Round(time.Millisecond))

	other := f.other(t)
	breaches := f.breaches(t, aftermath{serving: serving, again: []string{"activate", other, "--soak", "0s"}, then: serving})
	if text := strings.Join(breaches, "\n"); !strings.Contains(text, fmt.Sprintf("V2: release %s is current, want %s", other, serving)) {
		t.Errorf("a second run that switches is not seen:\n%s", text)
	}
}
