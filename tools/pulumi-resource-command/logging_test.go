package main

import (
	"strings"
	"testing"
)

func TestLoggingDecidesWhatTheEngineShows(t *testing.T) {
	engineShows := map[string]struct{ out, err bool }{
		"":                {true, true},
		"stdoutAndStderr": {true, true},
		"stdout":          {true, false},
		"stderr":          {false, true},
		"none":            {false, false},
	}
	server := startServer(t)
	for logging, want := range engineShows {
		t.Run("logging="+logging, func(t *testing.T) {
			engine := startEngine(t)
			inputs := server.command("echo to-out; echo to-err >&2", nil)
			if logging != "" {
				inputs["logging"] = logging
			}
			created := engine.create(remoteCommand, inputs)
			equal(t, "stdout in the state", created.text(t, "stdout"), "to-out")
			equal(t, "stdout shown", strings.Contains(engine.log.all(), "info: to-out"), want.out)
			equal(t, "stderr shown", strings.Contains(engine.log.all(), "info: to-err"), want.err)
		})
	}
}

func TestLinesArriveWhileTheCommandRuns(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	go func() {
		_, _ = engine.tryCreate(t.Context(), remoteCommand, server.command("echo early; sleep 1", nil), false)
	}()
	eventually(t, "the first line", func() bool { return strings.Contains(engine.log.all(), "early") })
	equal(t, "connections that are still open", server.alive.Load(), 1)
	server.idle()
}

func TestOutputOfAnyShapeIsKept(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	long := engine.create(remoteCommand, server.command("head -c 1000000 /dev/zero | tr '\\0' x", nil))
	equal(t, "length of one line", len(long.text(t, "stdout")), 1000000)
	broken := engine.create(remoteCommand, server.command(`printf 'a\377b'`, nil))
	equal(t, "bytes that are not UTF-8", broken.text(t, "stdout"), "a\uFFFDb")
}
