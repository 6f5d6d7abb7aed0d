// Command lab boots and removes throw-away hosts on this machine: real Debian systems with systemd and sshd.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"crypto-dashboard/infra/lab/machine"
)

const (
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(explain(err, os.Stderr))
}

// explain prints what went wrong and the way out, and returns the exit code.
func explain(err error, out io.Writer) int {
	if err == nil {
		return 0
	}
	// ssh has said what there is to say, or the remote command has; its status is the answer.
	if remote, ok := errors.AsType[*exec.ExitError](err); ok && errors.Is(err, errRemote) {
		return remote.ExitCode()
	}
	fmt.Fprintf(out, "error: %v\n", err)
	if _, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintln(out, "hint: lab help")
		return exitUsage
	}
	if hint := machine.Hint(err); hint != "" {
		fmt.Fprintf(out, "hint: %s\n", hint)
	}
	return exitFailure
}
