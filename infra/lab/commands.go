package main

import (
	"context"
	"fmt"
	"io"
)

const usage = `usage: lab up NAME [--sample-ledger] [--run ID] | down NAME | down --all | list | ssh NAME [COMMAND…]
            | reboot NAME | poweroff NAME | start NAME

  up        boots a new throw-away host, or the one of this name; prints where it is, as one line of JSON.
            --run (or LAB_RUN) names this start
  down      removes a host and all its files; --all removes every host and what interrupted runs left
  list      shows all hosts
  ssh       logs in, or runs a command
  reboot    reboots politely and waits until the host answers
  poweroff  cuts the power: everything on the host ends at once; its disk stays
  start     boots a host after a power cut; prints the same line as up
`

type usageError struct{ error }

func wrongUsage(format string, values ...any) error {
	return usageError{fmt.Errorf(format, values...)}
}

type command func(ctx context.Context, arguments []string, stdout, stderr io.Writer) error

var commands = map[string]command{
	"up": up, "down": down, "list": list, "ssh": login, "reboot": reboot, "poweroff": powerOff, "start": start,
	"help": help, "-h": help, "--help": help,
}

func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	if len(arguments) == 0 {
		return wrongUsage("no command given")
	}
	command, ok := commands[arguments[0]]
	if !ok {
		return wrongUsage("unknown command %q", arguments[0])
	}
	return command(ctx, arguments[1:], stdout, stderr)
}

func help(_ context.Context, _ []string, stdout, _ io.Writer) error {
	_, err := io.WriteString(stdout, usage)
	return err
}
