package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const sshd = "/usr/sbin/sshd"

// server is OpenSSH's own server on a free port, with its own keys: one process for each connection.
type server struct {
	t                  *testing.T
	folder, address    string
	user, key          string
	listener           net.Listener
	connections, alive atomic.Int32
	lock               sync.Mutex
	lines              []string
	processes          sync.WaitGroup
}

// hostKeys is the folder with one host key of each type, which all servers share: RSA keys take a second to make.
var hostKeys string

func hostKey(kind string) string { return filepath.Join(hostKeys, kind) }

// startServer has the extra lines in sshd's configuration.
func startServer(t *testing.T, configuration ...string) *server {
	t.Helper()
	fatal(t, os.MkdirAll("/run/sshd", 0o755))
	s := &server{t: t, folder: t.TempDir()}
	me, err := user.Current()
	fatal(t, err)
	s.user = me.Username
	s.key = s.newKey("login", "ed25519", "")
	s.allow("login")
	s.configure(configuration)
	s.address = "127.0.0.1:0"
	s.wake()
	t.Cleanup(s.stop)
	return s
}

// wake listens, at the same address as before if it has been awake before.
func (s *server) wake() {
	s.t.Helper()
	listener, err := net.Listen("tcp", s.address)
	fatal(s.t, err)
	s.listener, s.address = listener, listener.Addr().String()
	go s.serve(listener)
}

// sleep ends listening; new connections are refused.
func (s *server) sleep() { _ = s.listener.Close() }

func (s *server) path(name string) string { return filepath.Join(s.folder, name) }

// publicHostKey is what a program passes as hostKey.
func publicHostKey(t *testing.T, kind string) string {
	t.Helper()
	content, err := os.ReadFile(hostKey(kind) + ".pub")
	fatal(t, err)
	return string(content)
}

func makeHostKeys() error {
	for _, kind := range []string{"ecdsa", "ed25519", "rsa"} {
		output, err := exec.Command("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", hostKey(kind)).CombinedOutput()
		if err != nil {
			return fmt.Errorf("make an %s host key: %w: %s", kind, err, output)
		}
	}
	return nil
}

// newKey returns the private key.
func (s *server) newKey(name, kind, password string) string {
	s.t.Helper()
	output, err := exec.Command("ssh-keygen", "-q", "-t", kind, "-N", password, "-f", s.path(name)).CombinedOutput()
	if err != nil {
		s.t.Fatalf("make the key %s: %v: %s", name, err, output)
	}
	return s.read(name)
}

func (s *server) read(name string) string {
	s.t.Helper()
	content, err := os.ReadFile(s.path(name))
	fatal(s.t, err)
	return string(content)
}

// allow lets the owner of the key log in.
func (s *server) allow(name string) {
	s.t.Helper()
	fatal(s.t, os.WriteFile(s.path("authorized_keys"), []byte(s.read(name+".pub")), 0o600))
}

func (s *server) configure(extra []string) {
	s.t.Helper()
	lines := append(slices.Clone(extra), // the first line of a keyword counts
		"HostKey "+hostKey("ecdsa"), "HostKey "+hostKey("ed25519"), "HostKey "+hostKey("rsa"),
		"AuthorizedKeysFile "+s.path("authorized_keys"), "StrictModes no", "UsePAM no", "PidFile none",
		"LogLevel VERBOSE", "Subsystem sftp internal-sftp")
	fatal(s.t, os.WriteFile(s.path("sshd_config"), []byte(strings.Join(lines, "\n")+"\n"), 0o600))
}

// replaceSFTP puts another line in the place of the one that configures SFTP, for connections to come.
func (s *server) replaceSFTP(line string) {
	s.t.Helper()
	configuration := strings.ReplaceAll(s.read("sshd_config"), "Subsystem sftp internal-sftp", line)
	fatal(s.t, os.WriteFile(s.path("sshd_config"), []byte(configuration), 0o600))
}

func (s *server) serve(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		s.connections.Add(1)
		s.alive.Add(1)
		s.processes.Go(func() {
			defer s.alive.Add(-1)
			s.handle(connection.(*net.TCPConn))
		})
	}
}

func (s *server) handle(connection *net.TCPConn) {
	file, err := connection.File()
	_ = connection.Close()
	if err != nil {
		return
	}
	defer file.Close()
	process := exec.Command(sshd, "-i", "-e", "-f", s.path("sshd_config"))
	process.Stdin, process.Stdout = file, file
	output, _ := process.StderrPipe()
	if err := process.Start(); err != nil {
		s.note("start sshd: " + err.Error())
		return
	}
	_ = file.Close()
	for lines := bufio.NewScanner(output); lines.Scan(); {
		s.note(lines.Text())
	}
	_ = process.Wait()
}

func (s *server) note(line string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.lines = append(s.lines, line)
}

func (s *server) log() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return strings.Join(s.lines, "\n")
}

func (s *server) stop() {
	s.sleep()
	s.processes.Wait()
	if s.t.Failed() {
		s.t.Logf("sshd:\n%s", s.log())
	}
}

// idle waits until every connection has ended.
func (s *server) idle() {
	s.t.Helper()
	eventually(s.t, "sshd has no connection", func() bool { return s.alive.Load() == 0 })
}

func (s *server) port() float64 { return float64(s.listener.Addr().(*net.TCPAddr).Port) }

// connection has all that a careful program sets.
func (s *server) connection(more map[string]any) map[string]any {
	return with(map[string]any{
		"host": "127.0.0.1", "port": s.port(), "user": s.user, "privateKey": s.key, "hostKey": publicHostKey(s.t, "ed25519"),
		"dialErrorLimit": 0.0,
	}, more)
}

// command is the inputs of a remote command.
func (s *server) command(create string, more map[string]any) map[string]any {
	return with(map[string]any{"connection": s.connection(nil), "create": create}, more)
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("waited for: %s", what)
}
