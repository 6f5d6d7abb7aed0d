package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/logfile"
	"crypto-dashboard/app/pages"
	"crypto-dashboard/app/settings"
	"crypto-dashboard/app/web"
	"crypto-dashboard/app/worker"
)

// version of the server's program. Which build of it runs is told by DASHBOARD_RELEASE.
const version = "0.1.0"

// firstLook is how long a start waits for data. Without any it starts all the same, and says so on its pages.
const firstLook = 5 * time.Second

var errUsage = errors.New("unknown arguments")

// run is the program: it returns when the server was stopped and has drained, or could not start.
func run(ctx context.Context, args, environment []string, stdout, stderr io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "--version":
		fmt.Fprintf(stdout, "crypto-dashboard server %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return nil
	case len(args) > 1 || len(args) == 1 && args[0] != "--check":
		return fmt.Errorf("%w %q", errUsage, args)
	}
	config, err := settings.Load(environment)
	if err != nil {
		return err
	}
	if len(args) == 1 {
		fmt.Fprintln(stdout, "settings are valid")
		return nil
	}
	return serve(ctx, config, stderr)
}

// serve is a worker's life.
func serve(ctx context.Context, config settings.Settings, stderr io.Writer) error {
	log, stopLog := openLog(config, stderr)
	defer stopLog()
	renderer, err := pages.New(pages.Options{Release: config.Release, Version: version, Worker: config.Worker,
		StartingBalance: config.Bots[0].StartingBalance, HasBalance: config.Bots[0].HasBalance})
	if err != nil {
		return err
	}
	listeners, err := worker.Listen(config.Listen, config.WorkerSocket)
	if err != nil {
		return err
	}
	keeper, err := ledger.NewKeeper(config.Bots[0].Ledger, log)
	if err != nil {
		return err
	}
	go keeper.Run(ctx)
	keeper.WaitFirst(ctx, firstLook)
	token := rand.Text()
	handler := web.Handler(web.Config{Version: version, Release: config.Release, Worker: config.Worker, PID: os.Getpid(),
		Started: time.Now(), Ledger: keeper, Pages: renderer, Log: log, Token: token, TokenHeader: worker.TokenHeader})
	life := worker.Worker{Handler: handler, Listeners: listeners, Log: log, Token: token, Request: config.RequestTimeout,
		Keepalive: config.KeepaliveTimeout, Graceful: config.GracefulTimeout}
	return life.Run(ctx)
}

// openLog gives the logger, and opens the file anew at each SIGHUP until stop is called. Without a file SIGHUP does nothing:
// it must not end the process.
func openLog(config settings.Settings, stderr io.Writer) (log *slog.Logger, stop func()) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	output, reopen := stderr, func() {}
	if config.LogFile != "" {
		file := logfile.Open(config.LogFile, stderr)
		output, reopen = file, file.Reopen
	}
	go func() {
		for range hangups {
			reopen()
		}
	}()
	log = slog.New(slog.NewJSONHandler(output, nil)).With("worker", config.Worker, "release", config.Release)
	return log, func() { signal.Stop(hangups); close(hangups) }
}
