package worker_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"crypto-dashboard/app/worker"
)

// slow answers when it is released; it says when a request has come.
type slow struct{ came, release chan struct{} }

func newSlow() slow { return slow{make(chan struct{}, 10), make(chan struct{})} }

func (s slow) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.URL.Path == "/slow" {
		s.came <- struct{}{}
		<-s.release
	}
	fmt.Fprint(response, "done")
}

// ask sends one request on an open connection and reads the answer.
func ask(t *testing.T, connection net.Conn, reader *bufio.Reader, path string) *http.Response {
	t.Helper()
	fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatalf("GET %s on a kept connection: %v", path, err)
	}
	io.Copy(io.Discard, response.Body)
	return response
}

func dial(t *testing.T, r running) (net.Conn, *bufio.Reader) {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(r.shared, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	return connection, bufio.NewReader(connection)
}

func TestAStopWithoutConnectionsIsQuick(t *testing.T) {
	t.Parallel()
	r := start(t, ok, nil)
	response, err := http.Get(r.shared + "/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	time.Sleep(50 * time.Millisecond)
	r.stop()
	if took := r.wantEnd(t, 5*time.Second); took > 250*time.Millisecond {
		t.Errorf("the stop took %v", took)
	}
}

func TestARequestInProgressIsAnswered(t *testing.T) {
	t.Parallel()
	handler := newSlow()
	r := start(t, handler, nil)
	answer := make(chan error, 1)
	go func() {
		response, err := http.Get(r.shared + "/slow")
		if err == nil && response.StatusCode != http.StatusOK {
			err = fmt.Errorf("got %s", response.Status)
		}
		answer <- err
	}()
	<-handler.came
	r.stop()
	time.Sleep(700 * time.Millisecond)
	close(handler.release)
	if err := <-answer; err != nil {
		t.Error(err)
	}
	r.wantEnd(t, 2*time.Second)
}

// A connection that was accepted, but on which no request has come yet, is not idle: its request is on the way.
func TestAnAcceptedConnectionIsServed(t *testing.T) {
	t.Parallel()
	r := start(t, ok, nil)
	connection, reader := dial(t, r)
	time.Sleep(50 * time.Millisecond) // let it be accepted
	r.stop()
	time.Sleep(300 * time.Millisecond)
	if response := ask(t, connection, reader, "/"); !response.Close {
		t.Error("the answer does not say that the connection ends")
	}
	r.wantEnd(t, 2*time.Second)
}

// late hands an accepted connection over only when the listener has been closed: the moment at which it is easily forgotten.
type late struct {
	net.Listener
	accepted, closed chan struct{}
	tell             func() // closes closed, once
}

func (l late) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err == nil {
		l.accepted <- struct{}{}
		<-l.closed
		time.Sleep(50 * time.Millisecond)
	}
	return connection, err
}

func (l late) Close() error {
	defer l.tell()
	return l.Listener.Close()
}

func TestAConnectionAcceptedAtTheLastMomentIsServed(t *testing.T) {
	t.Parallel()
	var listener late
	r := start(t, ok, func(w *worker.Worker) {
		closed := make(chan struct{})
		listener = late{w.Listeners.Shared[0], make(chan struct{}, 1), closed, sync.OnceFunc(func() { close(closed) })}
		w.Listeners.Shared = []net.Listener{listener}
	})
	connection, reader := dial(t, r)
	<-listener.accepted
	r.stop()
	ask(t, connection, reader, "/")
	r.wantEnd(t, 2*time.Second)
}

// A proxy that kept a connection has half a second to use it, and learns from the answer that it ends.
func TestAKeptConnectionHasItsGrace(t *testing.T) {
	t.Parallel()
	r := start(t, ok, nil)
	connection, reader := dial(t, r)
	ask(t, connection, reader, "/")
	r.stop()
	time.Sleep(300 * time.Millisecond)
	if response := ask(t, connection, reader, "/"); !response.Close {
		t.Error("the answer does not say that the connection ends")
	}
	r.wantEnd(t, 2*time.Second)
}

func TestAnIdleConnectionDelaysAStopByItsGraceOnly(t *testing.T) {
	t.Parallel()
	r := start(t, ok, nil)
	connection, reader := dial(t, r)
	ask(t, connection, reader, "/")
	r.stop()
	if took := r.wantEnd(t, 5*time.Second); took < 400*time.Millisecond || took > 900*time.Millisecond {
		t.Errorf("the stop took %v, want about 500ms", took)
	}
}

func TestAConnectionThatIsNeverUsedDelaysAStopByItsGraceOnly(t *testing.T) {
	t.Parallel()
	r := start(t, ok, func(w *worker.Worker) { w.Graceful = 20 * time.Second })
	dial(t, r)
	time.Sleep(50 * time.Millisecond)
	r.stop()
	if took := r.wantEnd(t, 9*time.Second); took < 4500*time.Millisecond || took > 7*time.Second {
		t.Errorf("the stop took %v, want about 5s", took)
	}
}

func TestAHangingRequestIsCutAtTheLimit(t *testing.T) {
	t.Parallel()
	handler := newSlow()
	defer close(handler.release)
	r := start(t, handler, func(w *worker.Worker) { w.Graceful = 600 * time.Millisecond })
	connection, _ := dial(t, r)
	fmt.Fprint(connection, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
	<-handler.came
	r.stop()
	if took := r.wantEnd(t, 5*time.Second); took < 500*time.Millisecond || took > time.Second {
		t.Errorf("the stop took %v, want about 600ms", took)
	}
}

func TestTheSocketIsGoneAfterAStop(t *testing.T) {
	t.Parallel()
	r := start(t, ok, nil)
	r.stop()
	r.wantEnd(t, 2*time.Second)
	if connection, err := net.Dial("unix", r.own); err == nil {
		connection.Close()
		t.Error("something still listens on the worker's own socket")
	}
}
