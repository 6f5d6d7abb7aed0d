// Package worker is the life of one worker process: it takes the sockets systemd passes, says when it is ready, proves that it
// is alive, and leaves without losing a connection.
package worker

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"

	"github.com/coreos/go-systemd/v22/activation"
)

// Listeners are what the worker answers on.
type Listeners struct {
	// Shared are systemd's sockets, or our own address when there are none.
	Shared []net.Listener
	// Own is the socket on which exactly this worker answers; nil when it has none.
	Own net.Listener
}

// Listen takes systemd's sockets or listens on address, and binds ownSocket unless it is empty.
func Listen(address, ownSocket string) (Listeners, error) {
	shared, err := inherited()
	if err != nil {
		return Listeners{}, err
	}
	if len(shared) == 0 {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return Listeners{}, fmt.Errorf("listen on DASHBOARD_LISTEN %q: %w", address, err)
		}
		shared = []net.Listener{listener}
	}
	own, err := bind(ownSocket)
	if err != nil {
		closeAll(shared)
		return Listeners{}, err
	}
	return Listeners{Shared: shared, Own: own}, nil
}

func inherited() ([]net.Listener, error) {
	listeners, err := activation.Listeners()
	if err != nil {
		return nil, fmt.Errorf("take systemd's sockets: %w", err)
	}
	for i, listener := range listeners {
		if listener == nil {
			return nil, fmt.Errorf("take systemd's sockets: number %d of %d is no stream socket", i+1, len(listeners))
		}
	}
	return listeners, nil
}

// bind makes the worker's own socket, for its own user and root only. A file left by a worker that was killed is replaced.
func bind(path string) (net.Listener, error) {
	if path == "" {
		return nil, nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the old DASHBOARD_WORKER_SOCKET: %w", err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen on DASHBOARD_WORKER_SOCKET: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		listener.Close()
		return nil, fmt.Errorf("protect DASHBOARD_WORKER_SOCKET: %w", err)
	}
	return listener, nil
}

func (l Listeners) all() []net.Listener {
	if l.Own == nil {
		return l.Shared
	}
	return append([]net.Listener{l.Own}, l.Shared...)
}

func closeAll(listeners []net.Listener) {
	for _, listener := range listeners {
		listener.Close()
	}
}
