package test

import "testing"

func TestFaultSweep(t *testing.T) {
	t.Parallel()
	f := newFaultHost(t)
	f.assertInvariants(t, aftermath{serving: f.releases[1]})
	t.Run("the check after every fault sees each thing that it checks broken on purpose", f.seesEveryBreach)
}
