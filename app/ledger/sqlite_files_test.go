package ledger

import (
	"os"
	"path/filepath"
	"testing"

	"crypto-dashboard/app/sample"
)

// startBot gives a database with 43 trades and the bot that writes to it.
func startBot(t *testing.T) (string, *sample.Bot) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot.sqlite")
	if err := sample.WriteWith(t.Context(), path, sample.Options{Closed: 40}); err != nil {
		t.Fatal(err)
	}
	bot, err := sample.StartBot(t.Context(), path, noon)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bot.Stop() })
	return path, bot
}

// A commit that leaves names, sizes and times of all files as they were is still a change: file times tick slowly, and a log
// that was checkpointed is written from its start again.
func TestACommitIsSeenWithoutSizesAndTimes(t *testing.T) {
	path, bot := startBot(t)
	closeOne := func() {
		if err := bot.Exec(t.Context(), "UPDATE trades SET close_profit_abs = close_profit_abs + 1 WHERE id = 7"); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		closeOne()
	}
	if err := bot.Exec(t.Context(), "PRAGMA wal_checkpoint(RESTART)"); err != nil {
		t.Fatal(err)
	}
	before := lookSet(t, path)
	closeOne()
	after := lookSet(t, path)
	if before.wal.size != after.wal.size || before.wal.mtime != after.wal.mtime {
		t.Fatalf("the log changed its size or time: the test shows nothing")
	}
	if before == after {
		t.Error("the commit was not seen")
	}
}

// lookSet looks at the files with all their times set to the same moment.
func lookSet(t *testing.T, path string) files {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Chtimes(path+suffix, noon, noon); err != nil {
			t.Fatal(err)
		}
	}
	return lookAt(t, path)
}

func lookAt(t *testing.T, path string) files {
	t.Helper()
	found, err := newSQLite(path).watch.look()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The bot may start between the look and the reading: what was right for a stopped one then misses the log.
func TestABotThatStartsMeanwhileIsNotMissed(t *testing.T) {
	path, bot := startBot(t)
	if err := bot.Stop(); err != nil {
		t.Fatal(err)
	}
	source := newSQLite(path)
	stopped, err := source.watch.look()
	if err != nil {
		t.Fatal(err)
	}
	again, err := sample.StartBot(t.Context(), path, noon)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Stop()
	if _, err := again.AddClosed(t.Context(), noon, 0.01); err != nil {
		t.Fatal(err)
	}
	var read *known
	if _, err := source.readFrom(t.Context(), stopped, func(sessions []session) (err error) {
		read, err = readFull(t.Context(), sessions, nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := len(read.closed.trades); got != 41 {
		t.Errorf("read %d closed trades, want 41", got)
	}
}
