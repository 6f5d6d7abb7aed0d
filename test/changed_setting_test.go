package test

import (
	"strings"
	"testing"
)

func changedSetting(t *testing.T, s *site) {
	s.stack.configure(t, map[string]string{"proxyTimeout": "120"})
	old := s.deployed(t)
	uploaded := s.host.run(t, "stat -c '%n %i %Y' "+productFolder+"/incoming/bin/server")

	s.stack.configure(t, map[string]string{"proxyTimeout": "240"})
	preview := s.stack.preview(t, "--diff")
	preview.mustSucceed(t)
	assertLineDiff(t, preview.output, "120s", "240s")

	up := s.stack.up(t)
	up.mustSucceed(t)
	if done := up.operation(t, "bin/server"); done != "same" {
		t.Errorf("the binary's upload is %q, want same", done)
	}
	assertSame(t, "uploaded binary", uploaded, s.host.run(t, "stat -c '%n %i %Y' "+productFolder+"/incoming/bin/server"))
	if site := s.host.read(t, "/etc/nginx/sites-enabled/crypto-dashboard"); !strings.Contains(site, "240s") {
		t.Errorf("the live site has no timeout of 240s:\n%s", site)
	}
	if id := s.assertServing(t); id == old {
		t.Errorf("release %s is still serving", old)
	}
}

// assertLineDiff wants a line that goes with the old word and one that comes with the new word.
func assertLineDiff(t *testing.T, diff, old, new string) {
	t.Helper()
	var went, came bool
	for line := range strings.Lines(diff) {
		line = strings.TrimSpace(line)
		went = went || strings.HasPrefix(line, "-") && strings.Contains(line, old)
		came = came || strings.HasPrefix(line, "+") && strings.Contains(line, new)
	}
	if !went || !came {
		t.Errorf("no line goes with %q (%t) and comes with %q (%t) in:\n%s", old, went, new, came, diff)
	}
}
