package machine

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

//go:embed supervise.sh
var superviseScript []byte

// boot starts the host under a supervisor of its own session, which outlives this process.
func (p place) boot(ctx context.Context, state *state, run string, progress func(string, ...any)) error {
	// Of a start that somebody killed, the host itself may still be there.
	if err := p.kill(ctx); err != nil {
		return err
	}
	state.Run = cmp.Or(run, randomID(8))
	if err := p.writeState(*state); err != nil {
		return err
	}
	if err := os.WriteFile(p.supervisor(), superviseScript, 0o755); err != nil {
		return err
	}
	progress("booting %s at %s", p.name, hostAddress(state.Subnet))
	return p.startSupervisor(ctx)
}

func (p place) startSupervisor(ctx context.Context) error {
	console, err := os.OpenFile(p.console(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer console.Close()
	arguments := append([]string{"unshare", "--mount", "sh", p.supervisor(), p.id()}, p.nspawn()...)
	command := exec.Command("setsid", arguments...)
	command.Dir = "/"
	command.Stdout, command.Stderr = console, console
	if err := command.Start(); err != nil {
		return fmt.Errorf("start the supervisor: %w", err)
	}
	return p.waitForSupervisor(ctx, command)
}

// waitForSupervisor returns when the supervisor can be recognised, or is gone again: in the middle of an exec a process
// has no command line.
func (p place) waitForSupervisor(ctx context.Context, command *exec.Cmd) error {
	ended := make(chan struct{})
	go func() {
		command.Wait() // no zombie if we live longer than the host
		close(ended)
	}()
	return poll(ctx, func() (bool, error) {
		select {
		case <-ended:
			return true, nil
		default:
			return p.running(), nil
		}
	})
}

// nspawn boots the host's root. Neither a systemd nor a machined of this machine is involved.
func (p place) nspawn() []string {
	return []string{
		"systemd-nspawn", "--quiet", "--settings=no", p.rootArgument(), "--boot",
		"--machine=" + p.id(), "--hostname=" + p.name, "--register=no", "--keep-unit",
		"--network-bridge=" + p.id(), "--resolv-conf=off", "--timezone=off", "--link-journal=no", "--console=read-only", "--setenv=SYSTEMD_COLORS=0",
		// An argument of the host's systemd: the console shows how far a boot got.
		"--", "--show-status=yes",
	}
}

// rootArgument is also how the host's processes are recognised.
func (p place) rootArgument() string { return "--directory=" + p.root() }

// consoleTail is for error messages.
func (p place) consoleTail() string {
	content, err := os.ReadFile(p.console())
	if err != nil {
		return err.Error()
	}
	text := strings.ReplaceAll(string(content), "\r", "")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
