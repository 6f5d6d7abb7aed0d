package main

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// cutLimit is what an operator waits at most for an upload whose link is cut.
const cutLimit = 180 * time.Second

func TestALinkThatIsCut(t *testing.T) {
	for name, share := range map[string]float64{
		"a link that is cut at the beginning of an upload ends it in time, and names the server and the file (U1)": 0.01,
		"a link that is cut at the end of an upload ends it in time, and names the server and the file (U1)":       0.99,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			engine, server := startEngine(t), startServer(t, "ClientAliveInterval 2") // it must not wait for ever either
			host, cut := server.behindACable(int(share * 100))
			source, target := filepath.Join(t.TempDir(), "program"), filepath.Join(t.TempDir(), "target")
			write(t, source, strings.Repeat(rand.Text(), 1<<18))
			inputs := with(server.copy(file(t, source), target), map[string]any{"connection": server.connection(map[string]any{"host": host})})
			done := make(chan error, 1)
			go func() {
				_, err := engine.tryCreate(t.Context(), copyToRemote, inputs, false)
				done <- err
			}()
			whole, err := os.Stat(source)
			fatal(t, err)
			eventually(t, fmt.Sprintf("%.0f %% are there", 100*share), func() bool {
				info, err := os.Stat(target)
				return err == nil && float64(info.Size()) >= share*float64(whole.Size())
			})
			cut()
			began := time.Now()
			select {
			case err := <-done:
				failure(t, err, "on "+server.address+": ")
				failure(t, err, `the remote file "`+target+`"`)
				t.Logf("it ended after %s: %v", time.Since(began).Round(time.Second), err)
			case <-time.After(cutLimit):
				t.Fatalf("the upload is still waiting, %s after the link was cut", cutLimit)
			}
		})
	}
}

// behindACable moves the server to the other end of a slow cable of its own, and returns its address there and what cuts the cable.
func (s *server) behindACable(number int) (host string, cut func()) {
	s.t.Helper()
	s.sleep()
	name := fmt.Sprintf("cut%d-%d", number, os.Getpid()%100000)
	first := 4*(os.Getpid()%32) + 128*(number/50) // of a network of four addresses, from those for documentation
	near, host := fmt.Sprintf("198.51.100.%d", first+1), fmt.Sprintf("198.51.100.%d", first+2)
	s.ip("netns", "add", name)
	s.t.Cleanup(func() { _ = exec.Command("ip", "netns", "delete", name).Run() })
	s.ip("link", "add", name, "type", "veth", "peer", "name", "far", "netns", name)
	s.t.Cleanup(func() { _ = exec.Command("ip", "link", "delete", name).Run() })
	s.ip("address", "add", near+"/30", "dev", name)
	s.ip("link", "set", name, "up")
	s.ip("-netns", name, "address", "add", host+"/30", "dev", "far")
	s.ip("-netns", name, "link", "set", "far", "up")
	if output, err := exec.Command("tc", "qdisc", "add", "dev", name, "root", "tbf", "rate", "32mbit", "burst", "64kb", "latency", "400ms").CombinedOutput(); err != nil {
		s.t.Fatalf("make the cable slow: %v: %s", err, output)
	}
	s.listener = s.listenIn(name, host)
	s.address = s.listener.Addr().String()
	go s.serve(s.listener)
	return host, func() { s.ip("-netns", name, "link", "set", "far", "down") }
}

func (s *server) ip(args ...string) {
	s.t.Helper()
	if output, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		s.t.Fatalf("ip %s: %v: %s", strings.Join(args, " "), err, output)
	}
}

// listenIn listens in another network namespace; the connections stay there, whichever thread has them.
func (s *server) listenIn(namespace, host string) net.Listener {
	s.t.Helper()
	type result struct {
		listener net.Listener
		err      error
	}
	made := make(chan result)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this function
		place, err := os.Open("/run/netns/" + namespace)
		if err == nil {
			err = unix.Setns(int(place.Fd()), unix.CLONE_NEWNET)
		}
		if err != nil {
			made <- result{nil, err}
			return
		}
		listener, err := net.Listen("tcp", host+":0")
		made <- result{listener, err}
	}()
	one := <-made
	fatal(s.t, one.err)
	return one.listener
}
