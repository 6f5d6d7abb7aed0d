package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

const (
	ready    = daemon.SdNotifyReady
	stopping = daemon.SdNotifyStopping
	alive    = daemon.SdNotifyWatchdog
)

// notify tells systemd; without systemd it does nothing.
func (w *Worker) notify(message string) {
	if _, err := daemon.SdNotify(false, message); err != nil {
		w.Log.Warn("systemd not told", "message", message, "error", err.Error())
	}
}

// announce says READY once the worker has answered itself, and then proves that it lives as often as systemd wants to know.
// The channel is closed when it has ended.
func (w *Worker) announce(ctx context.Context) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.becomeReady(ctx)
		if w.watchdog > 0 {
			w.watch(ctx, w.watchdog/2)
		}
	}()
	return done
}

func (w *Worker) becomeReady(ctx context.Context) {
	for {
		err := w.check(ctx, 5*time.Second)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			w.Log.Info("ready")
			w.notify(ready)
			return
		}
		w.Log.Warn("not ready", "error", err.Error())
		time.Sleep(100 * time.Millisecond)
	}
}

// watch pings only after a check that went well: a process that hangs must look like one.
func (w *Worker) watch(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		err := w.check(ctx, every)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			w.Log.Error("self-check failed", "error", err.Error())
		default:
			w.notify(alive)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// check asks the worker itself for /livez, over a socket like anyone else.
func (w *Worker) check(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://worker/livez", nil)
	if err != nil {
		return err
	}
	request.Header.Set(TokenHeader, w.Token)
	client := http.Client{Transport: &http.Transport{DialContext: w.dialSelf, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if w.Listeners.Own == nil && errors.Is(err, fs.ErrPermission) {
		return w.checkHandler(request)
	}
	if err != nil {
		return fmt.Errorf("ask ourselves for /livez: %w", err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("ask ourselves for /livez: got %s", response.Status)
	}
	return nil
}

// checkHandler is for a worker that may not connect to the only socket it has: it asks the handler directly.
func (w *Worker) checkHandler(request *http.Request) error {
	answer := make(chan int, 1)
	go func() {
		response := answerStatus{header: http.Header{}, status: http.StatusOK}
		w.Handler.ServeHTTP(&response, request)
		answer <- response.status
	}()
	select {
	case status := <-answer:
		if status == http.StatusOK {
			return nil
		}
		return fmt.Errorf("ask the handler for /livez: got %d", status)
	case <-request.Context().Done():
		return fmt.Errorf("ask the handler for /livez: %w", request.Context().Err())
	}
}

// answerStatus is a response of which only the status matters.
type answerStatus struct {
	header http.Header
	status int
}

func (a *answerStatus) Header() http.Header         { return a.header }
func (a *answerStatus) WriteHeader(status int)      { a.status = status }
func (a *answerStatus) Write(p []byte) (int, error) { return len(p), nil }

// dialSelf takes the socket that only this worker answers on. Without one it takes the first shared one: if workers share
// it, another one may answer.
func (w *Worker) dialSelf(ctx context.Context, _, _ string) (net.Conn, error) {
	var dialer net.Dialer
	address := w.Listeners.all()[0].Addr()
	return dialer.DialContext(ctx, address.Network(), address.String())
}
