package main

import (
	"crypto/ed25519"
	"encoding/pem"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"crypto-dashboard/infra/host"

	"golang.org/x/crypto/ssh"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKkFhd90hCEL2AcNcS3bG2SG/66R6J/si2BDxDl1XewB"

// production is a complete configuration of one server. The rest of the file breaks it, one rule at a time.
func production(t *testing.T) map[string]string {
	return map[string]string{
		"hosts":      `[{"address":"203.0.113.7","hostKey":"` + publicKey + `","user":"deploy","port":2222}]`,
		"privateKey": newPrivateKey(t),
		"ledger":     "sqlite:///home/trader/user_data/tradesv3.sqlite", "ledgerGroup": "trader", "startingBalance": "1000.50",
		"domain": "bot.example.com", "workers": "4", "proxyTimeout": "60", "allow": `["10.8.0.0/24","2001:db8::1"]`, "ipv6": "false",
		"soak": "20", "confirm": "30", "force": "0123456789ab", "overwriteDrift": "true", "allowWeakerSandbox": "true", "keepReleases": "3", "architecture": "arm64", "release": "previous",
	}
}

func TestConfigurationIsRead(t *testing.T) {
	values := production(t)
	config, err := parse(values, "")
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Servers: []Server{{"203.0.113.7", publicKey, "deploy", 2222}}, PrivateKey: values["privateKey"],
		Site: host.Site{
			Domain: "bot.example.com", Workers: 4,
			Bots:         []host.Bot{{Name: "bot", Ledger: values["ledger"], LedgerGroup: "trader", StartingBalance: "1000.50"}},
			ProxyTimeout: 60, Allow: []string{"10.8.0.0/24", "2001:db8::1"},
		},
		Architecture: "arm64", Soak: 20, Confirm: 30, Force: "0123456789ab", OverwriteDrift: true, AllowWeakerSandbox: true, KeepReleases: 3, Release: "previous",
	}
	if !reflect.DeepEqual(config, want) {
		t.Errorf("read %+v, want %+v", config, want)
	}
}

func TestAStackWithoutAnyConfigurationIsAThrowAwayHost(t *testing.T) {
	// As Pulumi fills in the defaults of Pulumi.yaml.
	config, err := parse(map[string]string{"hosts": "[]", "allow": "[]", "privateKey": "", "domain": ""}, "")
	want := Config{
		Site: host.Site{
			Bots:    []host.Bot{{Name: "bot", Ledger: "sqlite:///srv/freqtrade/user_data/tradesv3.dryrun.sqlite", LedgerGroup: "freqtrade"}},
			Workers: 2, ProxyTimeout: 120, Allow: []string{"198.18.0.0/15"}, IPv6: true,
		},
		Architecture: runtime.GOARCH, Soak: 10, KeepReleases: 5,
	}
	if err != nil || !reflect.DeepEqual(config, want) {
		t.Errorf("read %+v, %v, want %+v", config, err, want)
	}
}

func TestTheOnlyHostsAddressIsTheDomain(t *testing.T) {
	values := production(t)
	delete(values, "domain")
	if config, err := parse(values, ""); err != nil || config.Site.Domain != "203.0.113.7" {
		t.Errorf("domain %q, %v", config.Site.Domain, err)
	}
}

func TestThePrivateKeyMayBeInAFile(t *testing.T) {
	values, folder := production(t), t.TempDir()
	key := values["privateKey"]
	delete(values, "privateKey")
	if err := os.WriteFile(filepath.Join(folder, "key"), []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", folder)
	for _, file := range []string{"key", "~/key", filepath.Join(folder, "key")} {
		values["privateKeyFile"] = file
		if config, err := parse(values, folder); err != nil || config.PrivateKey != key {
			t.Errorf("privateKeyFile %q: %v", file, err)
		}
	}
}

// Every rule, and the whole line an operator gets for breaking it.
func TestOneMistakeIsOneLine(t *testing.T) {
	host := func(fields string) string {
		return `[{"address":"203.0.113.7","hostKey":"` + publicKey + `"` + fields + `}]`
	}
	address := func(text string) string { return `[{"address":"` + text + `","hostKey":"` + publicKey + `"}]` }
	hostKey := func(text string) string { return `[{"address":"203.0.113.7","hostKey":"` + text + `"}]` }
	ledgerRule := `: want sqlite:// and an absolute path of letters, digits, dots, hyphens and underscores, or postgres://, for example: ` + ledgerExample
	domainRule := `: want one lower-case host name or an IPv4 address, for example: dashboard.example.com`
	addressRule := `: want a lower-case host name or an IP address, for example: 203.0.113.7`
	releaseRule := `: want the 12 hex digits of a release the host has, or previous, for example: 0123456789ab`
	mistakes := []struct{ key, value, want string }{
		{"workers", "0", `workers "0": want a whole number from 1 to 64, for example: 2`},
		{"workers", "65", `workers "65": want a whole number from 1 to 64, for example: 2`},
		{"workers", "many", `workers "many": want a whole number from 1 to 64, for example: 2`},
		{"workers", "+2", `workers "+2": want a whole number from 1 to 64, for example: 2`},
		{"proxyTimeout", "60s", `proxyTimeout "60s": want a whole number from 1 to 3600, for example: 120`},
		{"soak", "0", `soak "0": want a whole number from 1 to 600, for example: 10`},
		{"confirm", "-1", `confirm "-1": want a whole number from 0 to 600, for example: 60`},
		{"force", "yes", `force "yes": want the 12 hex digits of a release that failed, for example: 0123456789ab`},
		{"keepReleases", "1", `keepReleases "1": want a whole number from 2 to 100, for example: 5`},
		{"ipv6", "yes", `ipv6 "yes": want true or false, for example: true`},
		{"architecture", "x86_64", `architecture "x86_64": want amd64 or arm64, for example: amd64`},
		{"release", "latest", `release "latest"` + releaseRule},
		{"release", "0123456789AB", `release "0123456789AB"` + releaseRule},
		{"domain", "Bot.example.com", `domain "Bot.example.com"` + domainRule},
		{"domain", "*.example.com", `domain "*.example.com"` + domainRule},
		{"domain", "a.example.com b.example.com", `domain "a.example.com b.example.com"` + domainRule},
		{"domain", "x; return 200", `domain "x; return 200"` + domainRule},
		{"domain", "bot.example.com\n", `domain "bot.example.com\n"` + domainRule},
		{"domain", "203.0.113", `domain "203.0.113"` + domainRule},
		{"domain", "2001:db8::1", `domain "2001:db8::1"` + domainRule},
		{"domain", strings.Repeat("a.", 127) + "com", `domain "` + strings.Repeat("a.", 40) + `"…` + domainRule},
		{"ledger", "", `ledger is missing: want the bot's database on the host, for example: ` + ledgerExample},
		{"ledger", "/srv/x.sqlite", `ledger "/srv/x.sqlite"` + ledgerRule},
		{"ledger", "sqlite://srv/x.sqlite", `ledger "sqlite://srv/x.sqlite"` + ledgerRule},
		{"ledger", "sqlite:////srv/x.sqlite", `ledger "sqlite:////srv/x.sqlite"` + ledgerRule},
		{"ledger", "sqlite:///srv/../etc/x", `ledger "sqlite:///srv/../etc/x"` + ledgerRule},
		{"ledger", "sqlite:///srv/a b", `ledger "sqlite:///srv/a b"` + ledgerRule},
		{"ledger", "sqlite:///srv/%h", `ledger "sqlite:///srv/%h"` + ledgerRule},
		{"ledger", "sqlite:///srv/", `ledger "sqlite:///srv/"` + ledgerRule},
		{"ledger", "sqlite:///tmp/x", `ledger "sqlite:///tmp/x": want a file outside of /tmp, /var/tmp, /dev, /proc, /sys, /run, /boot, /etc, ` +
			`/opt/crypto-dashboard, /var/lib/dashctl, /var/log/crypto-dashboard, for example: ` + ledgerExample},
		{"ledger", "sqlite:///home/joe/x.sqlite", `ledger "sqlite:///home/joe/x.sqlite": want a folder of its own: the workers see the folder that the file is in, ` +
			`and this is somebody's whole home, for example: ` + ledgerExample},
		{"ledgerGroup", "a b", `ledgerGroup "a b": want the name of a group on the host, for example: freqtrade`},
		{"ledgerGroup", "docker", `ledgerGroup "docker": want a group that gives no more than the ledger, for example: freqtrade`},
		{"startingBalance", "1,000", `startingBalance "1,000": want an amount above 0, without a currency, for example: 1000.50`},
		{"startingBalance", "0.00", `startingBalance "0.00": want an amount above 0, without a currency, for example: 1000.50`},
		{"allow", "10.8.0.0/24", `allow "10.8.0.0/24": want a list of addresses and networks, for example: ["10.8.0.0/24"]`},
		{"allow", `["all"]`, `allow[0] "all": want an address or a network, for example: 10.8.0.0/24`},
		{"allow", `["::1","10.0.0.0/33"]`, `allow[1] "10.0.0.0/33": want an address or a network, for example: 10.8.0.0/24`},
		{"allow", `["10.0.0.5/8"]`, `allow[0] "10.0.0.5/8": want a network without host bits, that is 10.0.0.0/8, for example: 10.8.0.0/24`},
		{"allow", `["fe80::1%eth0"]`, `allow[0] "fe80::1%eth0": want an address or a network, for example: 10.8.0.0/24`},
		{"hosts", "203.0.113.7", `hosts "203.0.113.7": want a list of hosts, each with address and hostKey, for example: ` +
			`pulumi config set --path 'crypto-dashboard:hosts[0].address' 203.0.113.7`},
		{"hosts", address("deploy@203.0.113.7"), `hosts[0].address "deploy@203.0.113.7"` + addressRule},
		{"hosts", address("-oProxyCommand=id"), `hosts[0].address "-oProxyCommand=id"` + addressRule},
		{"hosts", `[{"hostKey":"` + publicKey + `"}]`, `hosts[0].address ""` + addressRule},
		{"hosts", host(`,"user":"$(id)"`), `hosts[0].user "$(id)": want the name of a user on the host, for example: root`},
		{"hosts", host(`,"user":"-x"`), `hosts[0].user "-x": want the name of a user on the host, for example: root`},
		{"hosts", host(`,"port":65536`), `hosts[0].port "65536": want a whole number from 1 to 65535, for example: 22`},
		{"hosts", host(`,"port":22.5`), `hosts[0].port "22.5": want a whole number from 1 to 65535, for example: 22`},
		{"hosts", host(`,"hostkey":"x"`), `hosts[0].hostkey: no such key, did you mean hostKey?`},
		{"hosts", hostKey(""), `hosts[0].hostKey is missing: want the host's public key, so that no other host can answer for it; ` + hostKeyExample},
		{"hosts", hostKey("SHA256:abc"), `hosts[0].hostKey (not shown): this is a fingerprint, want the whole public key; ` + hostKeyExample},
		{"hosts", hostKey("ssh-ed25519 AAAA"), `hosts[0].hostKey (not shown): want one public key in OpenSSH's format; ` + hostKeyExample},
		{"hosts", hostKey("203.0.113.7 " + publicKey), `hosts[0].hostKey (not shown): want one public key in OpenSSH's format; ` + hostKeyExample},
		{"hosts", hostKey(publicKey + `\n` + publicKey), `hosts[0].hostKey (not shown): want one public key in OpenSSH's format; ` + hostKeyExample},
		{"hosts", host(`},{"address":"203.0.113.7","hostKey":"` + publicKey + `"`),
			`hosts[1].address "203.0.113.7": want each host once, for example: 203.0.113.8`},
		{"privateKey", "", `privateKey is missing: want the key that opens the hosts, here or as privateKeyFile, for example: ` +
			`pulumi config set --secret crypto-dashboard:privateKey < ~/.ssh/id_ed25519`},
		{"privateKey", "hunter2", `privateKey (not shown): want a private key in OpenSSH's format without a passphrase; for example: ` +
			`pulumi config set --secret crypto-dashboard:privateKey < ~/.ssh/id_ed25519`},
		{"privateKeyFile", "~/.ssh/id", `privateKeyFile "~/.ssh/id": there is a privateKey too; want one of them`},
		{"worker", "2", `worker: no such key, did you mean workers?`},
		{"host", "[]", `host: no such key, did you mean hosts?`},
		{"something", "x", `something: no such key, want one of ` + strings.Join(keys, ", ")},
	}
	for _, mistake := range mistakes {
		values := production(t)
		values[mistake.key] = mistake.value
		want := "the stack's configuration has 1 problem; nothing was touched\n  crypto-dashboard:" + mistake.want
		if _, err := parse(values, ""); err == nil || err.Error() != want {
			t.Errorf("%s = %q:\n got %v\nwant %s", mistake.key, mistake.value, err, want)
		}
	}
}

func TestMistakesThatNeedMoreThanOneKey(t *testing.T) {
	two := `[{"address":"a.example.com","hostKey":"` + publicKey + `"},{"address":"b.example.com","hostKey":"` + publicKey + `"}]`
	for want, change := range map[string]map[string]string{
		`domain is missing: want the one name that all hosts serve, for example: dashboard.example.com`: {"hosts": two, "domain": ""},
		`domain is missing: want a name, since the host's address is an IPv6 address, for example: dashboard.example.com`: {
			"hosts": `[{"address":"2001:db8::7","hostKey":"` + publicKey + `"}]`, "domain": ""},
		`privateKey (not shown): opens nothing, since crypto-dashboard:hosts is not set`:        {"hosts": ""},
		`privateKeyFile "key": opens nothing, since crypto-dashboard:hosts is not set`:          {"hosts": "", "privateKey": "", "privateKeyFile": "key"},
		`privateKeyFile "nofile": want a file that can be read, for example: ~/.ssh/id_ed25519`: {"privateKey": "", "privateKeyFile": "nofile"},
	} {
		values := production(t)
		maps.Copy(values, change)
		want = "the stack's configuration has 1 problem; nothing was touched\n  crypto-dashboard:" + want
		if _, err := parse(values, t.TempDir()); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestAllMistakesAreNamedInOneError(t *testing.T) {
	_, err := parse(map[string]string{
		"workers": "many", "hosts": `[{"address":"x y"}]`, "ledgr": "x", "soak": "-1", "allow": `["x"]`, "privateKey": "hunter2",
	}, "")
	want := `the stack's configuration has 8 problems; nothing was touched
  crypto-dashboard:ledgr: no such key, did you mean ledger?
  crypto-dashboard:hosts[0].address "x y": want a lower-case host name or an IP address, for example: 203.0.113.7
  crypto-dashboard:hosts[0].hostKey is missing: want the host's public key, so that no other host can answer for it; ` + hostKeyExample + `
  crypto-dashboard:privateKey (not shown): want a private key in OpenSSH's format without a passphrase; for example: pulumi config set --secret crypto-dashboard:privateKey < ~/.ssh/id_ed25519
  crypto-dashboard:workers "many": want a whole number from 1 to 64, for example: 2
  crypto-dashboard:ledger is missing: want the bot's database on the host, for example: sqlite:///srv/freqtrade/user_data/tradesv3.sqlite
  crypto-dashboard:allow[0] "x": want an address or a network, for example: 10.8.0.0/24
  crypto-dashboard:soak "-1": want a whole number from 1 to 600, for example: 10`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestNoSecretIsEverShown(t *testing.T) {
	key := newPrivateKey(t)
	body := strings.Split(key, "\n")[1]
	for name, change := range map[string]string{
		"hosts": `[{"address":"x","hostKey":"` + strings.ReplaceAll(key, "\n", `\n`) + `"}]`, "domain": key, "ledger": body,
		"privateKeyFile": key, "privateKey": strings.Replace(key, "A", "", 1), "pivateKey": key, "allow": `["` + body + `"]`,
	} {
		values := production(t)
		values[name] = change
		_, err := parse(values, "")
		if err == nil || strings.Contains(err.Error(), body[:20]) {
			t.Errorf("the error for a key pasted as %s: %v", name, err)
		}
	}
}

func TestSecretsStandWhereSecretsBelong(t *testing.T) {
	values := map[string]string{}
	for key, value := range production(t) {
		values[namespace+":"+key] = value
	}
	_, err := parseConfig(values, []string{namespace + ":ledger"}, "")
	want := `the stack's configuration has 2 problems; nothing was touched
  crypto-dashboard:privateKey (not shown): stands in the stack's file in clear; run: pulumi config set --secret crypto-dashboard:privateKey < KEYFILE
  crypto-dashboard:ledger (secret): stands in clear on the host; set it without --secret`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// What passes the checks goes into unit files, Nginx sites and shell text as it is.
func TestNothingWithAMeaningElsewherePasses(t *testing.T) {
	const bait = "\n\r\t\x00 ;{}#$%\\'\"`|&<>()*?!~,=@^[]"
	random := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		for _, key := range []string{"domain", "ledger", "ledgerGroup", "startingBalance", "release", "architecture", "workers", "allow", "hosts"} {
			value := production(t)[key]
			at := random.IntN(len(value) + 1)
			bad := value[:at] + string(bait[random.IntN(len(bait))]) + value[at:]
			values := production(t)
			values[key] = bad
			config, err := parse(values, "")
			if err == nil && strings.ContainsAny(flat(config), bait) {
				t.Fatalf("%s = %q was taken as %q", key, bad, flat(config))
			}
		}
	}
}

// flat is all text of a configuration that ends up on the host or in a command.
func flat(config Config) string {
	parts := append([]string{config.Site.Domain, config.Architecture, config.Release}, config.Site.Allow...)
	for _, bot := range config.Site.Bots {
		parts = append(parts, bot.Name, bot.Ledger, bot.LedgerGroup, bot.LedgerPasswordFile, bot.StartingBalance, bot.APIURL,
			bot.APIUsername, bot.APIPasswordFile)
	}
	for _, server := range config.Servers {
		parts = append(parts, server.Address, server.User)
	}
	return strings.Join(parts, "")
}

// parse reads values the way Pulumi hands them over, with the private key as a secret.
func parse(values map[string]string, folder string) (Config, error) {
	full := map[string]string{}
	for key, value := range values {
		full[namespace+":"+key] = value
	}
	return parseConfig(full, []string{namespace + ":privateKey"}, folder)
}

var privateKeyText string

func newPrivateKey(t *testing.T) string {
	t.Helper()
	if privateKeyText == "" {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		block, err := ssh.MarshalPrivateKey(key, "test")
		if err != nil {
			t.Fatal(err)
		}
		privateKeyText = string(pem.EncodeToMemory(block))
	}
	return privateKeyText
}
