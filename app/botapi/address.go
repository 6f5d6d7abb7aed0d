package botapi

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"syscall"
)

var errNotHere = errors.New("the address is not on this machine")

// base checks the address of a bot's API. The password that goes there gives all rights over the bot, so it never leaves this
// machine. The error does not repeat the address: somebody may have put the password into it.
func base(address string) (*url.URL, error) {
	parsed, err := url.Parse(address)
	switch {
	case err != nil || parsed.Host == "":
		return nil, errors.New("the API's address is no URL; example: http://127.0.0.1:8080")
	case parsed.User != nil:
		return nil, errors.New("the API's address holds a user name: give it and the password on their own")
	case parsed.Scheme != "http":
		return nil, fmt.Errorf("the API's address begins with %q: it must be http, the connection does not leave this machine", parsed.Scheme)
	case parsed.Path != "" && parsed.Path != "/" || parsed.RawQuery != "" || parsed.Fragment != "":
		return nil, errors.New("the API's address has more than host and port; example: http://127.0.0.1:8080")
	case !isLoopback(parsed.Hostname()):
		return nil, fmt.Errorf("the API's address is on %q: it must be 127.0.0.1, [::1] or localhost", parsed.Hostname())
	}
	return &url.URL{Scheme: "http", Host: parsed.Host, Path: "/api/v1/"}, nil
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.Unmap().IsLoopback()
}

// onlyHere refuses to connect when localhost turns out to be somewhere else.
func onlyHere(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "localhost" || !isLoopback(host) {
		return errNotHere
	}
	return nil
}
