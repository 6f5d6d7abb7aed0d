package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Bot is one bot that is shown.
type Bot struct {
	// Name is in addresses: lower-case letters, digits and hyphens.
	Name string
	// Ledger is where the bot's database is: sqlite:///absolute/path or postgres://user@host/database.
	Ledger string
	// LedgerPassword opens a PostgreSQL ledger; empty: none is needed.
	LedgerPassword PasswordFile
	// StartingBalance is in stake currency, and only known with HasBalance.
	StartingBalance float64
	HasBalance      bool
	// API is freqtrade's REST API; nil when it is not used.
	API *API
}

// API is how a bot's REST API is reached.
type API struct {
	URL, Username string
	Password      PasswordFile
}

// PasswordFile names a file whose first line is a password: an absolute path, or the name of a systemd credential.
type PasswordFile string

// Read gives the password. The error does not hold it.
func (f PasswordFile) Read() (string, error) {
	if f == "" {
		return "", nil
	}
	path := string(f)
	if !filepath.IsAbs(path) {
		path = filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line, _, _ := strings.Cut(string(content), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", fmt.Errorf("read the password from %q: the first line is empty", path)
	}
	return line, nil
}

var (
	botName        = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	credentialName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
)

const (
	nameRule     = "must be 1 to 32 lower-case letters, digits and hyphens, not beginning or ending with a hyphen"
	ledgerRule   = "must be sqlite:/// and an absolute path without options, or postgres:// without a password"
	balanceRule  = "must be an amount above 0 in stake currency, with a point and no separators"
	passwordRule = "must be an absolute path or the name of a systemd credential"
	apiRule      = "must be http:// and a loopback address with a port"

	ledgerExample = "sqlite:///srv/freqtrade/user_data/tradesv3.sqlite"
)

func isPasswordFile(value string) bool {
	return value == "" || isAbsolute(value) || credentialName.MatchString(value)
}
