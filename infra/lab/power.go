package main

import (
	"context"
	"io"

	"crypto-dashboard/infra/lab/machine"
)

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
	name, err := oneName(newFlags(verb), arguments)
	if err != nil {
		return err
	}
	host, err := machine.Get(name)
	if err != nil {
		return err
	}
	return act(host)
}
