package settings

import (
	"math"
	"net/netip"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const durationRule = "must be a time from 1ms to 1h with its unit"

// isLoopback: without a login the page is for this machine, and for who comes through a proxy or a tunnel.
func isLoopback(value string) bool {
	address, err := netip.ParseAddrPort(value)
	return err == nil && address.Addr().IsLoopback()
}

func isAbsolute(value string) bool {
	return filepath.IsAbs(value) && !strings.HasSuffix(value, "/") && !strings.Contains(value, "\x00")
}

var name = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func isName(value string) bool { return name.MatchString(value) }

func setLedger(s *Settings, value string) (ok bool) {
	s.Bots[0].Ledger, ok = ledgerURL(value)
	return ok
}

var amount = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

func setBalance(s *Settings, value string) bool {
	balance, err := strconv.ParseFloat(value, 64)
	s.Bots[0].StartingBalance, s.Bots[0].HasBalance = balance, true
	return err == nil && amount.MatchString(value) && balance > 0 && !math.IsInf(balance, 0)
}

func setWorker(s *Settings, value string) (ok bool) {
	s.Worker, ok = smallNumber(value)
	return ok
}

func setWorkers(s *Settings, value string) (ok bool) {
	s.Workers, ok = smallNumber(value)
	return ok
}

func smallNumber(value string) (number int, ok bool) {
	number, err := strconv.Atoi(value)
	return number, err == nil && number >= 1 && number <= 64 && strconv.Itoa(number) == value
}

func duration(field func(*Settings) *time.Duration) func(*Settings, string) bool {
	return func(s *Settings, value string) bool {
		span, err := time.ParseDuration(value)
		*field(s) = span
		return err == nil && span >= time.Millisecond && span <= time.Hour
	}
}
