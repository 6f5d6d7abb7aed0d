package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"path"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"crypto-dashboard/infra/host"
	"crypto-dashboard/infra/lab/machine"
)

const (
	domainExample = "dashboard.example.com"
)

var (
	hostName   = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	accountTag = regexp.MustCompile(`^[a-z_][a-z0-9_-]{0,31}$`)
	plainPath  = regexp.MustCompile(`^/[A-Za-z0-9._/-]*$`)
	amount     = regexp.MustCompile(`^(0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?$`)
	releaseID  = regexp.MustCompile(`^[0-9a-f]{12}$`)
)

// settleThrowAway gives the throw-away host's own values to what is not configured.
func (c *Config) settleThrowAway() {
	if len(c.Site.Bots) == 0 {
		c.Site.Bots = []host.Bot{{Name: "bot"}}
	}
	if first := &c.Site.Bots[0]; first.Ledger == "" {
		first.Ledger, first.LedgerGroup = "sqlite://"+machine.LedgerPath, machine.LedgerGroup
	}
	if len(c.Site.Allow) == 0 {
		c.Site.Allow = []string{labNetwork}
	}
	c.Architecture = runtime.GOARCH
}

func (r *reader) integer(key string, fallback, lowest, highest int) int {
	text := r.text(key)
	if text == "" {
		return fallback
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < lowest || number > highest || text != strconv.Itoa(number) {
		r.bad(key, fmt.Sprintf("want a whole number from %d to %d", lowest, highest), strconv.Itoa(fallback))
	}
	return number
}

func (r *reader) boolean(key string, fallback bool) bool {
	switch r.text(key) {
	case "":
		return fallback
	case "true", "false":
		return r.text(key) == "true"
	}
	r.bad(key, "want true or false", strconv.FormatBool(fallback))
	return fallback
}

func (r *reader) domain() string {
	domain := r.text("domain")
	if domain != "" && !isDomain(domain) {
		r.bad("domain", "want one lower-case host name or an IPv4 address", domainExample)
	}
	return domain
}

func (r *reader) architecture() string {
	switch architecture := r.text("architecture"); architecture {
	case "amd64", "arm64":
		return architecture
	case "":
	default:
		r.bad("architecture", "want amd64 or arm64", "amd64")
	}
	return "amd64"
}

func (r *reader) release() string {
	release := r.text("release")
	if release != "" && release != "previous" && !releaseID.MatchString(release) {
		r.bad("release", "want the 12 hex digits of a release the host has, or previous", "0123456789ab")
	}
	return release
}

func (r *reader) force() string {
	force := r.text("force")
	if force != "" && !releaseID.MatchString(force) {
		r.bad("force", "want the 12 hex digits of a release that failed", "0123456789ab")
	}
	return force
}

// confirmDefault: a throw-away host is on this machine, there is no outside.
func (r *reader) confirmDefault() int {
	if r.text("hosts") == "" {
		return 0
	}
	return 60
}

func (r *reader) allow() []string {
	var networks []string
	if text := r.text("allow"); text != "" {
		if err := json.Unmarshal([]byte(text), &networks); err != nil {
			r.bad("allow", "want a list of addresses and networks", `["10.8.0.0/24"]`)
		}
	}
	for i, network := range networks {
		if rule := networkRule(network); rule != "" {
			r.badAt("allow", fmt.Sprintf("allow[%d]", i), network, rule, "10.8.0.0/24")
		}
	}
	return networks
}

// networkRule is the rule that network breaks; empty if it breaks none.
func networkRule(network string) string {
	if address, err := netip.ParseAddr(network); err == nil && address.Zone() == "" {
		return ""
	}
	prefix, err := netip.ParsePrefix(network)
	if err != nil {
		return "want an address or a network"
	}
	if prefix != prefix.Masked() {
		return fmt.Sprintf("want a network without host bits, that is %s", prefix.Masked())
	}
	return ""
}

// isEverybody tells whether network leaves nobody out.
func isEverybody(network string) bool {
	prefix, err := netip.ParsePrefix(network)
	return err == nil && prefix.Bits() == 0
}

// isDomain accepts what Nginx can serve by name: no wildcard, no IPv6 address.
func isDomain(name string) bool {
	if address, err := netip.ParseAddr(name); err == nil {
		return address.Is4()
	}
	last := name[strings.LastIndex(name, ".")+1:]
	// A name that ends in a number is an address with a mistake in it.
	return len(name) <= 253 && hostName.MatchString(name) && strings.Trim(last, "0123456789") != ""
}

func isAddress(name string) bool { return isIPv6(name) || isDomain(name) }

func isIPv6(name string) bool {
	address, err := netip.ParseAddr(name)
	return err == nil && address.Is6() && address.Zone() == ""
}

func isPlainPath(name string) bool {
	return plainPath.MatchString(name) && path.Clean(name) == name && name != "/"
}
