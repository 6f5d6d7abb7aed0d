package test

import "testing"

// site is a bare host and a stack that deploys a copy of this repository to it.
type site struct {
	host  *host
	code  checkout
	stack *stack
}

// newSite boots the host first: its removal then comes after everything else's.
func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteOn(t, newHost(t))
}

func newSiteOn(t *testing.T, bare *host) *site {
	t.Helper()
	code := newCheckout(t)
	stack := newStack(t, code)
	stack.configure(t, bare.settings())
	return &site{host: bare, code: code, stack: stack}
}

// promise runs keep as the subtest called name. When it fails, what the host knows about it is logged.
func (s *site) promise(t *testing.T, name string, keep func(*testing.T, *site)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Cleanup(func() {
			if t.Failed() {
				s.host.logEvidence(t)
			}
		})
		keep(t, s)
	})
}

// deployed brings the site to the state that most promises start from: the sources as they are now are deployed and
// healthy. It returns the release's id.
func (s *site) deployed(t *testing.T) string {
	t.Helper()
	s.stack.up(t).mustSucceed(t)
	return s.assertServing(t)
}
