package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"crypto-dashboard/infra/host"
)

const (
	ledgerExample = "sqlite:///srv/freqtrade/user_data/tradesv3.sqlite"
	botsExample   = `[{"name": "main", "ledger": "` + ledgerExample + `"}]`
)

var (
	botName      = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	plainURL     = regexp.MustCompile(`^[A-Za-z0-9:/?&=@._\[\]-]+$`)
	apiUser      = regexp.MustCompile(`^[A-Za-z0-9@._-]{1,64}$`)
	botKeys      = []string{"name", "ledger", "ledgerGroup", "ledgerPasswordFile", "startingBalance", "apiUrl", "apiUsername", "apiPasswordFile"}
	exclusive    = []string{"ledger", "ledgerGroup", "startingBalance"}
	errNoAddress = "want postgres:// without a password, and an IP address, localhost or ?host=/run/postgresql in it"
)

// bots reads the list, or the one bot that the plain keys describe.
func (r *reader) bots() []host.Bot {
	if r.text("bots") == "" {
		return r.onlyBot()
	}
	for _, key := range exclusive {
		if r.text(key) != "" {
			r.bad(key, "want it in bots, since there is that list", botsExample)
		}
	}
	var entries []map[string]any
	if err := json.Unmarshal([]byte(r.text("bots")), &entries); err != nil {
		r.bad("bots", "want a list of bots, each with name and ledger", botsExample)
		return nil
	}
	var bots []host.Bot
	for i, entry := range entries {
		bot := r.bot(fmt.Sprintf("bots[%d]", i), entry)
		if slices.ContainsFunc(bots, func(other host.Bot) bool { return other.Name == bot.Name }) {
			r.badAt("bots", fmt.Sprintf("bots[%d].name", i), bot.Name, "want each name once", "second")
		}
		bots = append(bots, bot)
	}
	return bots
}

// onlyBot is the bot of a stack without a list; none when its ledger is not configured.
func (r *reader) onlyBot() []host.Bot {
	if r.text("ledger") == "" && r.text("startingBalance") == "" && r.text("ledgerGroup") == "" {
		return nil
	}
	bot := host.Bot{Name: "bot", Ledger: r.text("ledger"), LedgerGroup: r.text("ledgerGroup"), StartingBalance: r.text("startingBalance")}
	at := func(key string) place { return place{r, key, key} }
	if bot.Ledger != "" {
		at("ledger").ledger(bot.Ledger)
	}
	at("ledgerGroup").group(bot.LedgerGroup)
	at("startingBalance").balance(bot.StartingBalance)
	return []host.Bot{bot}
}

func (r *reader) bot(at string, entry map[string]any) host.Bot {
	for _, key := range slices.Sorted(maps.Keys(entry)) {
		if !slices.Contains(botKeys, key) {
			r.add("bots", fmt.Sprintf("%s.%s: no such key%s", at, key, suggestion(key, botKeys)))
		}
	}
	in := func(key string) place { return place{r, "bots", at + "." + key} }
	bot := host.Bot{Name: field(entry, "name"), Ledger: field(entry, "ledger"), LedgerGroup: field(entry, "ledgerGroup"),
		LedgerPasswordFile: field(entry, "ledgerPasswordFile"), StartingBalance: field(entry, "startingBalance"),
		APIURL: field(entry, "apiUrl"), APIUsername: field(entry, "apiUsername"), APIPasswordFile: field(entry, "apiPasswordFile")}
	if !botName.MatchString(bot.Name) {
		in("name").bad(bot.Name, "want 1 to 32 lower-case letters, digits and hyphens", "main")
	}
	in("ledger").ledger(bot.Ledger)
	in("ledgerGroup").group(bot.LedgerGroup)
	in("ledgerPasswordFile").secretFile(bot.LedgerPasswordFile)
	in("startingBalance").balance(bot.StartingBalance)
	if bot.APIURL+bot.APIUsername+bot.APIPasswordFile != "" {
		r.api(in, bot)
	}
	return bot
}

func (r *reader) api(in func(string) place, bot host.Bot) {
	if !isLoopbackURL(bot.APIURL) {
		in("apiUrl").bad(bot.APIURL, "want the bot's API on the host itself, by address and port", "http://127.0.0.1:8080")
	}
	if !apiUser.MatchString(bot.APIUsername) {
		in("apiUsername").bad(bot.APIUsername, "want the user name of the bot's API", "freqtrader")
	}
	if bot.APIPasswordFile == "" {
		in("apiPasswordFile").bad("", "want the file on the host with the password of the bot's API, which root alone may read", "/etc/freqtrade/api.password")
	}
	in("apiPasswordFile").secretFile(bot.APIPasswordFile)
}

// place is where a value stands in the configuration.
type place struct {
	reader  *reader
	key, at string
}

func (p place) bad(value, rule, example string) { p.reader.badAt(p.key, p.at, value, rule, example) }

// hiddenFromWorkers are folders that the worker's sandbox replaces or closes: no ledger can be read there.
var hiddenFromWorkers = []string{
	"/tmp", "/var/tmp", "/dev", "/proc", "/sys", "/run", "/boot", "/etc", "/opt/crypto-dashboard", "/var/lib/dashctl", "/var/log/crypto-dashboard",
}

func (p place) ledger(ledger string) {
	file, isFile := strings.CutPrefix(ledger, "sqlite://")
	switch {
	case strings.HasPrefix(ledger, "postgres"):
		if !isPostgres(ledger) {
			p.bad(withoutPassword(ledger), errNoAddress, "postgres://dashboard@127.0.0.1:5432/freqtrade")
		}
	case !isFile || !isPlainPath(file):
		p.bad(ledger, "want sqlite:// and an absolute path of letters, digits, dots, hyphens and underscores, or postgres://", ledgerExample)
	case slices.ContainsFunc(hiddenFromWorkers, func(folder string) bool { return strings.HasPrefix(file, folder+"/") }):
		p.bad(ledger, "want a file outside of "+strings.Join(hiddenFromWorkers, ", "), ledgerExample)
	case isWholeHome(path.Dir(file)):
		p.bad(ledger, "want a folder of its own: the workers see the folder that the file is in, and this is somebody's whole home", ledgerExample)
	}
}

// isWholeHome tells whether a folder holds more than a bot's files.
func isWholeHome(folder string) bool {
	return folder == "/root" || folder == "/home" || path.Dir(folder) == "/home"
}

// isPostgres takes only addresses that the sandbox can be opened for: a socket of the host, or an IP address.
func isPostgres(ledger string) bool {
	parsed, err := url.Parse(ledger)
	if err != nil || !plainURL.MatchString(ledger) || parsed.Scheme != "postgres" || strings.Trim(parsed.Path, "/") == "" {
		return false
	}
	query := parsed.Query()
	if _, has := parsed.User.Password(); has || query.Has("password") || query.Has("passfile") {
		return false
	}
	if parsed.Host == "" {
		return isPlainPath(query.Get("host"))
	}
	return !query.Has("host") && isIPOrLocalhost(parsed.Hostname())
}

func isIPOrLocalhost(name string) bool {
	address, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && address.Zone() == ""
}

// isLoopbackURL: the API's password gives all rights over the bot, so it does not leave the host.
func isLoopbackURL(value string) bool {
	parsed, err := url.Parse(value)
	if err != nil || !plainURL.MatchString(value) || parsed.Scheme != "http" || parsed.User != nil || parsed.Port() == "" ||
		strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" {
		return false
	}
	address, err := netip.ParseAddr(parsed.Hostname())
	return parsed.Hostname() == "localhost" || err == nil && address.IsLoopback()
}

// withoutPassword keeps what may be a password out of messages.
func withoutPassword(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	if _, server, has := strings.Cut(rest, "@"); has {
		return scheme + "://…@" + server
	}
	return address
}

// powerfulGroups can do far more than read a ledger.
var powerfulGroups = []string{"root", "sudo", "shadow", "disk", "docker", "lxd", "kmem"}

func (p place) group(group string) {
	switch {
	case group == "":
	case !accountTag.MatchString(group):
		p.bad(group, "want the name of a group on the host", "freqtrade")
	case slices.Contains(powerfulGroups, group):
		p.bad(group, "want a group that gives no more than the ledger", "freqtrade")
	}
}

func (p place) balance(balance string) {
	if balance != "" && (!amount.MatchString(balance) || strings.Trim(balance, "0.") == "") {
		p.bad(balance, "want an amount above 0, without a currency", "1000.50")
	}
}

func (p place) secretFile(file string) {
	if file != "" && !isPlainPath(file) {
		p.bad(file, "want the absolute path of a file on the host", "/etc/freqtrade/api.password")
	}
}
