// Command faulty is a worker with a fault. Which one is in RELEASE_UNDER_TEST; without it, it is a good one. It speaks to systemd and
// on the sockets as the real one does, and says what it is in so many words.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 { // --check: the settings are fine
		return
	}
	kind, detail, _ := strings.Cut(os.Getenv("RELEASE_UNDER_TEST"), " ")
	after, _ := time.ParseDuration(detail)
	switch kind {
	case "exits":
		for line := range 25 {
			fmt.Fprintf(os.Stderr, "release under test: last words, line %d\n", line+1)
		}
		os.Exit(1)
	case "dies":
		time.AfterFunc(after, func() {
			fmt.Fprintln(os.Stderr, "release under test: died after", after)
			os.Exit(1)
		})
	}
	if err := serve(&worker{kind: kind, after: after, started: time.Now()}); err != nil {
		fmt.Fprintln(os.Stderr, "release under test:", err)
		os.Exit(2)
	}
}

func serve(w *worker) error {
	listeners, err := listen()
	if err != nil {
		return err
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	server := &http.Server{Handler: w}
	for _, listener := range listeners {
		go func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) && stop.Err() == nil {
				fmt.Fprintln(os.Stderr, "release under test:", err)
				os.Exit(2)
			}
		}()
	}
	if w.kind != "silent" {
		notify("READY=1")
	}
	for beat := time.NewTicker(2 * time.Second); ; {
		select {
		case <-beat.C:
			notify("WATCHDOG=1")
		case <-stop.Done():
			notify("STOPPING=1")
			for _, listener := range listeners {
				listener.Close() // this side of it only: systemd keeps the shared one
			}
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			return server.Shutdown(ctx)
		}
	}
}

// listen opens the shared socket, which systemd hands over, and this worker's own.
func listen() ([]net.Listener, error) {
	shared, err := net.FileListener(os.NewFile(3, "shared"))
	if err != nil {
		return nil, err
	}
	shared.(*net.UnixListener).SetUnlinkOnClose(false)
	own, err := net.Listen("unix", os.Getenv("DASHBOARD_WORKER_SOCKET"))
	return []net.Listener{shared, own}, err
}

func notify(state string) {
	connection, err := net.Dial("unixgram", os.Getenv("NOTIFY_SOCKET"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "release under test: tell systemd:", err)
		return
	}
	defer connection.Close()
	_, _ = connection.Write([]byte(state))
}

type worker struct {
	kind    string
	after   time.Duration
	started time.Time
}

func (w *worker) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if w.kind == "slow" {
		time.Sleep(time.Until(w.started.Add(w.after)))
	}
	if request.URL.Path != "/health" {
		fmt.Fprintln(response, "<html>a page of the release under test</html>")
		return
	}
	w.health(response)
}

func (w *worker) health(response http.ResponseWriter) {
	release := os.Getenv("DASHBOARD_RELEASE")
	switch w.kind {
	case "unwell":
		response.WriteHeader(http.StatusServiceUnavailable)
	case "redirects":
		response.Header().Set("Location", "/login")
		response.WriteHeader(http.StatusFound)
		return
	case "captive":
		fmt.Fprintln(response, "<html>sign in to the hotel's network</html>")
		return
	case "empty":
		return
	case "lies":
		release = "0123456789ab"
	}
	number, _ := strconv.Atoi(os.Getenv("DASHBOARD_WORKER"))
	answer := fmt.Sprintf(`{"status":"pass","releaseId":%q,"worker":{"number":%d,"pid":%d}}`, release, number, os.Getpid())
	if w.kind != "trickles" {
		fmt.Fprintln(response, answer)
		return
	}
	for _, letter := range answer {
		fmt.Fprint(response, string(letter))
		_ = http.NewResponseController(response).Flush()
		time.Sleep(time.Second)
	}
}
