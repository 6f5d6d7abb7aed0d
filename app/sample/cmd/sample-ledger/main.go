// Command sample-ledger writes a synthetic freqtrade database.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"crypto-dashboard/app/sample"
)

const usage = `usage: sample-ledger [flags] PATH | postgres://USER:PASSWORD@HOST/DATABASE

Writes a freqtrade database of a dry run with invented trades, orders, locks, custom data and wallet, to look at the dashboard
without a bot; its key synthetic_sample says so. A file must not exist yet, a PostgreSQL database must have no tables.
`

func main() {
	var options sample.Options
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage, "\n"); flag.PrintDefaults() }
	flag.IntVar(&options.Closed, "closed", 600, "how many closed trades; 0: none, and no open ones either")
	flag.StringVar(&options.Version, "version", "2026.4", "the freqtrade whose tables it has: 2024.10 or 2026.4")
	flag.StringVar((*string)(&options.Mode), "mode", "spot", "spot, or futures: shorts, leverage, funding fees")
	flag.StringVar(&options.StakeCurrency, "stake", "USDT", "the currency that all trades are paid in")
	flag.BoolVar(&options.Hostile, "hostile", false, "with values that no bot writes: scripts, infinities, no dates")
	if flag.Parse(); flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	options.Closed = cmp.Or(options.Closed, -1) // 0 would mean the default
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	if err := sample.WriteTo(ctx, flag.Arg(0), options); err != nil {
		fmt.Fprintln(os.Stderr, "sample-ledger: error:", err)
		os.Exit(1)
	}
}
