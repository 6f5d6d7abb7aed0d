// Package postgrestest gives tests databases of a real PostgreSQL server, the one that the system has installed.
//
// A test binary has one server, for which it needs
//
//	func TestMain(m *testing.M) { postgrestest.Main(m) }
//
// and every call of Start makes a fresh, empty database in it. The server runs as another user than root, keeps its
// data in a temporary folder, listens on loopback and on a unix socket, and ends with the test binary.
package postgrestest

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// shared is the server of this test binary, started by the first test that needs it.
var shared struct {
	sync.Mutex
	server  *Server
	allowed bool // by Main, which will end it
}

// Main runs the tests and ends the server that they used.
func Main(m *testing.M) {
	shared.allowed = true
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.remove(); err != nil {
			fmt.Fprintln(os.Stderr, "postgrestest:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// Start gives the URL of a fresh, empty database, for the role that owns it: the bot's. It is dropped when the test ends.
func Start(t testing.TB) string {
	t.Helper()
	return sharedServer(t).Database(t)
}

func sharedServer(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.allowed {
		t.Fatal("postgrestest.Start needs func TestMain(m *testing.M) { postgrestest.Main(m) } in this package")
	}
	if shared.server == nil {
		server, err := launch()
		if err != nil {
			t.Fatal(err)
		}
		shared.server = server
	}
	return shared.server
}
