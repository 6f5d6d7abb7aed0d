package machine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// bootTime is ample: a host boots in two seconds, in more when many do.
const bootTime = 2 * time.Minute

var errWentOff = errors.New("it went off")

// SSH returns the ssh command line for the host: its key, its pinned host key and nothing of the user's own
// configuration. Without a remote command it is a login.
func (h Host) SSH(remote ...string) []string {
	return append([]string{
		"ssh", "-F", "none", "-p", strconv.Itoa(h.Port), "-i", h.PrivateKeyFile,
		"-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=" + h.place.knownHosts(),
		"-o", "GlobalKnownHostsFile=none", "-o", "UpdateHostKeys=no",
		"-o", "ConnectTimeout=5", "-o", "ServerAliveInterval=5", "-o", "LogLevel=ERROR",
		h.User + "@" + h.Address,
	}, remote...)
}

// Command runs a shell script on the host, as root over SSH, and returns what it wrote to its standard output. A
// script that fails is an error with what it wrote to standard error; so is a host whose key is not the pinned one.
func (h Host) Command(ctx context.Context, script string) (string, error) {
	arguments := h.SSH("sh", "-e", "-c", quote(script))
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	var output, complaint bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaint
	if err := command.Run(); err != nil {
		return output.String(), fmt.Errorf("run on host %q: %w: %s", h.Name, err, strings.TrimSpace(complaint.String()))
	}
	return output.String(), nil
}

// quote makes one word of text for a shell: ssh passes a command line, not arguments.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// waitForSSH returns when a command can be run on the host.
func (h Host) waitForSSH(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, bootTime)
	defer cancel()
	last := errors.New("nobody listens at " + h.Address)
	err := poll(ctx, func() (bool, error) {
		if !h.place.running() {
			return false, errWentOff
		}
		if h.listens(ctx) {
			_, last = h.Command(ctx, "true")
		}
		return last == nil, nil
	})
	if err != nil {
		return withHint(fmt.Errorf("wait for host %q: %w (%v); its console said:\n%s", h.Name, err, last, h.place.consoleTail()),
			"lab down "+h.Name+", then lab up "+h.Name)
	}
	return nil
}

// listens is quick where ssh is not: nobody answers for the address before the host is up.
func (h Host) listens(ctx context.Context) bool {
	dialer := net.Dialer{Timeout: 100 * time.Millisecond}
	connection, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(h.Address, strconv.Itoa(h.Port)))
	if err != nil {
		return false
	}
	connection.Close()
	return true
}
