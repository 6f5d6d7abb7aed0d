package main

import (
	"strings"
	"testing"
)

func TestEachKeyOfTheServerCanBeTheExpectedOne(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	for _, kind := range []string{"ecdsa", "ed25519", "rsa"} {
		connection := server.connection(map[string]any{"hostKey": publicHostKey(t, kind)})
		engine.create(remoteCommand, server.command("true", map[string]any{"connection": connection}))
	}
}

func TestAnotherHostKey(t *testing.T) {
	t.Run("a changed host key ends the run at the first connection, before a login and before a byte is sent (U11)", func(t *testing.T) {
		engine, server := startEngine(t), startServer(t, "LogLevel DEBUG1")
		server.newKey("other", "ed25519", "")
		connection := server.connection(map[string]any{"hostKey": server.read("other.pub"), "dialErrorLimit": 10.0})
		_, err := engine.tryCreate(t.Context(), remoteCommand,
			server.command("true", map[string]any{"connection": connection, "stdin": secret("hidden")}), false)
		failure(t, err, "host key mismatch: 127.0.0.1:")
		failure(t, err, "expected ssh-ed25519 SHA256:")
		server.idle()
		equal(t, "connections", server.connections.Load(), 1)
		contains(t, server.log(), "SSH2_MSG_KEXINIT received")
		if strings.Contains(server.log(), "userauth-request") {
			t.Error("a login was tried")
		}
	})
}

func TestAServerWithoutAKeyOfThatTypeEndsAtOnce(t *testing.T) {
	engine, server := startEngine(t), startServer(t, "HostKeyAlgorithms ssh-ed25519")
	connection := server.connection(map[string]any{"hostKey": publicHostKey(t, "ecdsa"), "dialErrorLimit": 10.0})
	_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
	failure(t, err, "host key")
	equal(t, "connections", server.connections.Load(), 1)
}

func TestAMissingHostKeyIsAcceptedWithAWarning(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	connection := server.connection(nil)
	delete(connection, "hostKey")
	engine.create(remoteCommand, server.command("true", map[string]any{"connection": connection}))
	contains(t, engine.log.all(), "warning: the identity of 127.0.0.1:")
}

func TestAnUnreadableHostKeyIsAnError(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	connection := server.connection(map[string]any{"hostKey": "SHA256:abc"})
	_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
	failure(t, err, "read the host key of 127.0.0.1:")
	equal(t, "connections", server.connections.Load(), 0)
}
