package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestALocalCommandRuns(t *testing.T) {
	engine := startEngine(t)
	created := engine.create(localCommand, map[string]any{
		"create": "cat; echo $COLOUR; pwd; echo err >&2", "stdin": secret("in\n"), "dir": "/usr",
		"environment": map[string]any{"COLOUR": "blue"},
	})
	equal(t, "stdout", created.text(t, "stdout"), "in\nblue\n/usr")
	equal(t, "stderr", created.text(t, "stderr"), "err")
	contains(t, engine.log.all(), "info: blue")
}

func TestTheInterpreterCanBeAnother(t *testing.T) {
	engine := startEngine(t)
	created := engine.create(localCommand, map[string]any{"create": "a b", "interpreter": []any{"/bin/echo", "-n", "got"}})
	equal(t, "stdout", created.text(t, "stdout"), "got a b")
}

func TestALocalFailureShowsTheCommandAndAllItPrinted(t *testing.T) {
	engine := startEngine(t)
	_, err := engine.tryCreate(t.Context(), localCommand, map[string]any{"create": "echo out; exit 3"}, false)
	failure(t, err, `exit status 3: running "echo out; exit 3":`+"\nout\n")
	_, err = engine.tryCreate(t.Context(), localCommand, map[string]any{"create": "true", "dir": "/missing"}, false)
	failure(t, err, "/missing")
}

func TestALocalUpdateRunsUpdateOrElseCreate(t *testing.T) {
	engine := startEngine(t)
	created := engine.create(localCommand, map[string]any{"create": "echo first"})
	again := engine.update(created, map[string]any{"create": `echo "after $PULUMI_COMMAND_STDOUT"`})
	equal(t, "without update", again.text(t, "stdout"), "after first")
	updated := engine.update(again, map[string]any{"create": "false", "update": "echo updated"})
	equal(t, "with update", updated.text(t, "stdout"), "updated")
}

func TestALocalDeleteSeesTheLastOutput(t *testing.T) {
	engine := startEngine(t)
	mark := filepath.Join(t.TempDir(), "mark")
	engine.delete(engine.create(localCommand, map[string]any{
		"create": "echo made", "delete": `echo "remove $PULUMI_COMMAND_STDOUT" > ` + mark,
	}))
	holds(t, mark, "remove made\n")
}

func TestFilesThatTheCommandLeavesAreCollected(t *testing.T) {
	engine := startEngine(t)
	created := engine.create(localCommand, map[string]any{
		"create": "mkdir -p src/deep && touch src/a.js src/deep/b.js src/secret.js other", "dir": t.TempDir(),
		"assetPaths": []any{"src/**.js", "!**secret*"}, "archivePaths": []any{"o*"},
	})
	assets := created.outputs["assets"].ObjectValue()
	names := slices.Sorted(maps.Keys(assets))
	if len(names) != 2 || names[0] != "src/a.js" || names[1] != "src/deep/b.js" {
		t.Errorf("assets are %v", names)
	}
	members, is := created.outputs["archive"].ArchiveValue().GetAssets()
	if _, has := members["other"]; !is || !has || len(members) != 1 {
		t.Errorf("the archive has %v", members)
	}
}

func TestACancelledLocalCommandIsStoppedWithItsChildren(t *testing.T) {
	engine := startEngine(t)
	mark := filepath.Join(t.TempDir(), "mark")
	done := make(chan error, 1)
	go func() {
		_, err := engine.tryCreate(context.Background(), localCommand, map[string]any{
			"create": "(trap 'touch " + mark + "; exit' TERM; echo started; while :; do sleep 0.1; done) | cat; sleep 60",
		}, false)
		done <- err
	}()
	eventually(t, "the command runs", func() bool { return strings.Contains(engine.log.all(), "started") })
	fatal(t, engine.provider.SignalCancellation(t.Context()))
	failure(t, <-done, "context canceled")
	if _, err := os.Stat(mark); err != nil {
		t.Error("the command's child was not asked to stop")
	}
}

// The throw-away host is started by such a command.
func TestAProcessThatIsLeftInTheBackgroundLivesOn(t *testing.T) {
	engine := startEngine(t)
	folder := t.TempDir()
	engine.create(localCommand, map[string]any{
		"create": "(while [ ! -e go ]; do sleep 0.05; done; touch lived) >/dev/null 2>&1 </dev/null &", "dir": folder,
	})
	fatal(t, engine.provider.Close())
	write(t, filepath.Join(folder, "go"), "")
	eventually(t, "the background process goes on", func() bool {
		_, err := os.Stat(filepath.Join(folder, "lived"))
		return err == nil
	})
}
