package main

import (
	"net"
	"strings"
	"testing"
	"time"
)

// refusing is an address where nothing listens.
func refusing(t *testing.T) net.Addr {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	fatal(t, listener.Close())
	return listener.Addr()
}

func TestDiallingIsRepeatedUpToTheLimit(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	port := float64(refusing(t).(*net.TCPAddr).Port)
	connection := server.connection(map[string]any{"port": port, "dialErrorLimit": 2.0})
	_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
	failure(t, err, "after 3 failed attempts: dial tcp 127.0.0.1:")
	equal(t, "retries shown", strings.Count(engine.log.all(), "failed: retrying"), 2)
}

func TestAServerThatComesUpLateIsReached(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	server.sleep()
	connection := server.connection(map[string]any{"dialErrorLimit": 20.0})
	done := make(chan error, 1)
	go func() {
		_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
		done <- err
	}()
	eventually(t, "a first failure", func() bool { return strings.Contains(engine.log.all(), "Dial 1/20 failed: retrying") })
	server.wake()
	fatal(t, <-done)
}

// A server that accepts and then says nothing would otherwise hold the run for ever.
func TestAServerThatSaysNothingIsGivenUp(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	t.Cleanup(func() { _ = silent.Close() })
	connection := server.connection(map[string]any{
		"port": float64(silent.Addr().(*net.TCPAddr).Port), "perDialTimeout": 1.0, "dialErrorLimit": 0.0,
	})
	started := time.Now()
	_, err = engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
	failure(t, err, "deadline exceeded")
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestAConnectionCanGoThroughAProxy(t *testing.T) {
	engine, server, proxy := startEngine(t), startServer(t), startServer(t)
	connection := server.connection(map[string]any{"proxy": proxy.connection(nil)})
	runs(t, engine, server, connection)
	equal(t, "connections to the proxy", proxy.connections.Load(), 1)
	server.idle()
	proxy.idle()
}

func TestTheProxysHostKeyIsCheckedToo(t *testing.T) {
	engine, server, proxy := startEngine(t), startServer(t), startServer(t)
	connection := server.connection(map[string]any{
		"proxy": proxy.connection(map[string]any{"hostKey": server.read("login.pub"), "dialErrorLimit": 10.0}),
	})
	_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
	failure(t, err, "handshake failed: host key mismatch")
	equal(t, "connections to the server", server.connections.Load(), 0)
}
