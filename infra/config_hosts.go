package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"
)

const hostKeyExample = "the line that `ssh-keyscan -t ed25519 ADDRESS` prints, without its first word: ssh-ed25519 AAAA…"

// serverKeys lists every key of a host.
var serverKeys = []string{"address", "hostKey", "user", "port"}

func (r *reader) servers() []Server {
	text := r.text("hosts")
	if text == "" {
		return nil
	}
	var entries []map[string]any
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		r.bad("hosts", "want a list of hosts, each with address and hostKey", `pulumi config set --path 'crypto-dashboard:hosts[0].address' 203.0.113.7`)
		return nil
	}
	var servers []Server
	for i, entry := range entries {
		server := r.server(fmt.Sprintf("hosts[%d]", i), entry)
		if slices.ContainsFunc(servers, func(other Server) bool { return other.Address == server.Address }) && server.Address != "" {
			r.badAt("hosts", fmt.Sprintf("hosts[%d].address", i), server.Address, "want each host once", "203.0.113.8")
		}
		servers = append(servers, server)
	}
	return servers
}

func (r *reader) server(at string, entry map[string]any) Server {
	for _, key := range slices.Sorted(maps.Keys(entry)) {
		if !slices.Contains(serverKeys, key) {
			r.add("hosts", fmt.Sprintf("%s.%s: no such key%s", at, key, suggestion(key, serverKeys)))
		}
	}
	server := Server{Address: field(entry, "address"), HostKey: strings.TrimSpace(field(entry, "hostKey")), User: field(entry, "user")}
	if !isAddress(server.Address) {
		r.badAt("hosts", at+".address", server.Address, "want a lower-case host name or an IP address", "203.0.113.7")
	}
	r.hostKey(at, server.HostKey)
	if server.User == "" {
		server.User = "root"
	}
	if !accountTag.MatchString(server.User) {
		r.badAt("hosts", at+".user", server.User, "want the name of a user on the host", "root")
	}
	server.Port = r.port(at, field(entry, "port"))
	return server
}

// hostKey checks a public key. Its value is never shown: what is pasted by mistake may be the private one.
func (r *reader) hostKey(at, line string) {
	_, _, options, rest, err := ssh.ParseAuthorizedKey([]byte(line))
	switch {
	case strings.Contains(line, "PRIVATE KEY") || strings.Contains(line, "b3BlbnNzaC1rZXk"):
		r.add("hosts", at+".hostKey (not shown): this is a private key, want the host's public key; "+hostKeyExample)
	case line == "":
		r.add("hosts", at+".hostKey is missing: want the host's public key, so that no other host can answer for it; "+hostKeyExample)
	case strings.HasPrefix(line, "SHA256:") || strings.HasPrefix(line, "MD5:"):
		r.add("hosts", at+".hostKey (not shown): this is a fingerprint, want the whole public key; "+hostKeyExample)
	case err != nil || len(options) > 0 || len(rest) > 0:
		r.add("hosts", at+".hostKey (not shown): want one public key in OpenSSH's format; "+hostKeyExample)
	}
}

func (r *reader) port(at, text string) int {
	if text == "" {
		return 22
	}
	port, err := strconv.Atoi(text)
	if err != nil || port < 1 || port > 65535 {
		r.badAt("hosts", at+".port", text, "want a whole number from 1 to 65535", "22")
	}
	return port
}

// field reads a string or a number; both can be what a YAML file or `pulumi config set` made of the operator's text.
func field(entry map[string]any, key string) string {
	switch value := entry[key].(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return fmt.Sprint(value)
	}
}

// privateKey returns the key that opens the hosts, from the configuration or from a file of the operator's. It is never shown.
func (r *reader) privateKey(folder string, hosts int) string {
	text, file := r.text("privateKey"), r.text("privateKeyFile")
	if text != "" && !slices.Contains(r.secrets, namespace+":privateKey") {
		r.add("privateKey", "privateKey (not shown): stands in the stack's file in clear; run: "+
			"pulumi config set --secret crypto-dashboard:privateKey < KEYFILE")
	}
	switch {
	case r.text("hosts") == "":
		r.keyWithoutHosts(text, file)
		return ""
	case text != "" && file != "":
		r.add("privateKeyFile", fmt.Sprintf("privateKeyFile %s: there is a privateKey too; want one of them", shown(file)))
	case file != "":
		text = r.readKey(folder, file)
	case text == "" && hosts > 0:
		r.missing("privateKey", "the key that opens the hosts, here or as privateKeyFile",
			"pulumi config set --secret crypto-dashboard:privateKey < ~/.ssh/id_ed25519")
	}
	if text == "" {
		return ""
	}
	if _, err := ssh.ParseRawPrivateKey([]byte(text)); err != nil {
		r.add("privateKey", "privateKey (not shown): want a private key in OpenSSH's format without a passphrase; for example: "+
			"pulumi config set --secret crypto-dashboard:privateKey < ~/.ssh/id_ed25519")
	}
	return text
}

func (r *reader) keyWithoutHosts(text, file string) {
	if text != "" {
		r.add("privateKey", "privateKey (not shown): opens nothing, since crypto-dashboard:hosts is not set")
	}
	if file != "" {
		r.add("privateKeyFile", fmt.Sprintf("privateKeyFile %s: opens nothing, since crypto-dashboard:hosts is not set", shown(file)))
	}
}

func (r *reader) readKey(folder, file string) string {
	if rest, found := strings.CutPrefix(file, "~/"); found {
		folder, file = os.Getenv("HOME"), rest
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(folder, file)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		r.bad("privateKeyFile", "want a file that can be read", "~/.ssh/id_ed25519")
	}
	return string(content)
}
