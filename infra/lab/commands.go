package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"text/tabwriter"

	"crypto-dashboard/infra/lab/machine"
)

const usage = `usage: lab up NAME [--sample-ledger] [--run ID] | down NAME | down --all | list | ssh NAME [COMMAND…]
            | reboot NAME | poweroff NAME | start NAME

  up        boots a new throw-away host, or the one of this name; prints where it is, as one line of JSON
  down      removes a host and all its files; --all removes every host and what interrupted runs left
  list      shows all hosts
  ssh       logs in, or runs a command
  reboot    reboots politely and waits until the host answers
  poweroff  cuts the power: everything on the host ends at once; its disk stays
  start     boots a host after a power cut; prints the same line as up
`

// errRemote marks an ssh that ended with a status of its own.
var errRemote = errors.New("remote command")

type usageError struct {
	error
	usage string
}

func wrongUsage(format string, values ...any) error {
	return usageError{fmt.Errorf(format, values...), "lab help"}
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

func up(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	options := machine.Options{Progress: stderr}
	flags := flag.NewFlagSet("up", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&options.SampleLedger, "sample-ledger", false, "")
	flags.StringVar(&options.Run, "run", "", "")
	name, err := oneName(flags, arguments)
	if err != nil {
		return err
	}
	options.Name = name
	host, err := machine.Up(ctx, options)
	if err != nil {
		return err
	}
	return printHost(stdout, host)
}

func printHost(stdout io.Writer, host machine.Host) error {
	return json.NewEncoder(stdout).Encode(host)
}

// oneName parses flags before or after the one name that is wanted.
func oneName(flags *flag.FlagSet, arguments []string) (string, error) {
	var names []string
	for len(arguments) > 0 {
		if err := flags.Parse(arguments); err != nil {
			return "", wrongUsage("%s: %v", flags.Name(), err)
		}
		if arguments = flags.Args(); len(arguments) > 0 {
			names, arguments = append(names, arguments[0]), arguments[1:]
		}
	}
	if len(names) != 1 {
		return "", wrongUsage("%s: one host name wanted, got %d", flags.Name(), len(names))
	}
	return names[0], nil
}

func down(ctx context.Context, arguments []string, _, _ io.Writer) error {
	if slices.Equal(arguments, []string{"--all"}) {
		return machine.DownAll(ctx)
	}
	name, err := oneName(flag.NewFlagSet("down", flag.ContinueOnError), arguments)
	if err != nil {
		return err
	}
	return machine.Down(ctx, name)
}

func list(_ context.Context, arguments []string, stdout, _ io.Writer) error {
	if len(arguments) > 0 {
		return wrongUsage("list: takes no arguments")
	}
	hosts, err := machine.List()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tSTATE\tADDRESS")
	for _, host := range hosts {
		fmt.Fprintf(table, "%s\t%s\t%s\n", host.Name, stateOf(host), host.Address)
	}
	return table.Flush()
}

func stateOf(host machine.Host) string {
	switch {
	case host.HostKey == "":
		return "incomplete"
	case host.Running:
		return "running"
	}
	return "stopped"
}

func login(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	if len(arguments) == 0 {
		return wrongUsage("ssh: host name wanted")
	}
	host, err := known(arguments[0])
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

func reboot(ctx context.Context, arguments []string, _, _ io.Writer) error {
	return withHost("reboot", arguments, func(host machine.Host) error { return host.Reboot(ctx) })
}

func powerOff(ctx context.Context, arguments []string, _, _ io.Writer) error {
	return withHost("poweroff", arguments, func(host machine.Host) error { return host.PowerCut(ctx) })
}

func start(ctx context.Context, arguments []string, stdout, _ io.Writer) error {
	return withHost("start", arguments, func(host machine.Host) error {
		host, err := host.Start(ctx)
		if err != nil {
			return err
		}
		return printHost(stdout, host)
	})
}

func withHost(verb string, arguments []string, act func(machine.Host) error) error {
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	name, err := oneName(flags, arguments)
	if err != nil {
		return err
	}
	host, err := known(name)
	if err != nil {
		return err
	}
	return act(host)
}

// known finds a host that the command cannot do without.
func known(name string) (machine.Host, error) {
	host, found, err := machine.Find(name)
	if err == nil && !found {
		err = noSuchHost(name)
	}
	return host, err
}

func noSuchHost(name string) error {
	return usageError{fmt.Errorf("no host %q", name), strings.TrimSpace("lab up " + name)}
}
