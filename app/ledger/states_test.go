package ledger_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crypto-dashboard/app/ledger"
)

// Every state in which a bot leaves its files, read by a user without any right to write, and by root, who could.
func TestReadsEveryStateAndWritesNothing(t *testing.T) {
	states := []struct {
		name    string
		files   []string
		prepare func(t *testing.T) (path string, added int)
	}{
		{"stopped cleanly", []string{""}, func(t *testing.T) (string, int) { return newSample(t), 0 }},
		{"running", []string{"", "-shm", "-wal"}, func(t *testing.T) (string, int) {
			path := newSample(t)
			addTrade(t, startBot(t, path))
			return path, 1
		}},
		{"crashed", []string{"", "-shm", "-wal"}, func(t *testing.T) (string, int) {
			path := newSample(t)
			addTrade(t, startBot(t, path))
			return copyFiles(t, path, "", "-wal", "-shm"), 1
		}},
		{"log without its index", []string{"", "-wal"}, func(t *testing.T) (string, int) {
			path := newSample(t)
			addTrade(t, startBot(t, path))
			return copyFiles(t, path, "", "-wal"), 1
		}},
		{"rollback journal, stopped", []string{""}, func(t *testing.T) (string, int) { return withoutWAL(t, newSample(t)), 0 }},
		{"killed in a rollback transaction", []string{"", "-journal"}, func(t *testing.T) (string, int) { return hotJournal(t), 0 }},
	}
	orders := count(t, newSample(t), "SELECT count(*) FROM orders")
	for _, state := range states {
		for user, uid := range map[string]uint32{"nobody": nobody, "root": 0} {
			t.Run(state.name+"/"+user, func(t *testing.T) {
				path, added := state.prepare(t)
				wantFiles(t, path, state.files...)
				wantUntouched(t, path, func() {
					got := readAs(t, path, uid)
					if got.Problem != "" || got.Trades != 43+added || got.Open != 3 || got.DryRun != orders+2*added {
						t.Errorf("read %+v, want %d trades, 3 of them open, and %d orders", got, 43+added, orders+2*added)
					}
				})
			})
		}
	}
}

// withoutWAL turns a database back to the rollback journal.
func withoutWAL(t *testing.T, path string) string {
	t.Helper()
	execute(t, path, "PRAGMA journal_mode=delete")
	return path
}

func execute(t *testing.T, path string, statements ...string) {
	t.Helper()
	connection := connect(t, path)
	for _, statement := range statements {
		if _, err := connection.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	connection.Close()
}

// count asks for one number.
func count(t *testing.T, path, statement string) (number int) {
	t.Helper()
	connection := connect(t, path)
	defer connection.Close()
	if err := connection.QueryRowContext(t.Context(), statement).Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}

// connect gives a second connection, which writes. It is closed at the latest when the test ends.
func connect(t *testing.T, path string) *sql.Conn {
	t.Helper()
	database, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	database.SetMaxOpenConns(1)
	database.SetMaxIdleConns(0) // a closed connection is closed
	t.Cleanup(func() { database.Close() })
	connection, err := database.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return connection
}

// hotJournal is what is on disk when a writer dies in a large transaction: pages that are not valid, and the journal to undo.
func hotJournal(t *testing.T) string {
	t.Helper()
	path := withoutWAL(t, newSample(t))
	connection := connect(t, path)
	for _, statement := range []string{"PRAGMA cache_size=2", "BEGIN IMMEDIATE", "DELETE FROM orders", "DELETE FROM trades"} {
		if _, err := connection.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	copied := copyFiles(t, path, "", "-journal")
	if _, err := connection.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	connection.Close()
	return copied
}

// A database that cannot be read is a sentence without a path, and reading it again when it is whole works.
func TestSaysWhyItCannotRead(t *testing.T) {
	cases := []struct {
		name, want string
		spoil      func(t *testing.T, path string)
	}{
		{"missing", "does not exist", func(t *testing.T, path string) { os.Remove(path) }},
		{"a folder", "not a regular file", func(t *testing.T, path string) { os.Remove(path); os.Mkdir(path, 0o755) }},
		{"not SQLite", "not an SQLite database", func(t *testing.T, path string) { write(t, path, strings.Repeat("hello\n", 4000)) }},
		{"empty", "no trades table yet", func(t *testing.T, path string) { write(t, path, "") }},
		{"cut off", "damaged", func(t *testing.T, path string) { os.Truncate(path, 20000) }},
		{"not readable", "no permission", func(t *testing.T, path string) { os.Chmod(path, 0o600) }},
		{"folder closed", "no permission", func(t *testing.T, path string) { os.Chmod(filepath.Dir(path), 0o700) }},
		{"another program's", "not a freqtrade database", func(t *testing.T, path string) {
			execute(t, path, "DROP TABLE orders", "DROP TABLE trades", "CREATE TABLE trades (what TEXT)")
		}},
		{"no tables", "no trades table yet", func(t *testing.T, path string) { execute(t, path, "DROP TABLE orders", "DROP TABLE trades") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := newSample(t)
			c.spoil(t, path)
			got := readAs(t, path, nobody)
			if !strings.Contains(got.Problem, c.want) || strings.Contains(got.Problem, "/") {
				t.Errorf("the problem is %q (%s), want one with %q and no path", got.Problem, got.Detail, c.want)
			}
		})
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAnUnreadableIndexOfARunningBotIsAPermissionProblem(t *testing.T) {
	path := newSample(t)
	addTrade(t, startBot(t, path))
	os.Chmod(path+"-shm", 0o600)
	if got := readAs(t, path, nobody); !strings.Contains(got.Problem, "-shm") {
		t.Errorf("the problem is %q, want one that names the -shm file", got.Problem)
	}
}

func TestALockedDatabaseIsNamedSo(t *testing.T) {
	path := withoutWAL(t, newSample(t))
	connection := connect(t, path)
	if _, err := connection.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	if got := readAs(t, path, nobody); !strings.Contains(got.Problem, "locked") {
		t.Errorf("the problem is %q, want locked", got.Problem)
	}
	connection.Close()
	if got := readAs(t, path, nobody); got.Trades != 43 {
		t.Errorf("after the lock: %+v, want 43 trades", got)
	}
}

func TestPathsWithSpecialCharacters(t *testing.T) {
	path := newSample(t)
	odd := filepath.Join(filepath.Dir(path), "100% of #1 bot's.sqlite")
	if err := os.Rename(path, odd); err != nil {
		t.Fatal(err)
	}
	if got := readAs(t, odd, nobody); got.Trades != 43 {
		t.Errorf("%+v, want 43 trades", got)
	}
}

// The log lies beside the real file: one who looks for it beside the link takes a running bot for a stopped one.
func TestALinkToARunningBotsDatabase(t *testing.T) {
	path := newSample(t)
	addTrade(t, startBot(t, path))
	link := filepath.Join(publicDir(t), "link.sqlite")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if got := readAs(t, link, nobody); got.Trades != 44 {
		t.Errorf("%+v, want 44 trades", got)
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ledger.Read(ctx, newSample(t)); err == nil {
		t.Error("read although the context had ended")
	}
}
