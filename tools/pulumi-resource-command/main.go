// Command pulumi-resource-command is a Pulumi provider that runs commands and copies files, here and over SSH. It speaks the
// schema of version 1.2.1 of Pulumi's own command provider for the three resources that this project uses, so that a
// stack can change from one to the other without a diff. It exists because that one cannot be had from the Go module
// proxy or from Debian.
package main

import (
	"context"
	"fmt"
	"os"

	p "github.com/pulumi/pulumi-go-provider"
)

const (
	name    = "command"
	version = "1.2.1"
)

func main() {
	if err := p.RunProvider(untilOrphaned(context.Background()), name, version, provider()); err != nil {
		fmt.Fprintf(os.Stderr, "error: serve the provider %s: %v\n", name, err)
		os.Exit(1)
	}
}
