package test

import (
	"strings"
	"testing"
)

func destroy(t *testing.T, s *site) {
	bare := s.host.listing(t)
	t.Run("the listing sees a file, a user and a link that are new", func(t *testing.T) {
		s.host.run(t, "echo x >/opt/planted && useradd planted && ln -s /opt/planted /etc/planted")
		came := strings.Join(difference(bare, s.host.listing(t)), "\n")
		s.host.run(t, "rm /opt/planted /etc/planted && userdel planted")
		for _, want := range []string{"+ content /opt/planted ", "+ user planted:", "+ file /etc/planted l"} {
			if !strings.Contains(came, want) {
				t.Errorf("the listing does not show %q:\n%s", want, came)
			}
		}
	})
	before := s.host.listing(t) // once more: removing a user leaves traces too
	s.deployed(t)
	destroyed := s.stack.destroy(t)
	destroyed.mustSucceed(t)
	assertOnlyKept(t, difference(before, s.host.listing(t)), destroyed.kept())
	if serving, err := s.host.tryHealth(t); err == nil {
		t.Errorf("the dashboard still answers: %+v", serving)
	}
}

// kept are the things that dashctl said it leaves on the host: paths (a folder ends with a slash) and packages.
func (r result) kept() []string {
	var kept []string
	for line := range strings.Lines(r.output) {
		if _, what, found := strings.Cut(line, "kept: "); found {
			kept = append(kept, strings.TrimSpace(what))
		}
	}
	return kept
}

// assertOnlyKept wants every line of the difference to be about something that was kept.
func assertOnlyKept(t *testing.T, difference, kept []string) {
	t.Helper()
	t.Logf("kept: %q", kept)
	for _, line := range difference {
		if !isKept(subject(line), kept) {
			t.Errorf("not as before, and not said to be kept: %s", line)
		}
	}
}

func isKept(subject string, kept []string) bool {
	for _, what := range kept {
		if subject == strings.TrimSuffix(what, "/") || strings.HasSuffix(what, "/") && strings.HasPrefix(subject, what) {
			return true
		}
	}
	return false
}
