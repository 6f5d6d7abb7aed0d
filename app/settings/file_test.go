package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func load(t *testing.T, content string) (Settings, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bots.toml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load([]string{"DASHBOARD_BOTS=" + path})
}

func TestSeveralBots(t *testing.T) {
	got, err := load(t, `
[[bot]]
name = "main"
ledger = "sqlite:////srv/a.sqlite"
starting_balance = 1000.5
[bot.api]
url = "http://127.0.0.1:8080"
username = "freqtrader"
password_file = "main-api"

[[bot]]
name = "second-2"
ledger = "postgres:///freqtrade?host=/run/postgresql&user=dashboard"
ledger_password_file = "/etc/second"
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []Bot{
		{Name: "main", Ledger: "sqlite:///srv/a.sqlite", StartingBalance: 1000.5, HasBalance: true,
			API: &API{URL: "http://127.0.0.1:8080", Username: "freqtrader", Password: "main-api"}},
		{Name: "second-2", Ledger: "postgres:///freqtrade?host=/run/postgresql&user=dashboard", LedgerPassword: "/etc/second"},
	}
	if difference := cmp.Diff(want, got.Bots); difference != "" {
		t.Error(difference)
	}
}

// Everything that is wrong in the file, by key, in one error; what may be a password is not repeated.
func TestAllProblemsOfTheFileInOneError(t *testing.T) {
	_, err := load(t, `
[[bot]]
name = "Main"
ledger = "postgres://bot:secret@host/db"
starting_balance = -1
color = "red"
[bot.api]
url = "http://root:secret@example.org:80"
password_file = "a b"
[[bot]]
name = "x"
ledger = ""
[[bot]]
name = "x"
ledger = "sqlite:///a"
ledger_password_file = "../up"
`)
	got := message(err)
	for _, line := range []string{
		`bot.color is not a setting of a bot;`,
		`bot[0].name="Main" must be 1 to 32 lower-case`,
		`bot[0].ledger="postgres://…@host/db" must be`,
		`bot[0].starting_balance="-1" must be an amount`,
		`bot[0].api.url="http://…@example.org:80" must be http:// and a loopback`,
		`bot[0].api.username is required`,
		`bot[0].api.password_file="a b" must be an absolute path or the name`,
		`bot[1].ledger must be sqlite:///`,
		`bot[2].name="x" must not be another bot's`,
		`bot[2].ledger_password_file="../up" must be an absolute path`,
	} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is not in:\n%s", line, got)
		}
	}
	if !strings.HasPrefix(got, "10 problems in the settings:") || strings.Contains(got, "secret") {
		t.Errorf("want 10 problems and no password:\n%s", got)
	}
}

func TestAFileThatIsNone(t *testing.T) {
	for content, want := range map[string]string{
		"":              "must hold at least one bot",
		"[[bot]\n":      "must be TOML with a table [[bot]] for each bot",
		"bot = \"a\"\n": "must be TOML with a table [[bot]] for each bot",
	} {
		if _, err := load(t, content); !strings.Contains(message(err), want) {
			t.Errorf("%q gives %v, want %q", content, err, want)
		}
	}
	if _, err := Load([]string{"DASHBOARD_BOTS=/does/not/exist"}); !strings.Contains(message(err), "must be a file that can be read") {
		t.Errorf("a missing file gives %v", err)
	}
}

func TestPasswords(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", folder)
	for name, content := range map[string]string{"good": "pass word\r\nrest", "empty": "\nrest"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"good", filepath.Join(folder, "good")} {
		if got, err := PasswordFile(file).Read(); err != nil || got != "pass word" {
			t.Errorf("%s gives %q, %v", file, got, err)
		}
	}
	if got, err := PasswordFile("").Read(); err != nil || got != "" {
		t.Errorf("no file gives %q, %v", got, err)
	}
	for _, file := range []string{"empty", "missing"} {
		if _, err := PasswordFile(file).Read(); err == nil {
			t.Errorf("%s gives no error", file)
		}
	}
}
