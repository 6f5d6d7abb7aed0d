package main

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"crypto-dashboard/app/sample/postgrestest"
)

// The test binary is the command when this is set.
const asCommand = "SAMPLE_LEDGER_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	postgrestest.Main(m)
}

// run gives what the command wrote to standard error, and its exit code.
func run(t *testing.T, folder string, args ...string) (string, int) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], args...)
	command.Dir, command.Env = folder, append(os.Environ(), asCommand+"=yes")
	var output bytes.Buffer
	command.Stderr = &output
	if err := command.Run(); err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return output.String(), command.ProcessState.ExitCode()
}

func trades(t *testing.T, driver, location, condition string) (count int) {
	t.Helper()
	database, err := sql.Open(driver, location)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	if err := database.QueryRowContext(t.Context(), "SELECT count(*) FROM trades WHERE "+condition).Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}

func TestFlagsDecideWhatIsWritten(t *testing.T) {
	folder := t.TempDir()
	if output, code := run(t, folder, "-closed", "40", "-mode", "futures", "-stake", "EUR", "-version", "2024.10", "-hostile", "a.sqlite"); code != 0 || output != "" {
		t.Fatalf("exit code %d: %s", code, output)
	}
	if count := trades(t, "sqlite", filepath.Join(folder, "a.sqlite"), "stake_currency = 'EUR' AND leverage > 1"); count < 35 {
		t.Errorf("%d trades, want most of 43", count)
	}
	if count := trades(t, "sqlite", filepath.Join(folder, "a.sqlite"), "enter_tag LIKE '<script>%'"); count == 0 {
		t.Error("no hostile trade")
	}
}

func TestAPostgresURLIsADestination(t *testing.T) {
	location := postgrestest.Start(t)
	if output, code := run(t, t.TempDir(), "-closed", "20", location); code != 0 {
		t.Fatalf("exit code %d: %s", code, output)
	}
	if count := trades(t, "pgx", location, "true"); count != 23 {
		t.Errorf("%d trades, want 23", count)
	}
}

func TestNoTradesAreNoTrades(t *testing.T) {
	folder := t.TempDir()
	if output, code := run(t, folder, "-closed", "0", "a.sqlite"); code != 0 {
		t.Fatalf("exit code %d: %s", code, output)
	}
	if count := trades(t, "sqlite", filepath.Join(folder, "a.sqlite"), "true"); count != 0 {
		t.Errorf("%d trades, want none", count)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	folder := t.TempDir()
	existing := filepath.Join(folder, "mine.sqlite")
	if err := os.WriteFile(existing, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{existing}, 1, "file exists"},
		{[]string{filepath.Join(folder, "none", "a.sqlite")}, 1, "no such file or directory"},
		{[]string{"-version", "2020.1", "a.sqlite"}, 1, `the version is "2020.1", want 2024.10 or 2026.4`},
		{[]string{"-mode", "margin", "a.sqlite"}, 1, `the mode is "margin", want spot or futures`},
		{[]string{"postgres://nobody:hidden@127.0.0.1:1/none"}, 1, "write the sample to PostgreSQL"},
		{[]string{}, 2, "usage: sample-ledger"},
		{[]string{"a", "b"}, 2, "usage: sample-ledger"},
		{[]string{"-help"}, 0, "invented trades"},
	} {
		output, code := run(t, folder, c.args...)
		if code != c.code || !strings.Contains(output, c.want) || strings.Contains(output, "hidden") {
			t.Errorf("%q gives %d and %q, want %d and %q", c.args, code, output, c.code, c.want)
		}
	}
	if content, err := os.ReadFile(existing); err != nil || string(content) != "precious" {
		t.Errorf("the existing file has %q (%v)", content, err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "a*")); left != nil {
		t.Errorf("%v was left behind", left)
	}
}
