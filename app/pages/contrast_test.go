package pages

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pairs are the colours of text and what it stands on; WCAG AA wants 4.5 for text. Marks (dots, borders that mean something) need 3.
var pairs = []struct {
	text, ground string
	least        float64
}{
	{"text", "ground", 4.5}, {"soft", "ground", 4.5}, {"faint", "ground", 4.5}, {"accent", "ground", 4.5}, {"warn", "ground", 4.5},
	{"text", "panel", 4.5}, {"soft", "panel", 4.5}, {"faint", "panel", 4.5}, {"accent", "panel", 4.5}, {"warn", "panel", 4.5},
	{"green", "panel", 4.5}, {"red", "panel", 4.5}, {"blue", "panel", 4.5}, {"orange", "panel", 4.5},
	{"text", "warn-ground", 4.5}, {"warn", "warn-ground", 4.5}, {"soft", "chip", 4.5}, {"text", "chip", 4.5}, {"faint", "chip", 4.5},
	{"green", "ground", 3}, {"red", "ground", 3},
}

var (
	rootRule = regexp.MustCompile(`(?s):root \{(.*?)\}`)
	variable = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)
)

func TestTextCanBeReadInBothThemes(t *testing.T) {
	css, err := os.ReadFile("assets/dashboard.css")
	if err != nil {
		t.Fatal(err)
	}
	rules := rootRule.FindAllStringSubmatch(string(css), -1)
	if len(rules) < 3 {
		t.Fatalf("%d sets of colours, want those of dark, light and print", len(rules))
	}
	for i, theme := range []string{"dark", "light", "print"} {
		colours := map[string]string{}
		for _, found := range variable.FindAllStringSubmatch(rules[i][1], -1) {
			colours[found[1]] = found[2]
		}
		for _, pair := range pairs {
			if theme == "print" && (colours[pair.text] == "" || colours[pair.ground] == "") {
				continue
			}
			if got := contrast(t, colours[pair.text], colours[pair.ground]); got < pair.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", theme, pair.text, pair.ground, got, pair.least)
			}
		}
	}
}

// contrast is WCAG's ratio of two colours.
func contrast(t *testing.T, first, second string) float64 {
	t.Helper()
	a, b := luminance(t, first), luminance(t, second)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	digits := strings.TrimPrefix(colour, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	whole, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		t.Fatalf("%q is no colour", colour)
	}
	linear := func(part uint64) float64 {
		share := float64(part&255) / 255
		if share <= 0.04045 {
			return share / 12.92
		}
		return math.Pow((share+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(whole>>16) + 0.7152*linear(whole>>8) + 0.0722*linear(whole)
}
