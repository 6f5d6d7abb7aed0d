package test

import (
	"strings"
	"testing"
)

// What an operator changed on the host by hand.
func operatorConditions() []condition {
	const (
		workersDropIn = "/etc/systemd/system/crypto-dashboard@.service.d/operator.conf"
		addDropIn     = "mkdir -p /etc/systemd/system/crypto-dashboard@.service.d; printf '[Service]\\n%s\\n' >" + workersDropIn
		endDropIn     = "rm -r /etc/systemd/system/crypto-dashboard@.service.d; systemctl daemon-reload; " + restartWorkers
		site          = "/etc/nginx/sites-enabled/crypto-dashboard"
		rotation      = "/etc/logrotate.d/crypto-dashboard"
		relink        = "; ln -s /opt/crypto-dashboard/current/etc/logrotate.d/crypto-dashboard " + rotation
	)
	dropIn := func(line string) string { return strings.Replace(addDropIn, "%s", line, 1) }
	return []condition{
		{name: "a drop-in of the operator is listed, kept, and works in the new release (A28)", spoil: dropIn("Environment=OPERATOR=here"), mend: endDropIn,
			says: []string{"drop-in   " + workersDropIn + " stays: Environment"},
			then: func(t *testing.T, f *faultHost, _ string) {
				f.run(t, "tr '\\0' '\\n' </proc/$(systemctl show --property=MainPID --value crypto-dashboard@1)/environ | grep OPERATOR=here; dashctl status | grep 'drop-in .*"+workersDropIn+"'")
			}},
		{name: "a drop-in that opens the sandbox is refused, with the line (A28)", spoil: dropIn("ProtectHome=no"), mend: endDropIn,
			code: 12, first: workersDropIn + " opens the sandbox of crypto-dashboard@.service: ProtectHome=no", says: []string{"hint: take that out of it"}},
		{name: "a drop-in that opens the sandbox is refused in a rollback as well (A28)", spoil: dropIn("ProtectHome=no"), mend: endDropIn,
			args: "rollback {id} --soak 0s", code: 12, first: workersDropIn + " opens the sandbox of crypto-dashboard@.service: ProtectHome=no"},
		{name: "a drop-in that opens the sandbox is accepted if it is meant (A28)", spoil: dropIn("ProtectHome=no"), mend: endDropIn,
			args: "activate {id} --soak 0s --force --allow-weaker-sandbox",
			then: func(t *testing.T, f *faultHost, _ string) {
				f.run(t, "[ $(systemctl show --property=ProtectHome --value crypto-dashboard@1) = no ]")
			}},
		{name: "a site that was edited by hand is refused, with the difference (A29)", spoil: "cp -p " + site + " /root/site; echo '# by hand' >>" + site, mend: "cat /root/site >" + site,
			code: 12, first: "edited on this host since the release was installed: " + site + "; nothing was changed", says: []string{"| +# by hand", "hint: put the change into the project"},
			then: func(t *testing.T, f *faultHost, _ string) { f.run(t, "grep 'by hand' "+site) }},
		{name: "a site that was edited by hand is not lost in a rollback either (A29)", spoil: "cp -p " + site + " /root/site; echo '# by hand' >>" + site, mend: "cat /root/site >" + site,
			args: "rollback {id} --soak 0s", code: 12, first: "edited on this host since the release was installed: " + site, says: []string{"| +# by hand"}},
		{name: "a site that was edited by hand may be overwritten, and is kept (A29)", spoil: "echo '# by hand' >>" + site,
			args: "activate {id} --soak 0s --force --overwrite-drift", says: []string{site + " is overwritten; it is kept as /var/lib/dashctl/edited/"},
			then: func(t *testing.T, f *faultHost, _ string) { f.run(t, "grep -r 'by hand' /var/lib/dashctl/edited") }},
		{name: "a file that an editor put in the place of the link is shown, and refused (A29)", spoil: "sed -i 's/daily/weekly/' " + rotation, mend: "rm " + rotation + relink,
			code: 12, first: "edited on this host since the release was installed: " + rotation, says: []string{"| -\tdaily", "| +\tweekly"}},
		{name: "a file that an editor put in the place of the link may be overwritten, and is kept (A29)", spoil: "sed -i 's/daily/weekly/' " + rotation,
			args: "rollback {id} --soak 0s --overwrite-drift",
			then: func(t *testing.T, f *faultHost, _ string) { f.run(t, "grep -r weekly /var/lib/dashctl/edited") }},
		{name: "a folder in the place of a link is refused, and named (A30)", spoil: "rm " + rotation + "; mkdir " + rotation, mend: "rmdir " + rotation + relink,
			code: 12, first: rotation + " is in the way and not ours: it is a directory"},
		{name: "somebody else's link in the place of ours is refused, and named (A30)", spoil: "ln -sfn /srv/elsewhere " + rotation, mend: "rm " + rotation + relink,
			code: 12, first: rotation + " is in the way and not ours: it is a symbolic link to /srv/elsewhere"},
		{name: "a folder that was made immutable is refused, and named (A30)", spoil: "chattr +i /etc/nginx/sites-enabled", mend: "chattr -i /etc/nginx/sites-enabled",
			code: 12, first: "/etc/nginx/sites-enabled is immutable", says: []string{"chattr -ia /etc/nginx/sites-enabled"}},
		{name: "a release's file that was made immutable is refused, and named (A30)", spoil: "chattr +i $(readlink -f " + site + ")", mend: "chattr -i $(readlink -f " + site + ")",
			args: "rollback {id}", code: 12, first: "etc/nginx/sites-available/crypto-dashboard is immutable"},
	}
}
