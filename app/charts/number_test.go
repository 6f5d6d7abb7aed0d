package charts

import (
	"math"
	"strings"
	"testing"
)

func TestAmountsAsPeopleReadThem(t *testing.T) {
	signed, plain, coins := Amounts{Digits: 2, Signed: true}, Amounts{Digits: 2}, Amounts{Digits: 8}
	cases := []struct {
		amounts Amounts
		value   float64
		text    string
	}{
		{signed, 1234.5, "+1,234.50"}, {signed, -1234567.891, "−1,234,567.89"}, {signed, 0, "0.00"}, {plain, 1234.5, "1,234.50"},
		{plain, -0.5, "−0.50"}, {coins, 0.00012345, "0.00012345"}, {plain, 0.125, "0.13"}, {coins, 999999999.99, "999,999,999.99000000"}, {signed, 1e308, "+1.000e+308"}, {plain, -1e-12, "−1.00e-12"},
		{plain, 1e-7, "1.00e-7"}, {signed, 999, "+999.00"}, {Amounts{Signed: true}, 1000, "+1,000"}, {signed, -0.001, "−1.00e-3"},
		{signed, math.Copysign(0, -1), "0.00"},
	}
	for _, c := range cases {
		if text := c.amounts.text(c.value); text != c.text {
			t.Errorf("%v is written %q, want %q", c.value, text, c.text)
		}
	}
	if text := usdt.full(3); text != "+3.00 USDT" {
		t.Errorf("with its unit an amount is %q", text)
	}
}

func TestCoordinatesAreShort(t *testing.T) {
	for value, want := range map[float64]string{12.345: "12.3", 12: "12", -0.01: "0", 0.96: "1"} {
		if text := fixed(value); text != want {
			t.Errorf("%v is written %q, want %q", value, text, want)
		}
	}
	if text := percent(1.0 / 3); text != "33.33%" {
		t.Errorf("a third of the width is %q", text)
	}
}

// Whole numbers of a grain are exact where the digits are, and never too large to count.
func TestGrains(t *testing.T) {
	for _, c := range []struct {
		largest, value float64
		digits         int
		power          grain
		whole          float64
	}{
		{1000, 123.45, 2, -2, 12345}, {1000, -0.29, 2, -2, -29}, {1, 0.00000003, 8, -8, 3}, {1e308, 1e308, 2, 294, 1e14}, {1e-12, 1e-12, 2, -16, 1e4},
		{0, 0, 2, -2, 0}, {5e-324, 5e-324, 2, -300, 0}, {1e14, 1e14, 8, -1, 1e15},
	} {
		power := grainOf(c.largest, c.digits)
		if whole := power.whole(c.value); power != c.power || whole != c.whole {
			t.Errorf("%v among values up to %v is %v of 10^%d, want %v of 10^%d", c.value, c.largest, whole, power, c.whole, c.power)
		}
	}
}

func TestUnitsAndNotesAreEscaped(t *testing.T) {
	const bad = `<script>alert("1")</script>`
	for _, html := range others([]float64{1, -2, 3}, Amounts{Unit: bad}) {
		if strings.Contains(string(html), "<script") {
			t.Errorf("a script is in the page: %s", html)
		}
	}
	equity := Equity{ID: "e", Title: bad, Name: bad, Note: bad, Amounts: Amounts{Unit: bad}, Points: curve(9, 1)}
	if html := equity.HTML() + equity.Table(3).HTML(); strings.Contains(string(html), "<script") {
		t.Errorf("a script is in the page: %s", html)
	}
}
