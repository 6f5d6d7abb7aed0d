// Command size shows what the dashboard server does with a ledger of a million closed trades: how long the first page takes after a
// start, what a new trade costs, each page and export, and the memory all of it takes. `make bench` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"text/tabwriter"

	"crypto-dashboard/app/sample"
)

func main() {
	closed := flag.Int("closed", 1_000_000, "closed trades in the ledger")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *closed); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, closed int) error {
	folder, err := os.MkdirTemp("", "crypto-dashboard-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	ledger, err := ledgerOf(ctx, closed)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "building the server\n")
	server, err := build(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Printf("%d closed trades, %s/%s, %d processors, one worker, GOMEMLIMIT=400MiB as in its unit\n\n", closed, runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	table := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	defer table.Flush()
	return measure(ctx, table, server, ledger, folder)
}

// ledgerOf makes the ledger once; it is kept for the next run and copied by nobody: the bench adds a few trades to it.
func ledgerOf(ctx context.Context, closed int) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, "crypto-dashboard", "bench", fmt.Sprintf("trades-%d.sqlite", closed))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	fmt.Fprintf(os.Stderr, "writing a ledger of %d closed trades to %s\n", closed, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	if err := sample.WriteWith(ctx, path+".new", sample.Options{Closed: closed}); err != nil {
		return "", err
	}
	return path, os.Rename(path+".new", path)
}
