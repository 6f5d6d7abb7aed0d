// Command server shows what a freqtrade bot did: it reads the bot's database and answers with pages.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	os.Exit(exitCode(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)))
}

func exitCode(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "error:", err)
	if hint := hintFor(err); hint != "" {
		fmt.Fprintln(os.Stderr, "hint:", hint)
	}
	return codeOf(err)
}
