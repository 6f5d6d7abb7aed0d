package test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/infra/lab/machine"
)

// What happens to the operator's machine, to the link and to the state: the real CLI, a real host.
func TestFaultState(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.stack.configure(t, map[string]string{"soak": "1", "confirm": "5"})
	s.promise(t, "an up that is killed at any resource is finished by the next one (S1 U10)", killedUps)
	s.promise(t, "a preview changes nothing and connects to nothing (S9)", previewOnly)
	s.promise(t, "an up over a link that is cut in the middle of the program fails in time, and the next one succeeds (U1)", cutUpload)
	s.promise(t, "a release that nobody sees from outside is undone by the host alone, up fails and the state says so (A10)", unseen)
	s.promise(t, "with the state lost, up adopts what serves without a restart or a lost request, though the server takes two logins at a time (S3 U16)", lostState)
	s.promise(t, "the key that opens the host is in no state, diff or record (S11)", keyIsNowhere)
	s.promise(t, "another stack is refused by the name of the one that has the host (S8)", secondStack)
	s.promise(t, "destroy without the host, for a host that another stack took, for good, and twice (S5 S6 S8)", destroys)
}

func killedUps(t *testing.T, s *site) {
	mend := s.host.slow(t)
	switched := func() error {
		_, err := os.Stat(filepath.Join(s.host.machine.Root(), "var/lib/dashctl/journal.json"))
		return err
	}
	for _, at := range []struct {
		resource string
		then     func() error
	}{
		{":prepare", atOnce},
		{"/etc/crypto-dashboard/bots.toml", atOnce},
		{"/bin/server", s.wantUploaded(0.3)},
		{":activate", switched},
		{":confirm", atOnce},
	} {
		t.Run("killed at "+strings.TrimLeft(at.resource, ":/"), func(t *testing.T) {
			s.host.forgetUpload(t)
			s.stack.killUpAt(t, at.resource, at.then)
			s.host.waitForRest(t)
		})
	}
	mend()
	id := s.deployed(t)
	again := s.stack.up(t)
	again.mustSucceed(t)
	if len(again.summary()) == 0 || again.changes() != 0 {
		t.Errorf("after it was finished, one more up did %v", again.summary())
	}
	s.assertServes(t, id)
}

// alreadyDeployed is deployed without a second up where there was a first one: what serves is what an earlier promise left.
func (s *site) alreadyDeployed(t *testing.T) string {
	t.Helper()
	if _, err := os.Lstat(filepath.Join(s.host.machine.Root(), productFolder, "current")); err != nil {
		return s.deployed(t)
	}
	return s.assertServing(t)
}

// arrived counts the TCP connections that the host has accepted since it was booted, that of the question included.
func (h *host) arrived(t *testing.T) int {
	t.Helper()
	text := h.run(t, "awk '/^Tcp:/ && $6 ~ /^[0-9]+$/ { print $7 }' /proc/net/snmp")
	count, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// everyFile lists the host's files. Services have folders of their own for temporary files, which come and go with them.
const everyFile = "find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /var/tmp -o -path /var/log -o -path /var/lib/systemd \\) -prune -o -printf '%p %y %m %u %s %T@ %l\\n' | sort"

func previewOnly(t *testing.T, s *site) {
	s.alreadyDeployed(t)
	s.code.changePage(t)
	files, state := s.host.run(t, everyFile), s.stack.exported(t)
	before := s.host.arrived(t)
	preview := s.stack.preview(t, "--diff")
	preview.mustSucceed(t)
	after := s.host.arrived(t)
	if after != before+1 {
		t.Errorf("the host accepted %d connections during a preview, beside the one that asks for their number", after-before-1)
	}
	if preview.changes() == 0 {
		t.Errorf("the preview shows no change of a changed page: %v", preview.summary())
	}
	assertSame(t, "files", files, s.host.run(t, everyFile))
	assertSame(t, "state", state, s.stack.exported(t))
	s.assertKeyIsNot(t, "the diff", preview.output)
}

// exported is the state as `stack export` shows it.
func (s *stack) exported(t *testing.T, more ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "state")
	s.pulumi(t, append([]string{"stack", "export", "--stack", s.name, "--file", file}, more...)...).mustSucceed(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// uploadLimit is what an operator waits at most for an up whose link is cut.
const uploadLimit = 180 * time.Second

func cutUpload(t *testing.T, s *site) {
	old := s.alreadyDeployed(t)
	s.code.changePage(t)
	s.host.forgetUpload(t)
	mend := s.host.slow(t)
	up := s.stack.startUp(t)
	eventually(t, "half of the program is on the host", 2*time.Minute, s.wantUploaded(0.5))
	s.host.link(t, "down")
	began, ended := time.Now(), make(chan error, 1)
	go func() { ended <- up.wait() }()
	select {
	case err := <-ended:
		t.Logf("the up ended %s after the link was cut", time.Since(began).Round(time.Second))
		if err == nil {
			t.Error("the up succeeded over a link that was cut")
		}
	case <-time.After(uploadLimit):
		t.Errorf("the up is still waiting, %s after the link was cut", uploadLimit)
		up.kill(t)
	}
	said, err := os.ReadFile(up.said)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"on " + s.host.machine.Address + ":22: ", `"` + productFolder + `/incoming/bin/server"`} {
		if !strings.Contains(string(said), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	s.host.connect(t)
	mend()
	s.assertServes(t, old)
	if id := s.deployed(t); id == old {
		t.Errorf("release %s is still serving", old)
	}
	built, err := filepath.Glob(filepath.Join(s.code.dir, ".build/linux-*/server"))
	if err != nil || len(built) != 1 {
		t.Fatalf("find the program that was built: %q, %v", built, err)
	}
	if info, err := os.Stat(built[0]); err != nil || s.host.uploaded() != info.Size() {
		t.Errorf("%d bytes of the program are on the host (%v)", s.host.uploaded(), err)
	}
}

func unseen(t *testing.T, s *site) {
	old := s.alreadyDeployed(t)
	s.code.changePage(t)
	open := s.host.closeDoor(t)
	up := s.stack.up(t)
	open()
	up.mustFail(t, "was rolled back: not confirmed in time: nobody said within 5s", "release "+old+" serves again", "exited with status 14")
	s.assertServes(t, old)
	if said := s.stack.output(t, "release"); said != old {
		t.Errorf("the state says %s, want %s", said, old)
	}
	if history := s.host.run(t, "dashctl history | tail -n 1"); !strings.Contains(history, "unconfirmed") {
		t.Errorf("the host's history ends with %s", history)
	}
	if id := s.deployed(t); id == old {
		t.Errorf("with the door open, release %s is still serving", old)
	}
}

func lostState(t *testing.T, s *site) {
	id, processes := s.alreadyDeployed(t), s.host.processes(t)
	s.host.write(t, "/etc/ssh/sshd_config.d/00-few.conf", "0644", "MaxStartups 2\n")
	s.host.reloadSSH(t)
	anew := s.stack.stateFolder() + "/anew"
	if err := os.Mkdir(anew, 0o755); err != nil {
		t.Fatal(err)
	}
	s.stack.env["PULUMI_BACKEND_URL"] = "file://" + anew
	s.stack.pulumi(t, "stack", "init", "--stack", s.stack.name).mustSucceed(t)
	traffic := startTraffic(t, plan{address: s.host.machine.Address})
	up := s.stack.up(t)
	traffic.stopWithoutFailure(t, 500)
	s.host.run(t, "rm /etc/ssh/sshd_config.d/00-few.conf")
	s.host.reloadSSH(t)
	up.mustSucceed(t)
	s.assertServes(t, id)
	assertSame(t, "processes", processes, s.host.processes(t))
	if said := s.stack.output(t, "release"); said != id {
		t.Errorf("the new state says %s, want %s", said, id)
	}
}

func (s *stack) stateFolder() string {
	return strings.TrimPrefix(s.env["PULUMI_BACKEND_URL"], "file://")
}

// reloadSSH returns when the SSH server takes logins again: for a moment it does not listen.
func (h *host) reloadSSH(t *testing.T) {
	t.Helper()
	h.run(t, "systemctl reload ssh")
	eventually(t, "the host can be reached again", 30*time.Second, func() error {
		_, err := h.try(t, "true")
		return err
	})
}

// keyLine is a line of the private key.
func (s *site) keyLine(t *testing.T) string {
	t.Helper()
	key, err := os.ReadFile(s.host.machine.PrivateKeyFile)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(key), "\n")[2]
}

func (s *site) assertKeyIsNot(t *testing.T, where, text string) {
	t.Helper()
	if strings.Contains(text, s.keyLine(t)) {
		t.Errorf("the private key is in %s", where)
	}
}

func keyIsNowhere(t *testing.T, s *site) {
	s.alreadyDeployed(t)
	s.assertKeyIsNot(t, "stack export", s.stack.exported(t))
	if !strings.Contains(s.stack.exported(t, "--show-secrets"), s.keyLine(t)) {
		t.Error("the key is not in the state at all: that it is not shown proves nothing")
	}
	files := 0
	err := filepath.WalkDir(s.stack.stateFolder(), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		s.assertKeyIsNot(t, path, string(content))
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files of the state were read: %v", files, err)
	}
	s.assertKeyIsNot(t, "what the host's log has", s.host.run(t, "journalctl --no-pager"))
}

func (s *stack) fullName() string { return "organization/crypto-dashboard/" + s.name }

func secondStack(t *testing.T, s *site) {
	id := s.alreadyDeployed(t)
	files := s.host.inventory(t)
	second := newStack(t, s.code)
	settings := s.host.settings()
	settings["release"] = "previous" // what it asks for does not matter: it does not get that far
	second.configure(t, settings)
	second.up(t).mustFail(t, "this host belongs to the stack "+s.stack.fullName()+", not to "+second.fullName(), "hint: ", "exited with status 12")
	second.destroy(t).mustSucceed(t)
	assertSame(t, "files", files, s.host.inventory(t))
	s.assertServes(t, id)
}

func destroys(t *testing.T, s *site) {
	s.alreadyDeployed(t)
	s.host.write(t, "/etc/nginx/sites-enabled/other", "0644", "server { listen 8081; return 200 \"another site\\n\"; }\n")
	s.host.run(t, "nginx -t -q && systemctl reload nginx")
	ledger := s.host.run(t, "sha256sum "+machine.LedgerPath)
	t.Run("without the host it fails and names the command that forgets it (S5)", func(t *testing.T) {
		s.host.link(t, "down")
		destroyed := s.stack.destroy(t)
		s.host.connect(t)
		destroyed.mustFail(t, fmt.Sprintf("log in as root@%s:22: after ", s.host.machine.Address),
			fmt.Sprintf("hint: if that server is gone for good: pulumi state delete 'urn:pulumi:%s::crypto-dashboard::command:remote:Command::%s:prepare'", s.stack.name, s.host.machine.Address))
	})
	t.Run("of a host that another stack took it removes nothing (S8)", func(t *testing.T) {
		s.host.run(t, "echo organization/crypto-dashboard/another >"+productFolder+"/owner")
		s.stack.destroy(t).mustFail(t, "this host belongs to the stack organization/crypto-dashboard/another, not to "+s.stack.fullName()+": nothing is removed",
			fmt.Sprintf("pulumi state delete 'urn:pulumi:%s::crypto-dashboard::command:remote:Command::%s:prepare'", s.stack.name, s.host.machine.Address))
		s.assertServing(t)
		s.host.run(t, "echo "+s.stack.fullName()+" >"+productFolder+"/owner")
	})
	t.Run("it takes everything of ours, leaves the other site and the bot's database, and says what it kept (S6)", func(t *testing.T) {
		destroyed := s.stack.destroy(t)
		destroyed.mustSucceed(t)
		if kept := strings.Join(destroyed.kept(), "\n"); !strings.Contains(kept, "nginx has other users: /etc/nginx/sites-enabled/other") {
			t.Errorf("it does not say that Nginx stays:\n%s", kept)
		}
		left := s.host.run(t, "ls -d /opt/crypto-dashboard /var/lib/dashctl 2>/dev/null; ls /etc/systemd/system | grep crypto-dashboard; id crypto-dashboard 2>/dev/null; true")
		if left != "" {
			t.Errorf("left on the host:\n%s", left)
		}
		if answer := s.host.run(t, "curl --silent --max-time 10 localhost:8081"); answer != "another site\n" {
			t.Errorf("the other site answers %q", answer)
		}
		assertSame(t, "the bot's database", ledger, s.host.run(t, "sha256sum "+machine.LedgerPath))
	})
	t.Run("the second time there is nothing to do (S5)", func(t *testing.T) {
		again := s.stack.destroy(t)
		again.mustSucceed(t)
		if again.changes() > 1 { // the stack itself
			t.Errorf("it did %v", again.summary())
		}
	})
}
