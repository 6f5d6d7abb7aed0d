package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

// link is an open SSH connection together with the proxy's that it goes through. Both are closed together.
type link struct {
	*ssh.Client
	proxy io.Closer
}

func (l *link) Close() error {
	err := l.Client.Close()
	if l.proxy == nil {
		return err
	}
	return errors.Join(err, l.proxy.Close())
}

// Unreachable is the error of a server that could not be logged in to, whatever the reason.
type Unreachable struct{ error }

func (u *Unreachable) Unwrap() error { return u.error }

// network opens a connection to an address: directly, or from a proxy.
type network func(ctx context.Context, protocol, address string) (net.Conn, error)

// unanswered is how long the other side may be gone: a link that is cut in the middle of an upload must not hold the run.
const unanswered = 40 * time.Second

// direct finds out in that time that nobody answers any more. Keep-alives are for a connection on which nothing is under way, since a
// command may be silent for long; they do not count while something that was sent is not acknowledged.
var direct = net.Dialer{
	KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: unanswered / 4, Interval: unanswered / 4, Count: 3},
	Control: func(_, _ string, socket syscall.RawConn) error {
		var refused error
		err := socket.Control(func(descriptor uintptr) { refused = giveUp(descriptor) })
		return errors.Join(err, refused)
	},
}

// dial opens the connection, through the proxy if there is one.
func (c *Connection) dial(ctx context.Context) (*link, error) {
	if c.Proxy == nil {
		client, err := c.reach(ctx, "Dial", direct.DialContext)
		if err != nil {
			return nil, err
		}
		return &link{Client: client}, nil
	}
	proxy, err := c.Proxy.reach(ctx, "Dial proxy", direct.DialContext)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	client, err := c.reach(ctx, "Dial from proxy", proxy.DialContext)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", errors.Join(err, proxy.Close()))
	}
	return &link{Client: client, proxy: proxy}, nil
}

// reach dials until it succeeds or has failed more often than dialErrorLimit allows.
func (e *Endpoint) reach(ctx context.Context, what string, via network) (*ssh.Client, error) {
	config, release, err := e.config(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	limit := valueOr(e.DialErrorLimit, defaultDialErrorLimit)
	client, err := retry(ctx, what, limit, func() (*ssh.Client, error) { return e.attempt(ctx, config, via) })
	if err != nil {
		return nil, &Unreachable{fmt.Errorf("log in as %s@%s: %w", valueOr(e.User, defaultUser), e.address(), err)}
	}
	return client, nil
}

func (e *Endpoint) config(ctx context.Context) (*ssh.ClientConfig, func(), error) {
	config := &ssh.ClientConfig{User: valueOr(e.User, defaultUser)}
	if err := e.trust(ctx, config); err != nil {
		return nil, nil, err
	}
	methods, release, err := e.login(ctx)
	config.Auth = methods
	return config, release, err
}

// attempt dials once; perDialTimeout covers the connection and the SSH handshake on it.
func (e *Endpoint) attempt(ctx context.Context, config *ssh.ClientConfig, via network) (*ssh.Client, error) {
	if timeout := e.timeout(); timeout > 0 {
		timed, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		ctx = timed
	}
	connection, err := via(ctx, "tcp", e.address())
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { _ = connection.Close() })()
	secured, channels, requests, err := ssh.NewClientConn(connection, e.address(), config)
	if err != nil {
		_ = connection.Close()
		return nil, errors.Join(context.Cause(ctx), err)
	}
	return ssh.NewClient(secured, channels, requests), nil
}
