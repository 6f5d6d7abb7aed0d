package worker_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"crypto-dashboard/app/worker"
)

// systemd is the service manager's side: the messages it was sent, in order.
type systemd struct {
	t        *testing.T
	messages chan string
	all      []string
}

// newSystemd makes this process look like a service with a watchdog; 0 is without one.
func newSystemd(t *testing.T, watchdog time.Duration) *systemd {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	if watchdog > 0 {
		t.Setenv("WATCHDOG_USEC", strconv.FormatInt(watchdog.Microseconds(), 10))
	}
	s := &systemd{t: t, messages: make(chan string, 1000)}
	go s.collect(socket)
	return s
}

func (s *systemd) collect(socket *net.UnixConn) {
	buffer := make([]byte, 4096)
	for {
		n, err := socket.Read(buffer)
		if err != nil {
			close(s.messages)
			return
		}
		s.messages <- string(buffer[:n])
	}
}

// await waits for a message.
func (s *systemd) await(want string) {
	s.t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case message := <-s.messages:
			s.all = append(s.all, message)
			if message == want {
				return
			}
		case <-limit:
			s.t.Fatalf("%s did not come in 10 s; came: %q", want, s.all)
		}
	}
}

// wantSilence wants no message for a time, after those that are on their way.
func (s *systemd) wantSilence(span time.Duration) {
	s.t.Helper()
	limit := time.After(span)
	for {
		select {
		case message := <-s.messages:
			s.t.Errorf("got %s, want silence", message)
			return
		case <-limit:
			return
		}
	}
}

func (s *systemd) drainPending() {
	for {
		select {
		case <-s.messages:
		default:
			return
		}
	}
}

// running is a worker and how to stop it.
type running struct {
	shared, own string
	stop        func()
	ended       chan error
}

// start runs a worker on a TCP address and a socket of its own.
func start(t *testing.T, handler http.Handler, change func(*worker.Worker)) running {
	t.Helper()
	own := filepath.Join(t.TempDir(), "http.sock")
	listeners, err := worker.Listen("127.0.0.1:0", own)
	if err != nil {
		t.Fatal(err)
	}
	life := worker.Worker{Handler: handler, Listeners: listeners, Log: slog.New(slog.NewTextHandler(testLog{t}, nil)),
		Request: 10 * time.Second, Keepalive: 5 * time.Second, Graceful: 5 * time.Second}
	if change != nil {
		change(&life)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := running{shared: "http://" + listeners.Shared[0].Addr().String(), own: own, stop: stop, ended: make(chan error, 1)}
	go func() { r.ended <- life.Run(ctx); close(r.ended) }()
	t.Cleanup(func() { stop(); <-r.ended })
	return r
}

type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) { l.t.Logf("worker: %s", p); return len(p), nil }

// ended waits for the end and gives the time since a stop.
func (r running) wantEnd(t *testing.T, within time.Duration) time.Duration {
	t.Helper()
	began := time.Now()
	select {
	case err := <-r.ended:
		if err != nil {
			t.Errorf("the worker ended with %v", err)
		}
	case <-time.After(within):
		t.Fatalf("the worker still runs after %v", within)
	}
	return time.Since(began)
}

var ok = http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) { response.Write([]byte("ok")) })

func TestMessagesInOrder(t *testing.T) {
	manager := newSystemd(t, 200*time.Millisecond)
	r := start(t, ok, nil)
	manager.await("READY=1")
	manager.await("WATCHDOG=1")
	manager.await("WATCHDOG=1")
	r.stop()
	manager.await("STOPPING=1")
	r.wantEnd(t, 2*time.Second)
	if manager.all[0] != "READY=1" || slices.Contains(manager.all[1:], "READY=1") {
		t.Errorf("the messages are %q", manager.all)
	}
}

func TestNotReadyBeforeItAnswers(t *testing.T) {
	manager := newSystemd(t, 0)
	var healthy atomic.Bool
	start(t, switched(&healthy), nil)
	manager.wantSilence(400 * time.Millisecond)
	healthy.Store(true)
	manager.await("READY=1")
}

// switched answers 503 until told otherwise.
func switched(healthy *atomic.Bool) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		if !healthy.Load() {
			response.WriteHeader(http.StatusServiceUnavailable)
		}
	})
}

func TestNoSignOfLifeWithoutAnAnswer(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	var healthy, hanging atomic.Bool
	healthy.Store(true)
	handler := http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if hanging.Load() {
			<-hang
		}
		switched(&healthy).ServeHTTP(response, request)
	})
	manager := newSystemd(t, 200*time.Millisecond)
	start(t, handler, func(w *worker.Worker) { w.Graceful = 50 * time.Millisecond })
	manager.await("WATCHDOG=1")
	wantNoPing := func() {
		time.Sleep(250 * time.Millisecond) // one may be on its way
		manager.drainPending()
		manager.wantSilence(600 * time.Millisecond)
	}
	healthy.Store(false)
	wantNoPing()
	healthy.Store(true)
	manager.await("WATCHDOG=1")
	hanging.Store(true)
	wantNoPing()
}

func TestNoSignOfLifeWithoutTheSocket(t *testing.T) {
	manager := newSystemd(t, 200*time.Millisecond)
	r := start(t, ok, nil)
	manager.await("WATCHDOG=1")
	if err := os.Remove(r.own); err != nil {
		t.Fatal(err)
	}
	time.Sleep(250 * time.Millisecond)
	manager.drainPending()
	manager.wantSilence(600 * time.Millisecond)
}

func TestAnOldSocketFileIsReplacedAndProtected(t *testing.T) {
	path := filepath.Join(t.TempDir(), "http.sock")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	listeners, err := worker.Listen("127.0.0.1:0", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listeners.Shared[0].Close()
	defer listeners.Own.Close()
	info, err := os.Stat(path)
	if err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Errorf("the socket is %v, %v; want one with 0600", info.Mode(), err)
	}
}

func TestAnAddressInUseIsNamed(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = worker.Listen(taken.Addr().String(), "")
	want := `listen on DASHBOARD_LISTEN "` + taken.Addr().String() + `"`
	if err == nil || err.Error()[:len(want)] != want {
		t.Errorf("the error is %v, want %s…", err, want)
	}
}
