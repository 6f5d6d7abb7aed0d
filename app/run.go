package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/events"
	"crypto-dashboard/app/logfile"
	"crypto-dashboard/app/metrics"
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
	all, err := bots.NewAll(config.Bots, log)
	if err != nil {
		return err
	}
	listeners, err := worker.Listen(config.Listen, config.WorkerSocket)
	if err != nil {
		return err
	}
	all.Run(ctx)
	all.WaitFirst(ctx, firstLook)
	token := rand.Text()
	handler, err := handlerOf(ctx, config, all, log, token)
	if err != nil {
		return err
	}
	life := worker.Worker{Handler: handler, Listeners: listeners, Log: log, Token: token, Request: config.RequestTimeout,
		Keepalive: config.KeepaliveTimeout, Graceful: config.GracefulTimeout}
	return life.Run(ctx)
}

const (
	// beat is how often browsers that wait for a change hear that there is none.
	beat = 10 * time.Second
	// mostListeners is how many browsers may wait at a time: half of the files that the unit lets a worker open.
	mostListeners = 4096
)

// handlerOf connects everything that answers.
func handlerOf(ctx context.Context, config settings.Settings, all *bots.All, log *slog.Logger, token string) (http.Handler, error) {
	renderer, err := pages.New(pages.Options{Release: config.Release, Version: version, Worker: config.Worker, Bots: all})
	if err != nil {
		return nil, err
	}
	listening := &events.Server{Stopping: ctx.Done(), Beat: min(beat, config.RequestTimeout/2), Most: mostListeners}
	counts := metrics.New(metrics.Config{Version: version, Release: config.Release, Worker: config.Worker, Workers: config.Workers, Socket: config.WorkerSocket,
		Listeners: listening.Listeners, Log: log,
		Sources: func() []metrics.Source { return sources(all) }, Bots: func() []metrics.Bot { return observed(all) }})
	return web.Handler(web.Config{Version: version, Release: config.Release, Worker: config.Worker, PID: os.Getpid(), Started: time.Now(),
		Bots: all, Pages: renderer, API: api.New(all.Bots, version), Metrics: counts, Events: listening, Socket: config.WorkerSocket,
		Log: log, Token: token, TokenHeader: worker.TokenHeader}), nil
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
