package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
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

// network opens a connection to an address: directly, or from a proxy.
type network func(ctx context.Context, protocol, address string) (net.Conn, error)

// alive finds out within 40 seconds that the other side is gone; a command may be silent for long.
var alive = net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 10 * time.Second, Count: 3}

// dial opens the connection, through the proxy if there is one.
func (c *Connection) dial(ctx context.Context) (*link, error) {
	direct := (&net.Dialer{KeepAliveConfig: alive}).DialContext
	if c.Proxy == nil {
		client, err := c.reach(ctx, "Dial", direct)
		if err != nil {
			return nil, err
		}
		return &link{Client: client}, nil
	}
	proxy, err := c.Proxy.reach(ctx, "Dial proxy", direct)
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
	return retry(ctx, what, limit, func() (*ssh.Client, error) { return e.attempt(ctx, config, via) })
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
