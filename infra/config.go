package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"crypto-dashboard/infra/host"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// namespace is the part before the colon of every key, which is the project's name.
const namespace = "crypto-dashboard"

// Config is a stack's configuration after all checks: its values may go into unit files, Nginx sites and shell commands.
type Config struct {
	// Servers are the hosts of the stack; none means a throw-away host on this machine.
	Servers    []Server
	PrivateKey string

	// Site is what the host files need. Its domain is empty if it is the throw-away host's address.
	Site         host.Site
	Architecture string
	Soak         int
	KeepReleases int
	// Confirm is how many seconds a host waits until this side has seen the release from outside; 0: not at all.
	Confirm int
	// Force is a release that failed on the hosts and is to be tried again.
	Force string
	// OverwriteDrift undoes what was edited on the hosts since the last release, AllowWeakerSandbox lets their drop-ins open the sandbox.
	OverwriteDrift     bool
	AllowWeakerSandbox bool
	// Release is a release the hosts already have, or "previous"; empty means what the sources make.
	Release string
}

// Server is one host of the configuration.
type Server struct {
	Address string
	HostKey string
	User    string
	Port    int
}

// keys lists every key of the namespace.
var keys = []string{
	"hosts", "privateKey", "privateKeyFile", "domain", "workers", "ledger", "ledgerGroup", "startingBalance", "bots",
	"proxyTimeout", "allow", "ipv6", "soak", "confirm", "force", "overwriteDrift", "allowWeakerSandbox", "keepReleases", "architecture", "release",
}

// loadConfig reads the stack's configuration from where Pulumi puts it for the program, and checks all of it.
func loadConfig(projectFolder string) (Config, error) {
	values, secrets := map[string]string{}, []string{}
	for variable, target := range map[string]any{pulumi.EnvConfig: &values, pulumi.EnvConfigSecretKeys: &secrets} {
		if text := os.Getenv(variable); text != "" {
			if err := json.Unmarshal([]byte(text), target); err != nil {
				return Config{}, fmt.Errorf("read the stack's configuration from %s: malformed JSON", variable)
			}
		}
	}
	return parseConfig(values, secrets, projectFolder)
}

// parseConfig checks everything and returns all problems in one error, one line for each. A relative privateKeyFile is looked
// up in folder.
func parseConfig(values map[string]string, secrets []string, folder string) (Config, error) {
	r := &reader{values: values, secrets: secrets}
	r.refuseUnknown()
	r.refuseMisplacedSecrets()
	config := Config{
		Servers:      r.servers(),
		Architecture: r.architecture(),
		Soak:         r.integer("soak", 10, 1, 600),
		KeepReleases: r.integer("keepReleases", 5, 2, 100),
		Release:      r.release(),
		Confirm:      r.integer("confirm", r.confirmDefault(), 0, 600),
		Force:        r.force(),

		OverwriteDrift:     r.boolean("overwriteDrift", false),
		AllowWeakerSandbox: r.boolean("allowWeakerSandbox", false),
		Site: host.Site{
			Domain:       r.domain(),
			Workers:      r.integer("workers", 2, 1, 64),
			Bots:         r.bots(),
			ProxyTimeout: r.integer("proxyTimeout", 120, 1, 3600),
			Allow:        r.allow(),
			IPv6:         r.boolean("ipv6", true),
		},
	}
	config.PrivateKey = r.privateKey(folder, len(config.Servers))
	config.settle(r)
	return config, r.failure()
}

// settle fills in what depends on whether the stack has servers of its own.
func (c *Config) settle(r *reader) {
	if r.text("hosts") == "" {
		c.settleThrowAway()
		return
	}
	if r.text("ledger") == "" && r.text("bots") == "" {
		r.missing("ledger", "the bot's database on the host", ledgerExample)
	}
	if r.text("domain") != "" {
		return
	}
	switch {
	case len(c.Servers) > 1:
		r.missing("domain", "the one name that all hosts serve", domainExample)
	case len(c.Servers) == 1:
		c.Site.Domain = c.Servers[0].Address
		if isIPv6(c.Site.Domain) {
			r.missing("domain", "a name, since the host's address is an IPv6 address", domainExample)
		}
	}
}

// failure joins the problems. The order is that of the keys, so that the same mistakes give the same text.
func (r *reader) failure() error {
	if len(r.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(r.problems, func(a, b problem) int { return slices.Index(keys, a.key) - slices.Index(keys, b.key) })
	lines := []error{fmt.Errorf("the stack's configuration has %s; nothing was touched", plural(len(r.problems), "problem"))}
	for _, problem := range r.problems {
		lines = append(lines, fmt.Errorf("  %s:%s", namespace, problem.text))
	}
	return errors.Join(lines...)
}

func plural(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", count, noun)
}
