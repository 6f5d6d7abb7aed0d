package test

import "testing"

// Every state of a release and of a host in which a switch must end as the catalogue of faults says, whatever was there before.
func TestFaultConditions(t *testing.T) {
	t.Parallel()
	f := newFaultHost(t)
	t.Run("a bad release", func(t *testing.T) { f.meetAll(t, badReleaseConditions()) })
	t.Run("nginx", func(t *testing.T) { f.meetAll(t, nginxConditions()) })
	t.Run("a site that breaks after it was installed is undone, and Nginx has the old one again (A21)", func(t *testing.T) { siteThatBreaksLater(t, f) })
	t.Run("a download from another site outlives the reload (A23)", func(t *testing.T) { downloadOverAReload(t, f) })
	t.Run("systemd", func(t *testing.T) { f.meetAll(t, systemdConditions()) })
	t.Run("the way back", func(t *testing.T) { f.meetAll(t, wayBackConditions()) })
	t.Run("disks", func(t *testing.T) { f.meetAll(t, diskConditions()) })
	t.Run("the operator", func(t *testing.T) { f.meetAll(t, operatorConditions()) })
}
