package settings

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
)

// ledgerURL checks where a database is and writes it in one form: sqlite:// and an absolute path (freqtrade's own db_url has four
// slashes), or postgres://.
func ledgerURL(value string) (clean string, ok bool) {
	if path, found := strings.CutPrefix(value, "sqlite:///"); found {
		return "sqlite://" + filepath.Clean("/"+path), path != "" && isAbsolute("/"+path) && !strings.Contains(path, "?")
	}
	return value, isPostgres(value)
}

// isPostgres takes no password: addresses end up in files and messages.
func isPostgres(value string) bool {
	parsed, err := url.Parse(value)
	if err != nil || parsed.Scheme != "postgres" && parsed.Scheme != "postgresql" || parsed.Fragment != "" {
		return false
	}
	_, hasPassword := parsed.User.Password()
	return !hasPassword && !parsed.Query().Has("password") && strings.Trim(parsed.Path, "/") != ""
}

// isLoopbackURL: the API's password gives all rights over the bot, so it never leaves this machine.
func isLoopbackURL(value string) bool {
	parsed, err := url.Parse(value)
	if err != nil || parsed.Scheme != "http" || parsed.User != nil || parsed.Port() == "" || strings.Trim(parsed.Path, "/") != "" ||
		parsed.RawQuery != "" || parsed.Fragment != "" {
		return false
	}
	address, err := netip.ParseAddr(parsed.Hostname())
	return parsed.Hostname() == "localhost" || err == nil && address.IsLoopback()
}
