package settings

import (
	"fmt"
	"math"
	"os"
	"strings"

	"github.com/BurntSushi/toml"
)

// botsFile is the form of the file with the bots: a table [[bot]] for each.
type botsFile struct {
	Bot []botTable `toml:"bot"`
}

type botTable struct {
	Name               string    `toml:"name"`
	Ledger             string    `toml:"ledger"`
	LedgerPasswordFile string    `toml:"ledger_password_file"`
	StartingBalance    *float64  `toml:"starting_balance"`
	API                *apiTable `toml:"api"`
}

type apiTable struct {
	URL          string `toml:"url"`
	Username     string `toml:"username"`
	PasswordFile string `toml:"password_file"`
}

// readBots reads the file with the bots and checks all of it.
func readBots(path string) ([]Bot, Problems) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, Problems{{Key: botsKey, Value: path, Rule: "must be a file that can be read: " + err.Error(), Example: botsExample}}
	}
	var file botsFile
	meta, err := toml.Decode(string(content), &file)
	if err != nil {
		return nil, Problems{{Key: botsKey, Value: path, Rule: "must be TOML with a table [[bot]] for each bot: " + firstLine(err), Example: botExample}}
	}
	var problems Problems
	for _, key := range meta.Undecoded() {
		problems = append(problems, Problem{Key: key.String(), Rule: "is not a setting of a bot",
			Example: "name, ledger, ledger_password_file, starting_balance, api.url, api.username, api.password_file"})
	}
	if len(file.Bot) == 0 {
		problems = append(problems, Problem{Key: botsKey, Value: path, Rule: "must hold at least one bot", Example: botExample})
	}
	bots := make([]Bot, len(file.Bot))
	names := map[string]bool{}
	for i, table := range file.Bot {
		bots[i] = table.bot()
		problems = append(problems, table.problems(fmt.Sprintf("bot[%d].", i), names)...)
		names[table.Name] = true
	}
	return bots, problems
}

func (t botTable) bot() Bot {
	ledger, _ := ledgerURL(t.Ledger)
	bot := Bot{Name: t.Name, Ledger: ledger, LedgerPassword: PasswordFile(t.LedgerPasswordFile)}
	if t.StartingBalance != nil {
		bot.StartingBalance, bot.HasBalance = *t.StartingBalance, true
	}
	if t.API != nil {
		bot.API = &API{URL: t.API.URL, Username: t.API.Username, Password: PasswordFile(t.API.PasswordFile)}
	}
	return bot
}

func (t botTable) problems(at string, names map[string]bool) Problems {
	var problems Problems
	want := func(ok bool, key, value, rule, example string) {
		if !ok {
			problems = append(problems, Problem{Key: at + key, Value: value, Rule: rule, Example: example})
		}
	}
	_, isLedger := ledgerURL(t.Ledger)
	want(botName.MatchString(t.Name), "name", t.Name, nameRule, "main")
	want(!names[t.Name], "name", t.Name, "must not be another bot's", "second")
	want(isLedger, "ledger", withoutPassword(t.Ledger), ledgerRule, ledgerExample)
	want(isPasswordFile(t.LedgerPasswordFile), "ledger_password_file", t.LedgerPasswordFile, passwordRule, "main-ledger")
	if t.StartingBalance != nil {
		balance := *t.StartingBalance
		want(balance > 0 && !math.IsInf(balance, 0), "starting_balance", fmt.Sprint(balance), balanceRule, "1000.50")
	}
	if t.API != nil {
		want(isLoopbackURL(t.API.URL), "api.url", withoutPassword(t.API.URL), apiRule, "http://127.0.0.1:8080")
		want(t.API.Username != "", "api.username", "", "is required", "freqtrader")
		want(t.API.PasswordFile != "" && isPasswordFile(t.API.PasswordFile), "api.password_file", t.API.PasswordFile, passwordRule, "main-api")
	}
	return problems
}

// withoutPassword keeps what looks like a password in an address out of messages.
func withoutPassword(address string) string {
	scheme, rest, found := strings.Cut(address, "://")
	if _, host, has := strings.Cut(rest, "@"); found && has {
		return scheme + "://…@" + host
	}
	return address
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
