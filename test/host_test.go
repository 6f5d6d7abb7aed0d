package test

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gruntwork-io/terratest/modules/random"
	"github.com/gruntwork-io/terratest/modules/ssh"
	cryptossh "golang.org/x/crypto/ssh"

	"crypto-dashboard/infra/lab/machine"
)

// host is a throw-away machine: Debian with systemd and sshd and nothing else, and the bot's database as sample.
type host struct {
	machine machine.Host
	ssh     *ssh.Host
}

func newHost(t *testing.T) *host {
	t.Helper()
	return newHostOf(t, machine.Options{})
}

func newHostOf(t *testing.T, options machine.Options) *host {
	t.Helper()
	name := "e2e-" + strings.ToLower(random.UniqueID())
	t.Cleanup(func() {
		if err := machine.Down(context.Background(), name); err != nil {
			t.Errorf("remove throw-away host %q: %v", name, err)
		}
	})
	options.Name, options.SampleLedger, options.Progress = name, true, testLog{t}
	booted, err := machine.Up(t.Context(), options)
	if err != nil {
		t.Fatalf("%v\nhint: `make test` sets up all that throw-away hosts need", err)
	}
	return &host{machine: booted, ssh: sshHost(t, booted)}
}

func sshHost(t *testing.T, booted machine.Host) *ssh.Host {
	t.Helper()
	key, err := os.ReadFile(booted.PrivateKeyFile)
	if err != nil {
		t.Fatalf("read the login key: %v", err)
	}
	signer, err := cryptossh.ParsePrivateKey(key)
	if err != nil {
		t.Fatalf("read the login key: %v", err)
	}
	return &ssh.Host{
		Hostname:    booted.Address,
		CustomPort:  booted.Port,
		SshUserName: booted.User,
		SshKeyPair: &ssh.KeyPair{
			PublicKey:  string(cryptossh.MarshalAuthorizedKey(signer.PublicKey())),
			PrivateKey: string(key),
		},
	}
}

// settings are the keys of a stack that deploys to this host.
func (h *host) settings() map[string]string {
	return map[string]string{
		"hosts[0].address": h.machine.Address,
		"hosts[0].hostKey": h.machine.HostKey,
		"privateKeyFile":   h.machine.PrivateKeyFile,
		"ledger":           "sqlite://" + machine.LedgerPath,
		"ledgerGroup":      machine.LedgerGroup,
		"allow[0]":         "198.18.0.0/15",
		"soak":             "2",
		"architecture":     runtime.GOARCH,
	}
}

// run runs a shell command on the host as root and returns what it printed. A command that fails fails the test.
func (h *host) run(t *testing.T, command string) string {
	t.Helper()
	output, err := h.try(t, command)
	if err != nil {
		t.Fatalf("on the host: %s: %v\n%s", firstLine(command), err, output)
	}
	return output
}

// try is run for commands that may fail.
func (h *host) try(t *testing.T, command string) (string, error) {
	t.Helper()
	t.Logf("on the host: %s", firstLine(command))
	return ssh.CheckSSHCommandContextE(t, t.Context(), h.ssh, command)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// read returns a file of the host.
func (h *host) read(t *testing.T, path string) string {
	t.Helper()
	return h.run(t, "cat "+path)
}

// write puts a file on the host, with the folders that it needs.
func (h *host) write(t *testing.T, path, mode, content string) {
	t.Helper()
	encoded := base64.StdEncoding.EncodeToString([]byte(content))
	h.run(t, fmt.Sprintf("echo %s | base64 -d | install -D -m %s /dev/stdin %s", encoded, mode, path))
}

// logEvidence logs what somebody who has to explain a failure would look at first.
func (h *host) logEvidence(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for _, command := range []string{
		"dashctl status; dashctl history; dashctl logs | tail -n 60",
		"ls -l /opt/crypto-dashboard /opt/crypto-dashboard/releases /var/lib/dashctl",
		"systemctl status --no-pager --lines=5 'crypto-dashboard*' nginx",
		"systemctl --failed --no-pager",
		"journalctl --boot --no-pager --lines=400 | grep -v -e 'sshd\\[' -e systemd-logind -e session- -e user -e 'Reached target' | tail -n 150",
		"tail -n 20 /var/log/nginx/error.log /var/log/crypto-dashboard/dashboard.log",
	} {
		output, err := ssh.CheckSSHCommandContextE(t, ctx, h.ssh, "("+command+") 2>&1")
		t.Logf("evidence: %s (%v)\n%s", command, err, output)
	}
}
