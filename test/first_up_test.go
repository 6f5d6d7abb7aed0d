package test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// samplePair is traded in the sample database.
const samplePair = "BTC/USDT"

func firstUp(t *testing.T, s *site) {
	s.stack.up(t).mustSucceed(t)
	id := s.assertServing(t)
	if built := s.stack.output(t, "release"); built != id {
		t.Errorf("pulumi built release %s, nginx serves %s", built, id)
	}
	assertBuilt(t, s)
	if url := s.stack.output(t, "url"); strings.TrimSuffix(url, "/") != strings.TrimSuffix(s.host.url("/"), "/") {
		t.Errorf("output url is %s, want %s", url, s.host.url("/"))
	}
	if page := s.host.page(t, "/"); !strings.Contains(page, samplePair) {
		t.Errorf("the page shows no trade in %s, which the bot's database has:\n%s", samplePair, page)
	}
	assertLoopback(t, s.host, id)
}

// assertBuilt wants the host to run the very bytes that were built here.
func assertBuilt(t *testing.T, s *site) {
	t.Helper()
	built, err := os.ReadFile(filepath.Join(s.code.dir, ".build/linux-"+runtime.GOARCH+"/server"))
	if err != nil {
		t.Fatal(err)
	}
	pid := s.host.status(t).Workers[0].MainPID
	if sum := s.host.run(t, fmt.Sprintf("sha256sum </proc/%d/exe", pid)); !strings.HasPrefix(sum, fmt.Sprintf("%x ", sha256.Sum256(built))) {
		t.Errorf("worker 1 runs a program with hash %s, not the one that was built", sum)
	}
}

// assertLoopback wants `curl localhost:5003/health` to work on the host as it always did.
func assertLoopback(t *testing.T, h *host, want string) {
	t.Helper()
	answer := h.run(t, "curl --silent --show-error --max-time 10 localhost:5003/health")
	if !strings.Contains(answer, want) {
		t.Errorf("localhost:5003/health does not name %s:\n%s", want, answer)
	}
}
