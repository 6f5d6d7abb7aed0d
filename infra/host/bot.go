package host

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// Bot is one bot that the dashboard shows.
type Bot struct {
	// Name is in addresses and in the names of credentials: lower-case letters, digits and hyphens.
	Name string
	// Ledger is the bot's database: sqlite:///absolute/path, or postgres:// with a unix socket or an IP address.
	Ledger string
	// LedgerGroup is the group that may read an SQLite ledger; empty when everybody may.
	LedgerGroup string
	// LedgerPasswordFile is the file on the host with the password of a PostgreSQL ledger; empty when it needs none.
	LedgerPasswordFile string
	// StartingBalance is what the bot started with; empty when unknown.
	StartingBalance string
	// APIURL is the bot's REST API on the host itself; empty when it is not used.
	APIURL, APIUsername, APIPasswordFile string
}

// LedgerCredential is the name systemd gives the ledger's password; empty without one.
func (b Bot) LedgerCredential() string { return credential(b.LedgerPasswordFile, b.Name+"-ledger") }

// APICredential is the name systemd gives the API's password; empty without one.
func (b Bot) APICredential() string { return credential(b.APIPasswordFile, b.Name+"-api") }

func credential(file, name string) string {
	if file == "" {
		return ""
	}
	return name
}

// Credential is a secret file of the host that systemd hands to the workers under a name.
type Credential struct{ Name, File string }

// Credentials are all secret files the workers get.
func (s Site) Credentials() []Credential {
	var credentials []Credential
	for _, bot := range s.Bots {
		for _, one := range []Credential{{bot.LedgerCredential(), bot.LedgerPasswordFile}, {bot.APICredential(), bot.APIPasswordFile}} {
			if one.Name != "" {
				credentials = append(credentials, one)
			}
		}
	}
	return credentials
}

// LedgerGroups are the groups that may read the ledgers.
func (s Site) LedgerGroups() []string {
	return s.distinct(func(bot Bot) string { return bot.LedgerGroup })
}

// LedgerBinds are the ledgers' directories that lie where the workers' sandbox hides everything.
func (s Site) LedgerBinds() []string {
	return s.distinct(func(bot Bot) string {
		file, isFile := strings.CutPrefix(bot.Ledger, "sqlite://")
		if directory := path.Dir(file); isFile && isHidden(directory) {
			return directory
		}
		return ""
	})
}

func isHidden(directory string) bool {
	return slices.ContainsFunc([]string{"/home", "/root"}, func(hidden string) bool {
		return directory == hidden || strings.HasPrefix(directory, hidden+"/")
	})
}

// Reached are the addresses that the workers connect to; none when everything they read is a file or a unix socket.
func (s Site) Reached() []string {
	ledgers := s.distinct(func(bot Bot) string { return reached(bot.Ledger) })
	apis := s.distinct(func(bot Bot) string { return reached(bot.APIURL) })
	return slices.Compact(slices.Sorted(slices.Values(append(ledgers, apis...))))
}

// reached is the address in a URL; localhost stands for both of its own.
func reached(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme == "sqlite" {
		return ""
	}
	return parsed.Hostname()
}

func (s Site) distinct(of func(Bot) string) []string {
	var values []string
	for _, bot := range s.Bots {
		if value := of(bot); value != "" && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}
