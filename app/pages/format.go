package pages

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// nothing is what stands where there is no value.
const nothing = "–"

// huge is where decimals end to mean anything, and a page would break.
const huge = 1e15

// decimals that a currency is counted in. Coins not listed get enough for the smallest stake.
var decimals = map[string]int{
	"USDT": 2, "USDC": 2, "BUSD": 2, "FDUSD": 2, "TUSD": 2, "DAI": 2, "USD": 2, "EUR": 2, "GBP": 2, "CHF": 2, "AUD": 2, "CAD": 2,
	"BTC": 8, "ETH": 6, "BNB": 5, "SOL": 4,
}

func digitsOf(currency string) int {
	if digits, known := decimals[currency]; known {
		return digits
	}
	return 8
}

// number is a figure as a number that may be missing.
func number(value figures.Value) ledger.Number {
	if !value.OK() {
		return ledger.Missing
	}
	return ledger.Number(value.Number)
}

// money is an amount without its sign.
func money(value float64, currency string) string {
	return grouped(math.Abs(value), digitsOf(currency))
}

func moneyOrDash(n ledger.Number, currency string) string {
	if !n.Valid() {
		return nothing
	}
	if text := money(float64(n), currency); n >= 0 {
		return text
	}
	return signed(money(float64(n), currency), float64(n))
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
func percent(ratio float64) string { return grouped(min(math.Abs(ratio)*100, math.MaxFloat64), 2) }

func percentOrDash(n ledger.Number) string {
	if !n.Valid() {
		return nothing
	}
	return signed(percent(float64(n)), float64(n)) + " %"
}

// share is a ratio that cannot be negative, in percent with its unit.
func share(n ledger.Number) string {
	if !n.Valid() {
		return nothing
	}
	return percent(float64(n)) + " %"
}

// grouped writes thousands apart; numbers too large for that in powers of ten.
func grouped(value float64, digits int) string {
	if value >= huge {
		return strconv.FormatFloat(value, 'e', 3, 64)
	}
	whole, rest, _ := strings.Cut(strconv.FormatFloat(value, 'f', digits, 64), ".")
	first := strings.IndexAny(whole, "0123456789")
	for i := len(whole) - 3; i > first; i -= 3 {
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

func count(n int) string {
	if n < 0 {
		return minus + grouped(float64(-n), 0)
	}
	return grouped(float64(n), 0)
}

func plural(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "s"):
		return count(n) + " " + noun + "es"
	}
	return count(n) + " " + noun + "s"
}

func dash(text string) string {
	if strings.TrimSpace(text) == "" {
		return nothing
	}
	return text
}

func minute(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") }

func day(at time.Time) string { return at.UTC().Format(time.DateOnly) }

func shortDay(at time.Time) string { return at.UTC().Format("2 Jan 2006") }

// duration is rough: the two largest units. The script counts on in the same form.
func duration(span time.Duration) string {
	minutes := int(span.Minutes())
	switch {
	case span <= 0:
		return "0 s"
	case minutes < 1:
		return fmt.Sprintf("%d s", int(span.Seconds()))
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes < 48*60:
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
	return fmt.Sprintf("%s d %d h", count(minutes/1440), minutes/60%24)
}

// seconds is the duration of so many seconds.
func seconds(n ledger.Number) string {
	if !n.Valid() || math.Abs(float64(n)) > 1e9 {
		return nothing
	}
	return duration(time.Duration(float64(n) * float64(time.Second)))
}

// humane is a word of freqtrade's without its underscores.
func humane(text string) string { return strings.ReplaceAll(text, "_", " ") }

func orUnknown(currency string) string {
	if currency == "" {
		return "unknown currency"
	}
	return currency
}

func join(parts []string) string { return strings.Join(parts, " · ") }
