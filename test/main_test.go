// Package test keeps the project's promises, one named subtest each, with nothing faked: the real Pulumi CLI and state,
// throw-away hosts with systemd as PID 1, SSH, Nginx, the bot's database. It runs as root on Linux; `make test` sets up all
// it needs.
package test

import (
	"flag"
	"os"
	"testing"

	"github.com/gruntwork-io/terratest/modules/logger"
)

// The groups of promises wait for their hosts most of the time: more of them than there are cores run side by side.
const groupsSideBySide = "4"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", groupsSideBySide); err != nil {
		panic(err) // the flag exists in every test binary
	}
	logger.Default = logger.Discard // one line per attempt of every poll; what matters is logged by name
	os.Exit(m.Run())
}
