package ledger_test

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample/postgrestest"
)

// The tests run as root, for whom permissions mean nothing. So the reader is another process under another user: this test
// binary again, told by the environment what to do.
const (
	roleKey = "LEDGER_TEST_ROLE"
	pathKey = "LEDGER_TEST_PATH"
	nobody  = 65534
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleKey) {
	case "read":
		readForParent()
	case "watch":
		watchForParent()
	case "write":
		writeForParent()
	default:
		postgrestest.Main(m)
	}
}

// seen is what the reader tells.
type seen struct {
	Trades  int
	Open    int
	Profit  float64
	DryRun  int
	Problem string
	Detail  string
}

func seenIn(snapshot *ledger.Snapshot) seen {
	var s seen
	s.Trades, s.Open = len(snapshot.Closed)+len(snapshot.Open), len(snapshot.Open)
	for _, trade := range snapshot.Closed {
		s.Profit += trade.CloseProfitAbs.Or(0)
	}
	s.DryRun = snapshot.Orders.DryRun
	return s
}

func readForParent() {
	var answer seen
	if snapshot, err := readOnce(os.Getenv(pathKey)); err != nil {
		answer = seen{Problem: ledger.Reason(err), Detail: err.Error()}
	} else {
		answer = seenIn(snapshot)
	}
	json.NewEncoder(os.Stdout).Encode(answer)
}

// writeForParent commits once, and complains if it cannot.
func writeForParent() {
	database, err := sql.Open("sqlite", "file:"+os.Getenv(pathKey)+"?_pragma=busy_timeout(100)")
	if err == nil {
		_, err = database.Exec("UPDATE trades SET enter_tag = 'written' WHERE id = 1")
	}
	if err != nil {
		os.Stdout.WriteString(err.Error())
	}
}

// watchForParent runs a Keeper until standard input ends, and writes a line for each change.
func watchForParent() {
	keeper, err := ledger.NewKeeper("sqlite://"+os.Getenv(pathKey), slog.New(slog.DiscardHandler))
	if err != nil {
		panic(err)
	}
	ctx, stop := contextUntilEOF(os.Stdin)
	defer stop()
	go keeper.Run(ctx)
	keeper.WaitFirst(ctx, time.Minute)
	var last *ledger.State
	for ctx.Err() == nil {
		state := keeper.State()
		if last == nil || state.Snapshot != last.Snapshot || state.Problem != last.Problem {
			json.NewEncoder(os.Stdout).Encode(seenInState(state))
			last = state
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func seenInState(state *ledger.State) seen {
	var s seen
	if state.Snapshot != nil {
		s = seenIn(state.Snapshot)
	}
	s.Problem = state.Problem
	return s
}

// reader is a child process of this binary, as a user.
func reader(t *testing.T, role, path string, uid uint32) *exec.Cmd {
	t.Helper()
	temporary := publicDir(t)
	if err := os.Chmod(temporary, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if left := listing(t, temporary); len(left) > 0 {
			t.Errorf("left behind in the temporary folder: %v", left)
		}
	})
	command := exec.CommandContext(t.Context(), publicBinary(t))
	command.Env = []string{roleKey + "=" + role, pathKey + "=" + path, "TMPDIR=" + temporary}
	command.Stderr = logWriter{t}
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	return command
}

// readAs reads the database once as a user.
func readAs(t *testing.T, path string, uid uint32) seen {
	t.Helper()
	output, err := reader(t, "read", path, uid).Output()
	if err != nil {
		t.Fatalf("the reader process: %v", err)
	}
	var answer seen
	if err := json.Unmarshal(output, &answer); err != nil {
		t.Fatalf("the reader said %q: %v", output, err)
	}
	return answer
}

// watcher is a Keeper in another process.
type watcher struct {
	t     *testing.T
	lines chan seen
	last  seen
}

func watchAs(t *testing.T, path string, uid uint32) *watcher {
	t.Helper()
	command := reader(t, "watch", path, uid)
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	w := &watcher{t: t, lines: make(chan seen, 100)}
	go w.collect(output)
	t.Cleanup(func() { input.Close(); command.Wait() })
	return w
}

func (w *watcher) collect(output io.Reader) {
	for lines := bufio.NewScanner(output); lines.Scan(); {
		var s seen
		json.Unmarshal(lines.Bytes(), &s)
		w.lines <- s
	}
	close(w.lines)
}

// await waits until what the keeper sees is as wanted.
func (w *watcher) await(what string, wanted func(seen) bool) {
	w.t.Helper()
	limit := time.After(15 * time.Second)
	for !wanted(w.last) {
		select {
		case s, ok := <-w.lines:
			if !ok {
				w.t.Fatalf("%s: the watcher ended; it saw last %+v", what, w.last)
			}
			w.last = s
		case <-limit:
			w.t.Fatalf("%s: not seen in 15 s; seen last: %+v", what, w.last)
		}
	}
}

func publicDir(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "ledger-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// publicBinary is this binary where everyone may run it: go test builds it in a private folder.
func publicBinary(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(publicDir(t), "reader")
	if os.Link(self, path) == nil {
		return path
	}
	content, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
