package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"

	"crypto-dashboard/infra/lab/machine"
)

func up(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	options := machine.Options{Progress: stderr}
	flags := newFlags("up")
	flags.BoolVar(&options.SampleLedger, "sample-ledger", false, "")
	// A variable, for who starts it the same way each time: the Pulumi program tells by it that a start is wanted.
	flags.StringVar(&options.Run, "run", os.Getenv("LAB_RUN"), "")
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

// newFlags leaves it to explain to say what is wrong.
func newFlags(verb string) *flag.FlagSet {
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
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
