package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crypto-dashboard/infra/manifest"
)

// sight is what one look inside the host shows, by part.
type sight struct {
	current string
	parts   map[string]string
}

// mountsScript lists what is mounted; a service's credentials and a login's folder come and go.
const mountsScript = `cut -d ' ' -f 2 /proc/mounts | grep -v -e ^/run/credentials -e ^/run/user | sort`

// The run's own unit ends a moment after its client: what it leaves is looked at when it is gone. The service of the loopback port is
// not among the units that have to stay: it ends when nobody asks.
const insideScript = `
part() { printf '\n== %s\n' "$1"; }
for i in $(seq 200); do [ -z "$(systemctl list-units --all --plain --no-legend 'dashctl-*')" ] && break; sleep 0.05; done
units() { systemctl show --property=Id,ActiveState,MainPID,NRestarts 'crypto-dashboard@*' 'crypto-dashboard*.socket' crypto-dashboard.target nginx.service; }
part units; units
part unread; systemctl show --property=Id,NeedDaemonReload 'crypto-dashboard*' nginx.service | grep -B 1 NeedDaemonReload=yes
part status; dashctl status --json
part open; dashctl recover </dev/null 2>&1 || echo "exit $?"
part lock; flock --nonblock /var/lib/dashctl/lock true || echo held
part failed; systemctl list-units --failed --plain --no-legend
part over; systemctl list-units --all --plain --no-legend 'dashctl-*' 'crypto-dashboard-trial*'
ls -d /run/systemd/system/crypto-dashboard* /run/crypto-dashboard-trial /run/crypto-dashboard/asks /run/dashctl/.new-* 2>/dev/null
part processes; ls -l /proc/[0-9]*/exe 2>/dev/null | sed -n 's,.*/proc/\([0-9]*\)/exe -> \(/opt/crypto-dashboard/.*\),\1 \2,p'
part mounts; ` + mountsScript + `
part history; cat /var/lib/dashctl/history.jsonl
part secret
grep -laFf ` + secretFile + ` /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null
systemctl show --all 'crypto-dashboard*' 'dashctl-*' | grep -FHf ` + secretFile + ` --label='systemctl show'
journalctl --cursor-file=/run/invariants.cursor --quiet --no-pager --output=cat | grep -FHf ` + secretFile + ` --label=journal
touch /run/invariants.now
find /etc /opt /var /run /tmp /home /root /srv /usr/local -xdev -path '*/log/journal' -prune -o -type f -perm /077 $([ -e /run/invariants.seen ] && echo -cnewer /run/invariants.seen) -print0 2>/dev/null |
	xargs --null --no-run-if-empty grep -lFf ` + secretFile + `
mv /run/invariants.now /run/invariants.seen
part later; units
part end
`

func (f *faultHost) lookInside(t *testing.T) sight {
	t.Helper()
	seen := sight{parts: map[string]string{}}
	for part := range strings.SplitSeq(f.run(t, insideScript), "\n== ") {
		name, text, _ := strings.Cut(part, "\n")
		seen.parts[name] = strings.TrimSpace(text)
	}
	if _, complete := seen.parts["end"]; !complete {
		t.Fatalf("the look at the host broke off: %q", seen.parts)
	}
	return seen
}

// changing is what a run that has nothing to do leaves as it is: the releases' processes, and the history.
func (s sight) changing() string {
	return s.current + "\n" + s.parts["units"] + "\n" + s.parts["history"]
}

func (s sight) breaches(release manifest.Manifest, mounts string) (breaches []string) {
	breach := func(format string, values ...any) { breaches = append(breaches, fmt.Sprintf(format, values...)) }
	var status status
	if err := json.Unmarshal([]byte(s.parts["status"]), &status); err != nil {
		breach("V2: dashctl status: %v: %s", err, s.parts["status"])
	}
	if status.Current != release.ID || status.State != "kept" || !status.Healthy || len(status.Workers) != release.Workers {
		breach("V2: release %s with %d workers is current, dashctl status says %s", release.ID, release.Workers, s.parts["status"])
	}
	if got, want := sorted(s.parts["processes"]), workerProcesses(status, release.ID); got != want {
		breach("V5: processes are\n%s\nwant\n%s", got, want)
	}
	if s.parts["later"] != s.parts["units"] {
		breach("V5: units did not stay as they were:\n%s\nbecame\n%s", s.parts["units"], s.parts["later"])
	}
	if s.parts["open"] != "recover   no switch was interrupted" {
		breach("V6: a switch was left open: %s", s.parts["open"])
	}
	if s.parts["mounts"] != strings.TrimSpace(mounts) {
		breach("V5: mounts are\n%s\nwere\n%s", s.parts["mounts"], mounts)
	}
	for name, what := range map[string]string{"lock": "V5: the lock is", "failed": "V5: failed units:",
		"unread": "V3: systemd has not read what is live:", "over": "V5: left over:", "secret": "V7: the secret is in"} {
		if s.parts[name] != "" {
			breach("%s %s", what, s.parts[name])
		}
	}
	slices.Sort(breaches)
	return breaches
}

// workerProcesses is how the processes of the product look when only the workers of one release run.
func workerProcesses(status status, id string) string {
	var lines []string
	for _, worker := range status.Workers {
		lines = append(lines, fmt.Sprintf("%d %s/releases/%s/bin/server", worker.MainPID, productFolder, id))
	}
	return sorted(strings.Join(lines, "\n"))
}

func sorted(lines string) string {
	return strings.Join(slices.Sorted(strings.SplitSeq(lines, "\n")), "\n")
}

// secret is the password of a bot's API: one that a stack names by its file on the host, and systemd hands to the workers.
const secret = "canary-7f3e9b2c51d8"

// hideSecret gives the bot an API with a password. Nobody answers there; a worker asks all the same, with the password.
func (f *faultHost) hideSecret(t *testing.T) {
	t.Helper()
	f.host.write(t, secretFile, "0600", secret+"\n")
	settings := f.host.settings()
	f.stack.configure(t, map[string]string{"bots[0].name": "main", "bots[0].ledger": settings["ledger"], "bots[0].ledgerGroup": settings["ledgerGroup"],
		"bots[0].apiUrl": "http://127.0.0.1:8080", "bots[0].apiUsername": "freqtrader", "bots[0].apiPasswordFile": secretFile})
	f.stack.unset(t, "ledger")
	f.stack.unset(t, "ledgerGroup")
}

// assertStackKeepsSecret wants the secret in no file of the stack's state: its exports, logs and diffs are made of these.
func (f *faultHost) assertStackKeepsSecret(t *testing.T) {
	t.Helper()
	state := strings.TrimPrefix(f.stack.env["PULUMI_BACKEND_URL"], "file://")
	err := filepath.WalkDir(state, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), secret) {
			t.Errorf("V7: the secret is in the stack's state: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
