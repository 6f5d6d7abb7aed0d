package main

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"crypto-dashboard/infra/host"
)

const twoBots = `[
	{"name":"spot","ledger":"sqlite:///srv/spot/trades.sqlite","ledgerGroup":"freqtrade","startingBalance":1000.5,
	 "apiUrl":"http://127.0.0.1:8080","apiUsername":"freqtrader","apiPasswordFile":"/etc/freqtrade/spot.password"},
	{"name":"futures","ledger":"postgres://dashboard@192.0.2.7:5432/futures","ledgerPasswordFile":"/etc/freqtrade/futures.password"}]`

// withBots is the production stack with a list of bots.
func withBots(t *testing.T, list string) map[string]string {
	values := production(t)
	for _, key := range exclusive {
		delete(values, key)
	}
	values["bots"] = list
	return values
}

func TestSeveralBotsAreRead(t *testing.T) {
	config, err := parse(withBots(t, twoBots), "")
	if err != nil {
		t.Fatal(err)
	}
	want := []host.Bot{
		{Name: "spot", Ledger: "sqlite:///srv/spot/trades.sqlite", LedgerGroup: "freqtrade", StartingBalance: "1000.5",
			APIURL: "http://127.0.0.1:8080", APIUsername: "freqtrader", APIPasswordFile: "/etc/freqtrade/spot.password"},
		{Name: "futures", Ledger: "postgres://dashboard@192.0.2.7:5432/futures", LedgerPasswordFile: "/etc/freqtrade/futures.password"},
	}
	if !reflect.DeepEqual(config.Site.Bots, want) {
		t.Errorf("read %+v, want %+v", config.Site.Bots, want)
	}
}

func TestMistakesInBots(t *testing.T) {
	const good = `"name":"a","ledger":"sqlite:///srv/a.sqlite"`
	const api = `"apiUrl":"http://127.0.0.1:8080","apiUsername":"u","apiPasswordFile":"/etc/p"`
	for list, want := range map[string]string{
		`x`:                                     `bots "x": want a list of bots, each with name and ledger, for example: ` + botsExample,
		`[{` + good + `,"x":1}]`:                `bots[0].x: no such key, want one of ` + strings.Join(botKeys, ", "),
		`[{` + good + `},{` + good + `}]`:       `bots[1].name "a": want each name once, for example: second`,
		`[{"ledger":"sqlite:///srv/a.sqlite"}]`: `bots[0].name "": want 1 to 32 lower-case letters, digits and hyphens, for example: main`,
		`[{"name":"a"}]`:                        `bots[0].ledger "": want sqlite:// and an absolute path of letters, digits, dots, hyphens and underscores, or postgres://, for example: ` + ledgerExample,
		`[{"name":"a","ledger":"postgres://u:secret@127.0.0.1/d"}]`:                                              `bots[0].ledger "postgres://…@127.0.0.1/d": ` + errNoAddress + `, for example: postgres://dashboard@127.0.0.1:5432/freqtrade`,
		`[{"name":"a","ledger":"postgres://u@db.example.com/d"}]`:                                                `bots[0].ledger "postgres://…@db.example.com/d": ` + errNoAddress + `, for example: postgres://dashboard@127.0.0.1:5432/freqtrade`,
		`[{"name":"a","ledger":"postgres:///d"}]`:                                                                `bots[0].ledger "postgres:///d": ` + errNoAddress + `, for example: postgres://dashboard@127.0.0.1:5432/freqtrade`,
		`[{` + good + `,"ledgerGroup":"docker"}]`:                                                                `bots[0].ledgerGroup "docker": want a group that gives no more than the ledger, for example: freqtrade`,
		`[{` + good + `,"startingBalance":"007"}]`:                                                               `bots[0].startingBalance "007": want an amount above 0, without a currency, for example: 1000.50`,
		`[{` + good + `,"ledgerPasswordFile":"secret"}]`:                                                         `bots[0].ledgerPasswordFile "secret": want the absolute path of a file on the host, for example: /etc/freqtrade/api.password`,
		`[{` + good + `,` + strings.Replace(api, "127.0.0.1", "192.0.2.1", 1) + `}]`:                             `bots[0].apiUrl "http://192.0.2.1:8080": want the bot's API on the host itself, by address and port, for example: http://127.0.0.1:8080`,
		`[{` + good + `,` + strings.Replace(api, `"u"`, `"u v"`, 1) + `}]`:                                       `bots[0].apiUsername "u v": want the user name of the bot's API, for example: freqtrader`,
		`[{` + good + `,` + strings.Replace(api, `"apiPasswordFile":"/etc/p"`, `"apiPasswordFile":""`, 1) + `}]`: `bots[0].apiPasswordFile "": want the file on the host with the password of the bot's API, which root alone may read, for example: /etc/freqtrade/api.password`,
	} {
		want = "the stack's configuration has 1 problem; nothing was touched\n  crypto-dashboard:" + want
		if _, err := parse(withBots(t, list), ""); err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", list, err, want)
		}
	}
}

func TestAListOfBotsStandsAlone(t *testing.T) {
	values := production(t)
	values["bots"] = twoBots
	want := `the stack's configuration has 3 problems; nothing was touched
  crypto-dashboard:ledger "sqlite:///home/trader/user_data/tradesv3.sqlite": want it in bots, since there is that list, for example: ` + botsExample + `
  crypto-dashboard:ledgerGroup "trader": want it in bots, since there is that list, for example: ` + botsExample + `
  crypto-dashboard:startingBalance "1000.50": want it in bots, since there is that list, for example: ` + botsExample
	if _, err := parse(values, ""); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// What passes the checks goes into a TOML file and a unit file as it is. Of an address, some of these are part.
func TestNothingOfABotHasAMeaningElsewhere(t *testing.T) {
	const bait = "\n\r\t\x00 ;{}#$%\\'\"`|<>()*!~,^"
	random := rand.New(rand.NewPCG(3, 4))
	for range 10000 {
		at := random.IntN(len(twoBots) + 1)
		values := withBots(t, twoBots[:at]+string(bait[random.IntN(len(bait))])+twoBots[at:])
		if config, err := parse(values, ""); err == nil && strings.ContainsAny(flat(config), bait) {
			t.Fatalf("%s was taken as %q", values["bots"], flat(config))
		}
	}
}
