package pages

import (
	"math"
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
)

func TestNumbersAreSignedAndBounded(t *testing.T) {
	cases := map[string]string{
		gain(5, "USDT"): "+5.00", gain(-1234.5, "USDT"): "−1,234.50", gain(-0.001, "USDT"): "0.00", gain(ledger.Missing, "USDT"): "–",
		gain(0.5, "XYZ"): "+0.50000000", percentOrDash(-0.0123): "−1.23 %", percentOrDash(math.MaxFloat64): "+1.798e+308 %",
		share(0.5): "50.00 %", moneyOrDash(-3, "EUR"): "−3.00", rate(0.00001234): "1.234e-05", rate(12.5): "12.5000", rate(104500): "104,500.00",
		count(-1234): "−1,234", plural(2, "loss"): "2 losses", plural(1, "trade"): "1 trade",
	}
	for got, wanted := range cases {
		if got != wanted {
			t.Errorf("%q, want %q", got, wanted)
		}
	}
}

func TestDurationsAreRough(t *testing.T) {
	for span, wanted := range map[time.Duration]string{
		0: "0 s", 59 * time.Second: "59 s", time.Minute: "1 min", 61 * time.Minute: "1 h 01 min", 47*time.Hour + 59*time.Minute: "47 h 59 min",
		49 * time.Hour: "2 d 1 h", 1500 * 24 * time.Hour: "1,500 d 0 h", -time.Hour: "0 s",
	} {
		if got := duration(span); got != wanted {
			t.Errorf("%v is %q, want %q", span, got, wanted)
		}
	}
}
