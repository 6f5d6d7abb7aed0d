package charts

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Amounts is how a chart writes its values.
type Amounts struct {
	Unit   string // of all values: a currency, "%"
	Digits int    // after the decimal point
	Signed bool   // with a plus before gains: for sums of profits, not for balances
}

const minus = "\u2212"

// huge is where decimals end to mean anything.
const huge = 1e15

// text is a value as people read it, without its unit.
func (a Amounts) text(value float64) string {
	text := a.size(math.Abs(value))
	switch {
	case strings.Trim(text, "0.") == "":
		return text // what is rounded to zero has no sign
	case value < 0:
		return minus + text
	case a.Signed:
		return "+" + text
	}
	return text
}

// size is a value without sign. One too small for the digits is not written as zero.
func (a Amounts) size(value float64) string {
	switch {
	case value >= huge:
		return scientific(value, 3)
	case value != 0 && value < 0.5*math.Pow10(-a.Digits):
		return scientific(value, 2)
	}
	return grouped(value, a.Digits)
}

// full is a value with its unit.
func (a Amounts) full(value float64) string {
	if a.Unit == "" {
		return a.text(value)
	}
	return a.text(value) + " " + a.Unit
}

var exponentZero = regexp.MustCompile(`e([+-])0`)

// scientific writes the exponent as JavaScript does: without a leading zero.
func scientific(value float64, digits int) string {
	return exponentZero.ReplaceAllString(strconv.FormatFloat(value, 'e', digits, 64), "e$1")
}

// grouped writes thousands apart.
func grouped(value float64, digits int) string {
	whole, rest, _ := strings.Cut(decimal(value, digits), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}

// decimal rounds as charts.js does, and has zeros behind the digits that tell a number apart from its neighbours: more digits of
// its binary form say nothing.
func decimal(value float64, digits int) string {
	power := math.Pow10(digits)
	whole, rest, _ := strings.Cut(strconv.FormatFloat(math.Round(value*power)/power, 'f', -1, 64), ".")
	if digits == 0 {
		return whole
	}
	return whole + "." + rest[:min(len(rest), digits)] + strings.Repeat("0", max(0, digits-len(rest)))
}

// fixed is a coordinate: at most one decimal.
func fixed(value float64) string { return shortest(value, 1) }

// percent is a place across a drawing, given as a share of its width.
func percent(share float64) string { return shortest(share*100, 2) + "%" }

func shortest(value float64, digits int) string {
	text := strconv.FormatFloat(value, 'f', digits, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" || text == "" {
		return "0"
	}
	return text
}

func finite(value float64) bool { return !math.IsNaN(value) && !math.IsInf(value, 0) }
