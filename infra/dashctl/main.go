// Command dashctl is the only thing that changes a host: it switches releases, gates them on health, rolls them back, and
// is the operator's tool on the host.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// A lost SSH session closes the output and sends SIGHUP; the work goes on in a unit of its own (see detach.go).
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, host{root: "/", report: os.Stdout}, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}
