package remote

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"golang.org/x/crypto/ssh"

	"crypto-dashboard/tools/pulumi-resource-command/output"
)

// grace is how long a cancelled command has to stop by itself before the connection is closed.
const grace = 5 * time.Second

// run executes the command and, when it succeeds, replaces the outputs. A failed command leaves them as they were.
func (o *CommandOutputs) run(ctx context.Context, command string) error {
	link, err := o.Connection.dial(ctx)
	if err != nil {
		return err
	}
	defer link.Close()
	session, err := link.NewSession()
	if err != nil {
		return fmt.Errorf("open a session on %s: %w", o.Connection.address(), err)
	}
	defer session.Close()
	if err := o.setEnvironment(ctx, session); err != nil {
		return err
	}
	if o.Stdin != nil && *o.Stdin != "" {
		session.Stdin = strings.NewReader(*o.Stdin)
	}
	capture := output.New(ctx, o.Logging)
	session.Stdout, session.Stderr = capture.Stdout, capture.Stderr
	if err := runSession(ctx, link, session, command); err != nil {
		return capture.Failed(err, command)
	}
	o.Stdout, o.Stderr = capture.Texts()
	return nil
}

// runSession runs the command to its end. When ctx ends, it is asked to stop, then cut off.
func runSession(ctx context.Context, link *link, session *ssh.Session, command string) error {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = session.Signal(ssh.SIGTERM)
		select {
		case <-done:
		case <-time.After(grace):
			_ = link.Close()
		}
	})
	err := session.Run(command)
	close(done)
	if stop() || err == nil {
		return err
	}
	return fmt.Errorf("%w: %w", context.Cause(ctx), err)
}

// setEnvironment fails for a variable of the resource that the server does not accept. The last run's output is only offered.
func (o *CommandOutputs) setEnvironment(ctx context.Context, session *ssh.Session) error {
	var refused []error
	for name, value := range o.Environment {
		if err := session.Setenv(name, value); err != nil {
			refused = append(refused, fmt.Errorf("could not set environment variable %q: %w; %s", name, err, acceptEnv))
		}
	}
	for name, value := range output.Previous(o.AddPreviousOutputInEnv, o.Stdout, o.Stderr) {
		if err := session.Setenv(name, value); err != nil {
			p.GetLogger(ctx).Warningf("could not set environment variable %q: %v; %s, or set addPreviousOutputInEnv to false",
				name, err, acceptEnv)
		}
	}
	return errors.Join(refused...)
}

const acceptEnv = "the SSH server must allow it with AcceptEnv, or the command itself can start with 'VAR=value'"
