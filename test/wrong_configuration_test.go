package test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"sync/atomic"
	"testing"
)

// mistakes are values that no deployment can work with, one per key.
var mistakes = map[string]string{
	"domain":          "no domain",
	"workers":         "0",
	"ledger":          "mysql://somewhere/trades",
	"ledgerGroup":     "not a group",
	"startingBalance": "plenty",
	"proxyTimeout":    "soon",
	"allow[0]":        "everybody",
	"soak":            "-1",
	"ipv6":            "maybe",
	"architecture":    "vax",
	"keepReleases":    "0",
	"release":         "../../etc",
	"wrokers":         "2",
}

func wrongConfiguration(t *testing.T, s *site) {
	listener, connections := countConnections(t)
	stack := newStack(t, s.code)
	settings := s.host.settings()
	settings["hosts[0].address"] = "127.0.0.1"
	settings["hosts[0].port"] = fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)

	t.Run("every mistake is named and nothing is touched; a host without its key is one (U12)", func(t *testing.T) {
		wrong := maps.Clone(settings)
		maps.Copy(wrong, mistakes)
		var named []string
		for key := range mistakes {
			named = append(named, "crypto-dashboard:"+key)
		}
		delete(wrong, "hosts[0].hostKey")
		stack.configure(t, wrong)
		stack.up(t).mustFail(t, append(named, "crypto-dashboard:hosts[0].hostKey")...)
		if count := connections.Load(); count != 0 {
			t.Errorf("%d connections were made to the host", count)
		}
		stack.assertNoResources(t)
	})
	// The control: the same host with settings that are right is connected to.
	t.Run("settings that are right reach the host", func(t *testing.T) {
		control := newStack(t, s.code)
		control.configure(t, settings)
		control.up(t).mustFail(t)
		if connections.Load() == 0 {
			t.Error("no connection was made: the count above proves nothing")
		}
	})
}

// countConnections listens as a host would and hangs up on everybody.
func countConnections(t *testing.T) (net.Listener, *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	var count atomic.Int64
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			connection.Close()
		}
	}()
	return listener, &count
}

// assertNoResources wants a state with nothing in it but, at most, the stack itself.
func (s *stack) assertNoResources(t *testing.T) {
	t.Helper()
	var state struct {
		Deployment struct {
			Resources []struct{ URN, Type string }
		}
	}
	exported := s.pulumi(t, "stack", "export", "--stack", s.name)
	exported.mustSucceed(t)
	if err := json.Unmarshal([]byte(exported.stdout), &state); err != nil {
		t.Fatal(err)
	}
	for _, resource := range state.Deployment.Resources {
		if resource.Type != "pulumi:pulumi:Stack" {
			t.Errorf("the state has %s", resource.URN)
		}
	}
}
