package test

import (
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/random"
)

func newRelease(t *testing.T, s *site) {
	old := s.deployed(t)
	word := s.code.changePage(t)
	traffic := startTraffic(t, plan{address: s.host.machine.Address})
	up := s.stack.up(t)
	up.mustSucceed(t)
	traffic.stopWithoutFailure(t, 5000)
	if id := s.assertServing(t); id == old {
		t.Errorf("release %s is still serving", old)
	}
	if done := up.operation(t, "bin/server"); done != "update" {
		t.Errorf("the new binary's upload is %q, want update", done)
	}
	if !strings.Contains(s.host.page(t, "/"), word) {
		t.Errorf("the page does not show %q, the change of the new release", word)
	}
}

// pageSource is the page's frame.
const pageSource = "app/pages/templates/layout.html"

// changePage makes a new release of the sources: one whose page shows a new word, which it returns.
func (c checkout) changePage(t *testing.T) string {
	t.Helper()
	word := "release-" + strings.ToLower(random.UniqueID())
	c.replace(t, pageSource, "</footer>", "<p>"+word+"</p></footer>")
	return word
}
