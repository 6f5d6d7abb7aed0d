package pages

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"crypto-dashboard/app/ledger"
)

// nothing is what stands where the database has no value.
const nothing = "–"

// huge is where decimals end to mean anything, and a page would break.
const huge = 1e15

// decimals that a currency is counted in. Coins not listed get enough for the smallest stake.
var decimals = map[string]int{
	"USDT": 2, "USDC": 2, "BUSD": 2, "FDUSD": 2, "TUSD": 2, "DAI": 2, "USD": 2, "EUR": 2, "GBP": 2, "CHF": 2, "AUD": 2, "CAD": 2,
	"BTC": 8, "ETH": 6, "BNB": 5, "SOL": 4,
}

// money is an amount without its sign.
func money(value float64, currency string) string {
	digits, known := decimals[currency]
	if !known {
		digits = 8
	}
	return grouped(math.Abs(value), digits)
}

func moneyOrDash(n ledger.Number, currency string) string {
	if !n.Valid() {
		return nothing
	}
	if n < 0 {
		return minus + money(float64(n), currency)
	}
	return money(float64(n), currency)
}

const minus = "\u2212"

// signed puts the sign in front: gains and losses must not differ by colour alone. What is rounded to zero has none.
func signed(text string, value float64) string {
	if strings.Trim(text, "0.") == "" {
		return text
	}
	if value < 0 {
		return minus + text
	}
	return "+" + text
}

func gain(n ledger.Number, currency string) string {
	if !n.Valid() {
		return nothing
	}
	return signed(money(float64(n), currency), float64(n))
}

// percent is a ratio in percent, without sign and unit.
func percent(ratio float64) string { return grouped(math.Abs(ratio*100), 2) }

func percentOrDash(n ledger.Number) string {
	if !n.Valid() {
		return nothing
	}
	return signed(percent(float64(n)), float64(n)) + " %"
}

// grouped writes thousands apart; numbers too large for that in powers of ten.
func grouped(value float64, digits int) string {
	if value >= huge {
		return strconv.FormatFloat(value, 'e', 3, 64)
	}
	whole, rest, _ := strings.Cut(strconv.FormatFloat(value, 'f', digits, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}

// rate is a price: as many digits as its size needs.
func rate(n ledger.Number) string {
	size := math.Abs(float64(n))
	switch {
	case !n.Valid():
		return nothing
	case size >= 1000:
		return grouped(float64(n), 2)
	case size >= 1:
		return grouped(float64(n), 4)
	}
	return strconv.FormatFloat(float64(n), 'g', 6, 64)
}

func plain(value float64) string { return strconv.FormatFloat(value, 'g', 4, 64) }

func count(n int) string { return grouped(float64(n), 0) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "s") {
		return count(n) + " " + noun + "es"
	}
	return count(n) + " " + noun + "s"
}

func dash(text string) string {
	if text == "" {
		return nothing
	}
	return text
}

func minute(at time.Time) string {
	if at.IsZero() {
		return nothing
	}
	return at.UTC().Format("2006-01-02 15:04")
}

func shortDay(at time.Time) string { return at.UTC().Format("2 Jan 2006") }

// duration is rough: the two largest units.
func duration(span time.Duration) string {
	minutes := int(span.Minutes())
	switch {
	case span <= 0:
		return nothing
	case minutes < 1:
		return fmt.Sprintf("%d s", int(span.Seconds()))
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes < 48*60:
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
	return fmt.Sprintf("%d d %d h", minutes/1440, minutes/60%24)
}

func orUnknown(currency string) string {
	if currency == "" {
		return "unknown currency"
	}
	return currency
}

func join(parts []string) string { return strings.Join(parts, " · ") }
