package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"crypto-dashboard/infra/lab/machine"
)

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
