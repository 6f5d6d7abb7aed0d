package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Worker serves a handler until it is told to stop.
type Worker struct {
	Handler   http.Handler
	Listeners Listeners
	Log       *slog.Logger
	// Request is how long a request may take, Keepalive how long a connection stays open between two, Graceful how long
	// a stop may take.
	Request, Keepalive, Graceful time.Duration
	// Token marks the worker's own requests to itself.
	Token string

	server      *http.Server
	connections *connections
	stopping    atomic.Bool
	serving     sync.WaitGroup
	watchdog    time.Duration // how often systemd wants a sign of life; 0 = never
}

// TokenHeader carries Token.
const TokenHeader = "X-Self-Check"

// idleGrace is how long a proxy may go on using a connection that it kept: it learns that we leave from the answer's
// "Connection: close", and a connection closed while a request is on its way loses that request.
const idleGrace = 500 * time.Millisecond

// freshGrace is how long an accepted connection may take for its first request. Browsers open some that they never use; the
// server, too, takes them for idle after 5 seconds.
const freshGrace = 5 * time.Second

// headerLimit is how long a client may take for a request's headers.
const headerLimit = 10 * time.Second

// Run serves until ctx ends, then drains. It returns when the last connection is done, or with an error if it could not
// serve.
func (w *Worker) Run(ctx context.Context) error {
	var err error
	if w.watchdog, err = daemon.SdWatchdogEnabled(false); err != nil {
		return fmt.Errorf("read systemd's watchdog settings: %w", err)
	}
	w.connections = newConnections()
	w.server = &http.Server{
		Handler: http.HandlerFunc(w.serve), ConnState: w.connections.track,
		ReadHeaderTimeout: min(headerLimit, w.Request), ReadTimeout: w.Request, WriteTimeout: w.Request, IdleTimeout: w.Keepalive,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(w.Log.Handler(), slog.LevelWarn),
	}
	failed := w.start()
	watched := w.announce(ctx)
	select {
	case err := <-failed:
		return errors.Join(err, w.server.Close())
	case <-ctx.Done():
	}
	w.drain()
	<-watched
	return nil
}

// start accepts on every listener. An error that is not the end we asked for comes back on the channel.
func (w *Worker) start() <-chan error {
	listeners := w.Listeners.all()
	failed := make(chan error, len(listeners))
	for _, listener := range listeners {
		w.serving.Go(func() {
			if err := w.server.Serve(listener); !w.stopping.Load() {
				failed <- fmt.Errorf("serve %s: %w", listener.Addr(), err)
			}
		})
	}
	return failed
}

// serve lets every answer say that its connection ends, once the worker is leaving.
func (w *Worker) serve(response http.ResponseWriter, request *http.Request) {
	if w.stopping.Load() {
		response.Header().Set("Connection", "close")
	}
	w.Handler.ServeHTTP(response, request)
}

// drain leaves in the order that loses nothing: first stop taking connections (systemd keeps the socket, new ones wait there
// for another worker), then wait for those that were accepted, and only then shut the server down, because a server that is
// shutting down drops a request that it has just read.
func (w *Worker) drain() {
	began := time.Now()
	w.stopping.Store(true)
	w.notify(stopping)
	closeAll(w.Listeners.all())
	w.serving.Wait() // from here on, every accepted connection is counted
	w.wait(began)
	limit, cancel := context.WithDeadline(context.Background(), began.Add(w.Graceful))
	defer cancel()
	if err := w.server.Shutdown(limit); err != nil {
		active, _, _ := w.connections.count()
		w.Log.Warn("connections cut", "requests", active, "after_ms", time.Since(began).Milliseconds())
		w.server.Close()
	}
	w.Log.Info("drained", "duration_ms", time.Since(began).Milliseconds())
}

// wait returns when no connection owes an answer and the idle ones had their grace, or when the time is up. It is its own
// sign of life: the sockets of the self-check are closed by then.
func (w *Worker) wait(began time.Time) {
	pinged := began
	for time.Since(began) < w.Graceful {
		active, fresh, idle := w.connections.count()
		if active == 0 && (fresh == 0 || time.Since(began) >= freshGrace) && (idle == 0 || time.Since(began) >= idleGrace) {
			return
		}
		if w.watchdog > 0 && time.Since(pinged) > w.watchdog/2 {
			w.notify(alive)
			pinged = time.Now()
		}
		time.Sleep(5 * time.Millisecond)
	}
}
