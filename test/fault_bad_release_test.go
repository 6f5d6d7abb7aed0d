package test

import "testing"

// A release that is bad in itself. What can be found out in a trial beside the one that serves, is: exit code 12, no visitor meets it.
func badReleaseConditions() []condition {
	faulty := func(how string) func(*testing.T, parts) {
		return func(t *testing.T, contents parts) { contents.faulty(t, how) }
	}
	edited := func(path, old, new string) func(*testing.T, parts) {
		return func(t *testing.T, contents parts) { contents.edit(t, path, old, new) }
	}
	unit := func(line string) func(*testing.T, parts) {
		return edited(workerUnitFile, "NonBlocking=yes", "NonBlocking=yes\n"+line)
	}
	return []condition{
		{name: "a release that exits at its start never serves, and its last 20 lines are shown (A14)",
			release: faulty("exits"), code: 12, first: "release {id} failed its trial: ",
			says: []string{"| release under test: last words, line 6\n", "| release under test: last words, line 25\n", "hint: release "}},
		{name: "a release that never says that it is ready is given up at its time limit (A15)",
			release: func(t *testing.T, contents parts) {
				contents.faulty(t, "silent")
				contents.edit(t, workerUnitFile, "TimeoutStartSec=20", "TimeoutStartSec=2")
			}, code: 12, first: "because a timeout was exceeded"},
		{name: "a release whose health is 503 never serves (A16)",
			release: faulty("unwell"), code: 12, first: `failed its trial: /health answered 503: "{\"status\":`},
		{name: "a release whose health redirects never serves (A16)",
			release: faulty("redirects"), code: 12, first: "failed its trial: /health answered 302: "},
		{name: "a release that answers with another release's id never serves (A16)",
			release: faulty("lies"), code: 12, first: `failed its trial: another release answers: want "{id}", got "0123456789ab"`},
		{name: "a release whose health is some page never serves (A16)",
			release: faulty("captive"), code: 12, first: `/health answered 200, but not as a dashboard does: "<html>sign in to the hotel's network</html>"`},
		{name: "a release whose health is an empty answer never serves (A16)",
			release: faulty("empty"), code: 12, first: `/health answered 200, but not as a dashboard does: ""`},
		{name: "a release whose health comes one byte a second never serves (A16)",
			release: faulty("trickles"), code: 12, first: "failed its trial: /health broke off: "},
		{name: "a release that dies after five seconds is undone while it is watched (A17)",
			release: faulty("dies 5s"), args: "activate {id} --soak 12s", code: 10, first: "release {id} failed and was rolled back: after ",
			says: []string{" did not stay up: process ", "| release under test: died after 5s"}},
		{name: "a release that dies every 20 seconds is undone if it is watched for longer (A17)",
			release: faulty("dies 20s"), args: "activate {id} --soak 30s", code: 10, first: "release {id} failed and was rolled back: after ",
			says: []string{" did not stay up: process ", "| release under test: died after 20s"}},
		{name: "a release that is healthy on its socket and not through Nginx is undone (A18)",
			release: edited(siteFile, "/run/crypto-dashboard/http.sock", "/run/crypto-dashboard/nobody.sock"),
			closed:  true, code: 10, first: "release {id} failed and was rolled back: through nginx: /health answered 502"},
		{name: "a release whose first answer takes three seconds is kept (A19)",
			release: faulty("slow 3s"), patient: true, code: 0},
		{name: "a release whose first answer takes 20 seconds never serves (A19)",
			release: faulty("slow 20s"), patient: true, code: 12, first: "release {id} failed its trial: "},
		{name: "a site that Nginx does not accept is refused with Nginx's own line (A21)",
			release: edited(siteFile, "server_tokens off;", "server_tokens perhaps;"), code: 12,
			first: `invalid value "perhaps" in `, says: []string{"/etc/nginx/sites-enabled/crypto-dashboard:"}},
		{name: "a unit with a misspelt line is refused before it is installed (A26)",
			release: unit("ProtectHom=yes"), code: 12, first: "systemd-analyze verify: crypto-dashboard@.service:", says: []string{"'ProtectHom'"},
			then: func(t *testing.T, f *faultHost, id string) { f.run(t, "! ls -d /opt/crypto-dashboard/releases/"+id) }},
		{name: "a unit with a value that systemd would only ignore is refused before it is installed (A26)",
			release: unit("MemoryHigh=plenty"), code: 12, first: "systemd-analyze verify: crypto-dashboard@.service:", says: []string{"'plenty'"},
			then: func(t *testing.T, f *faultHost, id string) { f.run(t, "! ls -d /opt/crypto-dashboard/releases/"+id) }},
		{name: "a unit with a user that the host does not have never serves (A26)",
			release: edited(workerUnitFile, "User=crypto-dashboard", "User=nobody-of-this-name"), code: 12, first: "release {id} failed its trial: ",
			says: []string{"status=217/USER"}},
		{name: "a line of the sandbox that this host's systemd does not know is refused by name (A27)",
			release: unit("ProtectFutureThings=yes"), code: 12, first: "'ProtectFutureThings'"},
		{name: "a sandbox that this host's kernel cannot make is found out in the trial, and named (A27)",
			release: unit("BindReadOnlyPaths=/nowhere/at/all"), code: 12, first: "release {id} failed its trial: ",
			says: []string{"/nowhere/at/all", "status=226/NAMESPACE"}},
	}
}
