package main

import (
	"net"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

func runs(t *testing.T, engine *engine, server *server, connection map[string]any) {
	t.Helper()
	created := engine.create(remoteCommand, server.command("echo in", map[string]any{"connection": connection}))
	equal(t, "stdout", created.text(t, "stdout"), "in")
}

func TestAnEncryptedPrivateKeyIsOpenedWithItsPassword(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	key := server.newKey("locked", "ed25519", "open sesame")
	server.allow("locked")
	connection := server.connection(map[string]any{"privateKey": key, "privateKeyPassword": "open sesame"})
	runs(t, engine, server, connection)
	connection["privateKeyPassword"] = "wrong"
	_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
	failure(t, err, "read the private key for 127.0.0.1:")
}

func TestALoginThatIsRefused(t *testing.T) {
	for name, wrong := range map[string]map[string]any{
		"a wrong key is refused, the user and the server are named, the key is not shown (U13)":  {},
		"a wrong user is refused, the user and the server are named, the key is not shown (U13)": {"user": "nobody-of-that-name"},
	} {
		t.Run(name, func(t *testing.T) {
			engine, server := startEngine(t), startServer(t)
			key := server.newKey("stranger", "ed25519", "")
			connection := server.connection(with(map[string]any{"privateKey": key, "dialErrorLimit": 3.0}, wrong))
			_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
			failure(t, err, "unable to authenticate")
			failure(t, err, "log in as "+connection["user"].(string)+"@"+server.address+": ")
			for _, line := range strings.Split(key, "\n")[1:3] {
				if strings.Contains(err.Error()+engine.log.all(), line) {
					t.Error("the private key is shown")
				}
			}
		})
	}
}

func TestTheAgentCanLogIn(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	connection := server.connection(map[string]any{"agentSocketPath": startAgent(t, server.key)})
	delete(connection, "privateKey")
	runs(t, engine, server, connection)
}

// A socket that a closed session left in the environment must not hinder a login by key.
func TestAStaleAgent(t *testing.T) {
	t.Setenv("SSH_AUTH_SOCK", filepath.Join(t.TempDir(), "gone"))
	engine, server := startEngine(t), startServer(t)
	t.Run("a stale SSH_AUTH_SOCK is passed over where there is a key (U15)", func(t *testing.T) {
		runs(t, engine, server, server.connection(nil))
	})
	t.Run("a stale SSH_AUTH_SOCK is named where there is no key (U15)", func(t *testing.T) {
		connection := server.connection(nil)
		delete(connection, "privateKey")
		_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", map[string]any{"connection": connection}), false)
		failure(t, err, "reach the SSH agent")
	})
}

func startAgent(t *testing.T, key string) string {
	t.Helper()
	parsed, err := ssh.ParseRawPrivateKey([]byte(key))
	fatal(t, err)
	keys := agent.NewKeyring()
	fatal(t, keys.Add(agent.AddedKey{PrivateKey: parsed}))
	path := filepath.Join(t.TempDir(), "agent")
	listener, err := net.Listen("unix", path)
	fatal(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for connection, err := listener.Accept(); err == nil; connection, err = listener.Accept() {
			go func() { _ = agent.ServeAgent(keys, connection) }()
		}
	}()
	return path
}
