package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"crypto-dashboard/infra/lab/machine"
)

// errRemote marks an ssh that ended with a status of its own.
var errRemote = errors.New("remote command")

func login(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	if len(arguments) == 0 {
		return wrongUsage("ssh: host name wanted")
	}
	host, err := machine.Get(arguments[0])
	if err != nil {
		return err
	}
	line := host.SSH(arguments[1:]...)
	ssh := exec.CommandContext(ctx, line[0], line[1:]...)
	ssh.Stdin, ssh.Stdout, ssh.Stderr = os.Stdin, stdout, stderr
	if err := ssh.Run(); err != nil {
		return fmt.Errorf("%w: %w", errRemote, err)
	}
	return nil
}
