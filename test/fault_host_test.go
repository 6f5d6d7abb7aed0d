package test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	cryptossh "golang.org/x/crypto/ssh"
)

// faultHost is a host with two releases on it, both kept before, whose dashctl takes orders for faults (infra/dashctl/failpoint.go).
// Going from one to the other uploads nothing: many faults share one host. Its visitors come all the time.
type faultHost struct {
	*site
	// releases differ in every kind of file: program, units, site, log rotation, number of workers (1 and 2).
	releases [2]string
	traffic  *traffic
	failed   int // visits that had failed at the last look
	shell    *cryptossh.Client
	settled  string // what was mounted, before any fault
}

// visitsPerSecond leaves the machine to the faults; a gap of 20 ms is seen.
const visitsPerSecond = 50

// newFaultHost boots a host and deploys both releases to it, with the real program. The second one serves.
func newFaultHost(t *testing.T) *faultHost {
	t.Helper()
	return newFaultHostOn(t, newHost(t))
}

func newFaultHostOn(t *testing.T, bare *host) *faultHost {
	t.Helper()
	f := &faultHost{site: newSiteOn(t, bare)}
	t.Cleanup(f.hangUp)
	f.code.orderFaults(t)
	f.hideSecret(t)
	f.stack.configure(t, map[string]string{"soak": "1", "confirm": "0", "workers": "1"})
	f.releases[0] = f.stack.deployedWith(t)
	f.code.changeEverything(t)
	f.stack.configure(t, map[string]string{"workers": "2"})
	f.releases[1] = f.stack.deployedWith(t)
	f.assertStackKeepsSecret(t)
	f.settled = f.run(t, mountsScript)
	f.openDoors(t)
	return f
}

// orderFaults builds dashctl so that faults can be ordered. The program itself never does, whatever the operator's Go settings are.
func (c checkout) orderFaults(t *testing.T) {
	t.Helper()
	c.replace(t, "infra/release.go", `"go", "build", "-trimpath"`, `"go", "build", "-tags=failpoints", "-trimpath"`)
}

// changeEverything makes a release that differs in every file that a host has links to, but for the sockets: one that starts anew
// refuses visitors for a moment.
func (c checkout) changeEverything(t *testing.T) {
	t.Helper()
	c.changePage(t)
	for _, path := range []string{"etc/systemd/system/crypto-dashboard@.service", "etc/systemd/system/crypto-dashboard.target",
		"etc/systemd/system/crypto-dashboard-recover.service", "etc/nginx/sites-available/crypto-dashboard", "etc/logrotate.d/crypto-dashboard"} {
		content, err := os.ReadFile(filepath.Join(c.dir, "infra/host", path))
		if err != nil {
			t.Fatal(err)
		}
		c.write(t, "infra/host/"+path, "# another release\n"+string(content), 0o644)
	}
	c.replace(t, "infra/host/etc/nginx/sites-available/crypto-dashboard", "server_tokens off;", "server_tokens off;\n\t"+siteMark)
}

// siteMark has Nginx say by which release's site it answers: what it has read is not on the disk.
const siteMark = "add_header X-Site another always;"

// openDoors lets visitors in again, after closeDoors.
func (f *faultHost) openDoors(t *testing.T) {
	t.Helper()
	f.traffic, f.failed = startTraffic(t, plan{address: f.host.machine.Address, perSecond: visitsPerSecond}), 0
}

// closeDoors ends the visits, for a fault that is known to cost some (a power cut, a reboot), and wants none to have failed until now.
func (f *faultHost) closeDoors(t *testing.T) {
	t.Helper()
	f.traffic.end()
	for _, breach := range f.visits() {
		t.Error(breach)
	}
}

// current is the release that the link leads to, as the host's disk has it.
func (f *faultHost) current(t *testing.T) string {
	t.Helper()
	link, err := os.Readlink(f.path(productFolder + "/current"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(link)
}

// other is the one of the two releases that is not current.
func (f *faultHost) other(t *testing.T) string {
	t.Helper()
	if f.current(t) == f.releases[0] {
		return f.releases[1]
	}
	return f.releases[0]
}

// path is a path of the host as this machine sees it.
func (f *faultHost) path(path string) string { return filepath.Join(f.host.machine.Root(), path) }

// outcome is how one run of dashctl ended.
type outcome struct {
	command string
	args    []string
	code    int
	output  string
	first   string // line of the error
	took    time.Duration
}

func (o outcome) String() string {
	return fmt.Sprintf("%s → exit %d in %.1fs: %s", o.command, o.code, o.took.Seconds(), cmp.Or(o.first, "no error"))
}

// mustEnd is V8: it wants the exit code and, if the words are not empty, an error line with them. Code 0 wants no error line.
func (o outcome) mustEnd(t *testing.T, code int, words string) {
	t.Helper()
	if o.code != code || !strings.Contains(o.first, words) || code == 0 && o.first != "" {
		t.Errorf("V8: want exit %d and an error line with %q; got %s\n%s", code, words, o, o.output)
	}
}

// activate switches to an installed release, with a fault on order: "gate:kill", several with commas between, or none.
func (f *faultHost) activate(t *testing.T, fault, id string) outcome {
	t.Helper()
	return f.dashctl(t, fault, "activate", id, "--soak", "0s", "--force")
}

// rollbackTo goes back to a release by its id.
func (f *faultHost) rollbackTo(t *testing.T, fault, id string) outcome {
	t.Helper()
	return f.dashctl(t, fault, "rollback", id, "--soak", "0s")
}

// hangLimit is when a step that was made to hang is given up.
const hangLimit = 300 * time.Millisecond

// dashctl runs any verb with a fault on order. A fault that did not happen fails the test.
func (f *faultHost) dashctl(t *testing.T, fault string, args ...string) outcome {
	t.Helper()
	words := strings.Join(args, " ")
	command := "timeout 300 dashctl " + words + " </dev/null 2>&1; echo \"exit $?\""
	if fault != "" {
		command = fmt.Sprintf("export DASHCTL_FAILPOINT=%s DASHCTL_STEP_LIMIT=%s; %s", fault, hangLimit, command)
	}
	result := f.ends(t, strings.TrimSpace(fault+" dashctl "+words), command)
	result.args = args
	for _, missed := range notHappened(fault, result.output) {
		t.Errorf("the fault %s did not happen: %s\n%s", missed, result, result.output)
	}
	return result
}

// ends runs a script that prints at its end how dashctl ended.
func (f *faultHost) ends(t *testing.T, name, script string) outcome {
	t.Helper()
	began := time.Now()
	printed := f.run(t, script)
	end := strings.LastIndex(printed, "exit ")
	code, err := strconv.Atoi(strings.TrimSpace(printed[end+len("exit "):]))
	if err != nil {
		t.Fatalf("%s ended without an exit code: %v\n%s", name, err, printed)
	}
	return outcome{command: name, code: code, output: printed[:end], first: errorLine.FindString(printed), took: time.Since(began)}
}

// notHappened returns the ordered faults of which the run did not say that they happened.
func notHappened(faults, output string) (missed []string) {
	said := strings.Join(strings.Fields(output), " ")
	for entry := range strings.SplitSeq(faults, ",") {
		if step, _, _ := strings.Cut(entry, ":"); entry != "" && !strings.Contains(said, "failpoint "+step+":") {
			missed = append(missed, entry)
		}
	}
	return missed
}

var errorLine = regexp.MustCompile(`(?m)^error: .*`)

const failpointFile = "/var/lib/dashctl/failpoints"

// orderOnce orders faults that happen once each, in whichever run comes to them first, also after a reboot.
func (f *faultHost) orderOnce(t *testing.T, faults ...string) {
	t.Helper()
	if err := os.WriteFile(f.path(failpointFile), []byte(strings.Join(faults, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a script on the host as root, over one connection that is kept: a login takes longer than most of what is asked. It
// returns what was printed; a script that fails fails the test.
func (f *faultHost) run(t *testing.T, script string) string {
	t.Helper()
	printed, err := f.try(script)
	if err != nil {
		t.Fatalf("on the host: %s: %v\n%s", firstLine(script), err, printed)
	}
	return printed
}

func (f *faultHost) try(script string) (string, error) {
	session, err := f.session()
	if err != nil {
		return "", fmt.Errorf("log in: %w", err)
	}
	defer session.Close()
	session.Stdin = strings.NewReader(script) // and not as an argument, which every process on the host could read
	printed, err := session.CombinedOutput("sh -s")
	return string(printed), err
}

// session opens one on the kept connection, or on a new one if the host was off meanwhile.
func (f *faultHost) session() (*cryptossh.Session, error) {
	if f.shell != nil {
		if session, err := f.shell.NewSession(); err == nil {
			return session, nil
		}
		f.hangUp()
	}
	signer, err := cryptossh.ParsePrivateKey([]byte(f.host.ssh.SshKeyPair.PrivateKey))
	if err != nil {
		return nil, err
	}
	hostKey, _, _, _, err := cryptossh.ParseAuthorizedKey([]byte(f.host.machine.HostKey))
	if err != nil {
		return nil, errors.Join(errors.New("read the host key"), err)
	}
	f.shell, err = cryptossh.Dial("tcp", fmt.Sprintf("%s:%d", f.host.machine.Address, f.host.machine.Port), &cryptossh.ClientConfig{
		User: f.host.machine.User, Auth: []cryptossh.AuthMethod{cryptossh.PublicKeys(signer)},
		HostKeyCallback: cryptossh.FixedHostKey(hostKey), HostKeyAlgorithms: []string{hostKey.Type()}, Timeout: 10 * time.Second,
	})
	if err != nil {
		return nil, err
	}
	return f.shell.NewSession()
}

func (f *faultHost) hangUp() {
	if f.shell != nil {
		_ = f.shell.Close()
		f.shell = nil
	}
}
