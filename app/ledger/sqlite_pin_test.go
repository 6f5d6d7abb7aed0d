package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	process "os/exec"
	"strings"
	"sync"
	"testing"

	"crypto-dashboard/app/sample"
)

// A bot that commits all the time never gets between two connections: what the one reads belongs to what the other one reads.
func TestTwoConnectionsReadTheSameState(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: -1})
	bot := p.start(t)
	exec(t, bot, "PRAGMA synchronous = off; DELETE FROM pairlocks; DELETE FROM trade_custom_data")
	ctx, stop := context.WithCancel(t.Context())
	commits := 0
	var writer sync.WaitGroup
	writer.Go(func() {
		for id := 1; ctx.Err() == nil; id++ {
			err := bot.Exec(ctx, fmt.Sprintf(`BEGIN; INSERT INTO pairlocks (id, pair, side, lock_time, lock_end_time, active) VALUES (%d, '*', '*', '', '', 1);
				INSERT INTO trade_custom_data (id, ft_trade_id, cd_key, cd_type, cd_value, created_at) VALUES (%d, 1, '%d', '', '', ''); COMMIT`, id, id, id))
			if err == nil {
				commits++
			}
		}
	})
	source := newSQLite(p.bot)
	defer source.close()
	source.large = 0
	pairs := 0
	for range 300 {
		state, err := source.read(t.Context(), func(sessions []session) error {
			if len(sessions) != 2 {
				return nil
			}
			pairs++
			locks, notes := countOf(t, sessions[0], "pairlocks"), countOf(t, sessions[1], "trade_custom_data")
			if locks != notes {
				return fmt.Errorf("one connection reads the state after %d commits, the other one after %d", locks, notes)
			}
			return nil
		})
		if err != nil || state == nil {
			t.Error(err)
			break
		}
	}
	stop()
	writer.Wait()
	if pairs < 10 || commits < 20 {
		t.Errorf("there were two connections %d times, and %d commits: the test shows nothing", pairs, commits)
	}
}

func countOf(t *testing.T, from session, table string) (count int64) {
	t.Helper()
	err := from.query(t.Context(), "SELECT count(*) FROM "+table, func(r row) error {
		count, _ = asInteger(r[0])
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return count
}

// The sign of a reading is that of the state that was read: what is committed after its beginning makes another one.
func TestTheSignIsOfTheStateThatWasRead(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	bot, source := p.start(t), newSQLite(p.bot)
	defer source.close()
	state := must[sign](t)(source.read(t.Context(), func([]session) error {
		exec(t, bot, "UPDATE trades SET enter_tag = 'later' WHERE id = 1")
		return nil
	}))
	if now := must[sign](t)(source.look(t.Context())); now.same(state) {
		t.Error("the commit in the middle is not seen")
	}
}

// What was committed after the look that a reading begins with is part of it, and of its sign.
func TestAReadingIsOfTheNewestState(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	bot, source := p.start(t), newSQLite(p.bot)
	defer source.close()
	source.large = 0
	before := must[files](t)(source.watch.look())
	exec(t, bot, "UPDATE trades SET enter_tag = 'later' WHERE id = 1")
	state := must[sign](t)(source.readFrom(t.Context(), before, func(sessions []session) error {
		if len(sessions) != 2 {
			t.Errorf("there are %d sessions", len(sessions))
		}
		return nil
	}))
	if now := must[files](t)(source.watch.look()); !now.same(state) || now.same(before) {
		t.Error("the sign is of an older state")
	}
}

// What a checkpoint writes is not new.
func TestACheckpointIsNoChange(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	bot := p.start(t)
	must[*sample.Trade](t)(bot.AddClosed(t.Context(), noon, 0.01))
	keeper := p.follow(t)
	before, seen := keeper.State().Snapshot, keeper.seen
	exec(t, bot, "PRAGMA wal_checkpoint(PASSIVE)")
	now := must[sign](t)(keeper.source.look(t.Context()))
	if now == seen || !now.same(seen) || now.version() != seen.version() {
		t.Errorf("the files are the same: %v; the state is the same: %v", now == seen, now.same(seen))
	}
	exec(t, bot, "UPDATE trade_custom_data SET cd_value = 'other' WHERE id = 1")
	if after := refresh(t, keeper); after.Version == before.Version {
		t.Error("a commit after it is not seen")
	}
}

// A bot that starts, writes and stops between two looks leaves the database as large as before and without a log.
func TestABotThatRunsBetweenTwoLooksIsSeen(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 60})
	keeper := p.follow(t)
	for _, statement := range []string{"UPDATE trades SET close_profit_abs = close_profit_abs + 1 WHERE id = 5",
		"UPDATE trade_custom_data SET cd_value = 'x' WHERE id = 1", "UPDATE trade_custom_data SET cd_value = 'y' WHERE id = 1"} {
		before := keeper.State()
		bot := must[*sql.DB](t)(sql.Open("sqlite", "file:"+p.bot))
		must[sql.Result](t)(bot.Exec(statement))
		if err := bot.Close(); err != nil {
			t.Fatal(err)
		}
		if after := refresh(t, keeper); after.Version == before.Snapshot.Version {
			t.Errorf("%s: the version is the same", statement)
		}
		select {
		case <-before.Changed:
		default:
			t.Errorf("%s: nobody was woken", statement)
		}
	}
}

// Another file under the same name is read fully, whatever it has in common with the one before.
func TestAReplacedDatabaseIsReadFully(t *testing.T) {
	p, other := sqlitePlace(t, sample.Options{Closed: 30}), sqlitePlace(t, sample.Options{Closed: 30})
	keeper := p.follow(t)
	slow(keeper)
	bot := must[*sample.Bot](t)(sample.StartBot(t.Context(), other.bot, noon))
	exec(t, bot, "UPDATE trades SET close_profit_abs = 4711 WHERE id = 2")
	if err := bot.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(other.bot, p.bot); err != nil {
		t.Fatal(err)
	}
	sameData(t, "after a rename", refresh(t, keeper), p.read(t))
	if known, found := must[sign](t)(keeper.source.look(t.Context())), lookAt(t, p.bot); known != found {
		t.Errorf("the files are %+v, want %+v", known, found)
	}
}

// Looking at a database whose rollback journal is in use must not take the lock from a reading at work in this process: closing any
// descriptor of a file does.
func TestLookingLeavesALockAlone(t *testing.T) {
	p := sqlitePlace(t, sample.Options{Closed: 30})
	database := must[*sql.DB](t)(sql.Open("sqlite", "file:"+p.bot))
	must[sql.Result](t)(database.Exec("PRAGMA journal_mode=delete"))
	database.Close()
	source, bystander := newSQLite(p.bot), newSQLite(p.bot)
	defer source.close()
	must[sign](t)(bystander.look(t.Context()))
	_, err := source.read(t.Context(), func([]session) error {
		must[sign](t)(source.look(t.Context()))
		bystander.watch.forget("")
		must[sign](t)(bystander.look(t.Context()))
		if output := writeElsewhere(t, p.bot); !strings.Contains(output, "locked") {
			t.Errorf("another process could write during the reading: %s", output)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	bystander.close()
	if output := writeElsewhere(t, p.bot); output != "" {
		t.Errorf("the lock is still there: %s", output)
	}
}

// writeElsewhere commits from another process and gives its complaint.
func writeElsewhere(t *testing.T, path string) string {
	t.Helper()
	command := process.CommandContext(t.Context(), must[string](t)(os.Executable()))
	command.Env = append(os.Environ(), "LEDGER_TEST_ROLE=write", "LEDGER_TEST_PATH="+path)
	output, err := command.CombinedOutput()
	if err != nil && len(output) == 0 {
		t.Fatal(err)
	}
	return string(output)
}
