package test

import "testing"

// Every group has its own host and stack. Every promise brings them to its starting state, so that it can run alone:
//
//	go test ./test -run 'TestDeploy/^3_'
func TestDeploy(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	site.promise(t, "1 the first up on a bare Debian host ends with a healthy answer of the release that was built", firstUp)
	site.promise(t, "2 a second up changes nothing", secondUp)
	site.promise(t, "3 a new release replaces the old one without a failed request", newRelease)
	site.promise(t, "4 a release that is bad is undone while the old one serves", badReleases)
	site.promise(t, "5 the previous release comes back from the host and from pulumi", rollback)
	site.promise(t, "6 a changed setting is shown line by line and deployed without uploading the binary", changedSetting)
}

func TestSurvive(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	site.promise(t, "7 a killed worker costs no request and comes back", killedWorker)
	site.promise(t, "8 everything is up after a reboot, and the last kept release after a power cut", reboots)
	site.promise(t, "9 a forced log rotation loses no line and no request", logRotation)
	site.promise(t, "10 a host whose link is cut finishes or undoes alone, and the next up tells the truth", cutLink)
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	site.promise(t, "11 a gunicorn deployment is taken over and comes back byte for byte", adoption)
}

func TestClean(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	site.promise(t, "12 destroy leaves the host as it was", destroy)
	site.promise(t, "13 every mistake in the configuration is named in one run that touches nothing", wrongConfiguration)
}

func TestWatch(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	site.promise(t, "14 a page is told of each new trade, whichever worker it listens to", livePage)
	site.promise(t, "15 the metrics are those of all workers, for the host alone", metricsOfAll)
	site.promise(t, "16 a bot's API is asked from inside the sandbox with a password that only systemd reads", botAPI)
}

func TestThrowAwayHost(t *testing.T) {
	t.Parallel()
	throwAwayHost(t)
}
