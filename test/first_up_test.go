package test

import (
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
	if url := s.stack.output(t, "url"); strings.TrimSuffix(url, "/") != strings.TrimSuffix(s.host.url("/"), "/") {
		t.Errorf("output url is %s, want %s", url, s.host.url("/"))
	}
	if page := s.host.page(t, "/"); !strings.Contains(page, samplePair) {
		t.Errorf("the page shows no trade in %s, which the bot's database has:\n%s", samplePair, page)
	}
	assertLoopback(t, s.host, id)
}

// assertLoopback wants `curl localhost:5003/health` to work on the host as it always did.
func assertLoopback(t *testing.T, h *host, want string) {
	t.Helper()
	answer := h.run(t, "curl --silent --show-error --max-time 10 localhost:5003/health")
	if !strings.Contains(answer, want) {
		t.Errorf("localhost:5003/health does not name %s:\n%s", want, answer)
	}
}
