package ledger_test

import (
	"os"
	"strings"
	"testing"
	"time"
)

func trades(n int) func(seen) bool {
	return func(s seen) bool { return s.Trades == n && s.Problem == "" }
}

func problem(words string, keeping int) func(seen) bool {
	return func(s seen) bool { return strings.Contains(s.Problem, words) && s.Trades == keeping }
}

// Through a bot's life: each commit is seen, whatever the files look like meanwhile.
func TestKeeperFollowsTheBot(t *testing.T) {
	path := newSample(t)
	watch := watchAs(t, path, nobody)
	watch.await("stopped", trades(43))
	bot := startBot(t, path)
	addTrade(t, bot)
	watch.await("one commit", trades(44))
	for range 30 {
		addTrade(t, bot)
	}
	watch.await("thirty commits", trades(74))
	if err := bot.Exec(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	addTrade(t, bot)
	watch.await("a commit after a checkpoint", trades(75))
	if err := bot.Exec(t.Context(), "DELETE FROM orders WHERE ft_trade_id = 75; DELETE FROM trades WHERE id = 75"); err != nil {
		t.Fatal(err)
	}
	watch.await("a deleted trade", trades(74))
	if err := bot.Stop(); err != nil {
		t.Fatal(err)
	}
	// A reader that kept its connection would stop the bot from folding its log into the database.
	wantFiles(t, path, "")
	addTrade(t, startBot(t, path))
	watch.await("the next start", trades(75))
}

// Each commit within the resolution of file times is seen too: the last of a burst must not be missed.
func TestKeeperMissesNoCommitOfABurst(t *testing.T) {
	path := newSample(t)
	bot := startBot(t, path)
	watch := watchAs(t, path, nobody)
	total := 43
	for range 40 {
		addTrade(t, bot)
		addTrade(t, bot)
		total += 2
	}
	watch.await("the end of the burst", trades(total))
}

func TestKeeperFollowsARename(t *testing.T) {
	path, other := newSample(t), newSample(t)
	watch := watchAs(t, path, nobody)
	watch.await("the first", trades(43))
	addTrade(t, startBot(t, other))
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	watch.await("missing, the last data kept", problem("does not exist", 43))
	replaced := copyFiles(t, other, "", "-wal", "-shm")
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(replaced+suffix, path+suffix); err != nil {
			t.Fatal(err)
		}
	}
	watch.await("the new one", trades(44))
}

func TestKeeperHealsAfterALock(t *testing.T) {
	path := withoutWAL(t, newSample(t))
	watch := watchAs(t, path, nobody)
	watch.await("unlocked", trades(43))
	connection := connect(t, path)
	for _, statement := range []string{"PRAGMA cache_size=2", "BEGIN EXCLUSIVE", "DELETE FROM orders", "DELETE FROM trades"} {
		if _, err := connection.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	watch.await("locked, the last data kept", problem("locked", 43))
	if _, err := connection.ExecContext(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	watch.await("unlocked and empty", trades(0))
}

func TestKeeperHealsAfterDamage(t *testing.T) {
	path := newSample(t)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(path)
	watch := watchAs(t, path, nobody)
	watch.await("missing at the start", problem("does not exist", 0))
	write(t, path, string(content[:20000]))
	watch.await("cut off", problem("damaged", 0))
	began := time.Now()
	write(t, path, string(content))
	watch.await("whole", trades(43))
	if took := time.Since(began); took > 6*time.Second {
		t.Errorf("healing took %v", took)
	}
}
