package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What several hands do to one host: uploads that somebody damaged, two runs at once, a confirmation in the last moment. dashctl is run
// on the host itself, as `pulumi up` runs it.
func TestFaultHands(t *testing.T) {
	t.Parallel()
	f := newFaultHost(t)
	for _, one := range []struct {
		name string
		keep func(*testing.T, *faultHost)
	}{
		{"a damaged upload is refused, names the file and both hashes, and leaves nothing (U2 U3 U9)", damagedUploads},
		{"with /tmp full and nothing in it executable a release is deployed (U8)", fullTmp},
		{"a second run is told at once who holds the host, and the first one goes on (A12)", twoAtOnce},
		{"a killed run leaves no lock (A13)", killedHolder},
		{"a bad release is refused the second time with its verdict, and can be forced (A37)", badAgain},
		{"a confirmation has one outcome, also in the last moment, twice, and for another release (A11)", lastMoment},
		{"a journal of a newer dashctl stops every verb that would change the host (S10)", newerJournal},
		{"what was changed by hand is in dashctl status (S7)", shownByStatus},
		{"a host that another stack took is refused to the old one (S8)", takenHost},
	} {
		f.promise(t, one.name, func(t *testing.T, _ *site) {
			one.keep(t, f)
			f.assertInvariants(t, aftermath{})
		})
	}
}

// forget removes the release that does not serve; what was uploaded of the last one is still there. It returns the release's id.
func (f *faultHost) forget(t *testing.T) string {
	t.Helper()
	if f.current(t) != f.releases[0] {
		f.activate(t, "", f.releases[0]).mustEnd(t, 0, "")
	}
	if err := os.RemoveAll(f.path(productFolder + "/releases/" + f.releases[1])); err != nil {
		t.Fatal(err)
	}
	return f.releases[1]
}

func damagedUploads(t *testing.T, f *faultHost) {
	uploaded := f.forget(t)
	program := f.path(productFolder + "/incoming/bin/server")
	whole, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	put := func(content []byte) {
		if err := os.WriteFile(program, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	flipped := append([]byte{}, whole...)
	flipped[len(flipped)/2] ^= 1
	for name, story := range map[string]struct {
		damage func()
		want   string
	}{
		"one byte is missing":                    {func() { put(whole[:len(whole)-1]) }, fmt.Sprintf("%d bytes; got ", len(whole))},
		"one bit is flipped":                     {func() { put(flipped) }, "sha256 mismatch in bin/server: want "},
		"a link to another file is in its place": {func() { os.Remove(program); os.Symlink("/etc/passwd", program) }, "too many levels of symbolic links"},
		"it is missing":                          {func() { os.Remove(program) }, "incoming/bin/server: no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			story.damage()
			f.activate(t, "", uploaded).mustEnd(t, 12, story.want)
			os.Remove(program)
			put(whole)
			f.assertInvariants(t, aftermath{serving: f.releases[0]})
		})
	}
	if users := f.run(t, "cat /etc/passwd"); !strings.Contains(users, "root:") {
		t.Errorf("the file that the link led to is now:\n%s", users)
	}
	f.activate(t, "", uploaded).mustEnd(t, 0, "")
}

func fullTmp(t *testing.T, f *faultHost) {
	uploaded := f.forget(t)
	f.run(t, "mount -t tmpfs -o size=64k,noexec none /tmp && ! dd if=/dev/zero of=/tmp/full bs=4k 2>/dev/null")
	f.activate(t, "", uploaded).mustEnd(t, 0, "")
	f.run(t, "umount /tmp")
	f.assertInvariants(t, aftermath{serving: uploaded})
}

// begun is a run that goes on while others try.
type begun struct{ faultHost *faultHost }

// begin starts a run with a fault on order, in the background of the host.
func (f *faultHost) begin(t *testing.T, fault string, args ...string) begun {
	t.Helper()
	f.run(t, fmt.Sprintf("rm -f /run/begun.exit; export DASHCTL_FAILPOINT=%s; (dashctl %s >/run/begun.log 2>&1; echo $? >/run/begun.exit) </dev/null >/dev/null 2>&1 &",
		fault, strings.Join(args, " ")))
	return begun{f}
}

// end waits for it and returns its exit code and what it said.
func (b begun) end(t *testing.T) outcome {
	t.Helper()
	var code int
	eventually(t, "the run that was begun ends", time.Minute, func() error {
		_, err := fmt.Sscan(b.faultHost.run(t, "cat /run/begun.exit 2>/dev/null || true"), &code)
		return err
	})
	said := b.faultHost.run(t, "cat /run/begun.log")
	return outcome{command: "the run that was begun", code: code, output: said, first: errorLine.FindString(said)}
}

// stopped starts a switch that stops in the middle, and returns when it has.
func (f *faultHost) stopped(t *testing.T) (run begun, from, to, process string) {
	t.Helper()
	from, to = f.current(t), f.other(t)
	run = f.begin(t, "gate:stop", "activate", to, "--soak", "0s")
	eventually(t, "the switch stops in its gate", time.Minute, func() error {
		for _, word := range strings.Fields(f.run(t, "sed -n 's/.*process \\([0-9]*\\),.*/\\1/p' /var/lib/dashctl/lock")) {
			process = word
		}
		state := f.run(t, "cut -d ' ' -f 3 /proc/"+process+"/stat 2>/dev/null || true")
		if strings.TrimSpace(state) != "T" {
			return fmt.Errorf("process %q is in state %q", process, state)
		}
		return nil
	})
	return run, from, to, process
}

func twoAtOnce(t *testing.T, f *faultHost) {
	run, from, to, process := f.stopped(t)
	holder := "another run is changing this host: dashctl activate " + to + ", process " + process + ", since 20"
	f.dashctl(t, "", "activate", from, "--soak", "0s").mustEnd(t, 13, holder)
	f.dashctl(t, "", "rollback").mustEnd(t, 13, holder)
	f.dashctl(t, "", "remove").mustEnd(t, 13, holder)
	f.run(t, "kill -CONT "+process)
	run.end(t).mustEnd(t, 0, "")
	f.assertInvariants(t, aftermath{serving: to})
}

func killedHolder(t *testing.T, f *faultHost) {
	run, from, to, process := f.stopped(t)
	f.run(t, "kill -KILL "+process)
	run.end(t).mustEnd(t, 15, "of release "+to+" was interrupted")
	f.assertInvariants(t, aftermath{serving: from, again: []string{"activate", to, "--soak", "0s"}, then: to})
}

func badAgain(t *testing.T, f *faultHost) {
	old, bad := f.current(t), f.other(t)
	f.dashctl(t, "gate:err", "activate", bad, "--soak", "0s").mustEnd(t, 10, "release "+bad+" failed and was rolled back")
	again := f.dashctl(t, "", "activate", bad, "--soak", "0s")
	again.mustEnd(t, 12, "release "+bad+" failed at 20")
	if want := "pulumi config set crypto-dashboard:force " + bad; !strings.Contains(again.first, "failpoint gate") || !strings.Contains(again.output, want) {
		t.Errorf("it does not say why it failed, or not %q:\n%s", want, again.output)
	}
	f.assertInvariants(t, aftermath{serving: old})
	f.dashctl(t, "", "activate", bad, "--soak", "0s", "--force").mustEnd(t, 0, "")
	f.assertInvariants(t, aftermath{serving: bad, again: []string{"activate", bad, "--soak", "0s"}})
}

// lastMomentScript confirms a switch, twice at once, so many seconds after its question was put, or when it is over. Before that it
// confirms another release.
const lastMomentScript = `
(DASHCTL_FAILPOINT= dashctl activate %[1]s --soak 0s --force --confirm-within 1s >/run/activate.log 2>&1 </dev/null; echo $? >/run/activate.code) &
until [ -e /run/crypto-dashboard/asks ]; do sleep 0.01; done
asked=$(stat --format=%%.9Y /run/crypto-dashboard/asks)
dashctl confirm 0123456789ab >/dev/null 2>&1; foreign=$?
case %[2]s in
over) while [ -e /var/lib/dashctl/journal.json ]; do sleep 0.02; done ;;
*) sleep $(echo "$asked %[2]s $(date +%%s.%%N)" | awk '{ left = $1 + $2 - $3; print (left > 0 ? left : 0) }') ;;
esac
dashctl confirm %[1]s >/run/first.log 2>&1 & first=$!
dashctl confirm %[1]s >/run/second.log 2>&1; second=$?
wait $first; first=$?
wait
echo "{\"activate\":$(cat /run/activate.code),\"first\":$first,\"second\":$second,\"foreign\":$foreign}"
`

func lastMoment(t *testing.T, f *faultHost) {
	// The first two know their outcome; which one the others have is up to the moment.
	for _, moment := range []string{"0", "over", "0.95", "1", "1.05"} {
		from, to := f.current(t), f.other(t)
		var codes struct{ Activate, First, Second, Foreign int }
		printed := f.run(t, fmt.Sprintf(lastMomentScript, to, moment))
		if err := json.Unmarshal([]byte(printed), &codes); err != nil {
			t.Fatalf("%v: %s", err, printed)
		}
		t.Logf("confirmed %s s after the question, of 1: %+v", moment, codes)
		serving := map[int]string{0: to, 14: from}[codes.Activate]
		if serving == "" || codes.First != codes.Activate || codes.Second != codes.Activate || f.current(t) != serving {
			t.Errorf("confirmed after %s s: %+v, and %s serves: want one outcome, 0 and %s or 14 and %s", moment, codes, f.current(t), to, from)
		}
		if moment == "0" && codes.Activate != 0 || moment == "over" && codes.Activate != 14 {
			t.Errorf("confirmed after %s s: %+v", moment, codes)
		}
		if codes.Foreign != 12 {
			t.Errorf("a confirmation of another release ends with %d, want 12", codes.Foreign)
		}
	}
}

func newerJournal(t *testing.T, f *faultHost) {
	serving, other := f.current(t), f.other(t)
	journal := f.path("/var/lib/dashctl/journal.json")
	if err := os.WriteFile(journal, []byte(`{"version":99,"verb":"activate","from":"`+serving+`","to":"`+other+`"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"activate " + other, "rollback", "recover"} {
		f.dashctl(t, "", strings.Fields(words)...).mustEnd(t, 12, "a newer dashctl left a switch open: its journal has version 99")
	}
	if _, err := os.Stat(journal); err != nil {
		t.Errorf("the journal is gone: %v", err)
	}
	if err := os.Remove(journal); err != nil {
		t.Fatal(err)
	}
	f.assertInvariants(t, aftermath{serving: serving})
}

func shownByStatus(t *testing.T, f *faultHost) {
	shown := func() string { return f.run(t, "dashctl status") }
	if before := shown(); strings.Contains(before, "edited") || strings.Contains(before, "damaged") {
		t.Fatalf("nothing was changed, and status says:\n%s", before)
	}
	const rotation = "/etc/logrotate.d/crypto-dashboard"
	edited := filepath.Join(f.path(productFolder+"/releases"), f.current(t), rotation)
	content, err := os.ReadFile(edited)
	if err == nil {
		err = os.WriteFile(edited, append(content, "# by hand\n"...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.run(t, "mv /usr/local/sbin/dashctl /usr/local/sbin/dashctl.away")
	said := f.run(t, "/usr/local/sbin/dashctl.away status")
	f.run(t, "mv /usr/local/sbin/dashctl.away /usr/local/sbin/dashctl")
	if err := os.WriteFile(edited, content, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"edited    " + rotation, "damaged   /usr/local/sbin/dashctl"} {
		if !strings.Contains(said, want) {
			t.Errorf("status does not say %q:\n%s", want, said)
		}
	}
}

func takenHost(t *testing.T, f *faultHost) {
	serving := f.current(t)
	for _, words := range []string{"activate " + f.other(t), "rollback"} {
		printed, err := f.try("DASHCTL_STACK=organization/crypto-dashboard/another dashctl " + words)
		if err == nil || !strings.HasPrefix(printed, "error: this host belongs to the stack organization/crypto-dashboard/"+f.stack.name+", not to organization/crypto-dashboard/another\nhint: ") {
			t.Errorf("%s for another stack: %v\n%s", words, err, printed)
		}
	}
	f.assertInvariants(t, aftermath{serving: serving})
}
