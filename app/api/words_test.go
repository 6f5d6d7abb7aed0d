package api

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
)

// The expected texts are those of the Python library that freqtrade uses.
func TestHumanized(t *testing.T) {
	const day = 24 * time.Hour
	now := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	for age, want := range map[time.Duration]string{
		-time.Hour: "now", 0: "now", 999 * time.Millisecond: "now", time.Second: "a second ago", 59 * time.Second: "59 seconds ago",
		time.Minute: "a minute ago", 119 * time.Second: "a minute ago", 2 * time.Minute: "2 minutes ago", 59 * time.Minute: "59 minutes ago",
		time.Hour: "an hour ago", 2 * time.Hour: "2 hours ago", 23 * time.Hour: "23 hours ago", day: "a day ago", 30 * day: "30 days ago",
		31 * day: "a month ago", 61 * day: "2 months ago", 364 * day: "11 months ago", 365 * day: "a year ago", 366 * day: "1 year, 1 day ago",
		367 * day: "1 year, 2 days ago", 396 * day: "1 year, 1 month ago", 430 * day: "1 year, 2 months ago", 800 * day: "2 years ago",
	} {
		if got := humanized(now.Add(-age), now); got != want {
			t.Errorf("%v is %q, want %q", age, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	for span, want := range map[time.Duration]string{0: "0:00:00", 59 * time.Second: "0:00:59", 3661 * time.Second: "1:01:01",
		86399 * time.Second: "23:59:59", 86400 * time.Second: "1 day, 0:00:00", 183845 * time.Second: "2 days, 3:04:05"} {
		if got := clock(span); got != want {
			t.Errorf("%v is %q, want %q", span, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for value, want := range map[float64]string{0: "0", 1.5: "1.5", -0.1: "-0.1", 1e-7: "1e-07", 1e21: "1e+21", 123456789.123: "123456789.123",
		math.MaxFloat64: "1.7976931348623157e+308", math.Inf(1): "null", math.Inf(-1): "null", 5e-324: "5e-324"} {
		got, err := json.Marshal(number(value))
		if err != nil || string(got) != want {
			t.Errorf("%v is written %s, %v; want %s", value, got, err, want)
		}
	}
	if got, err := json.Marshal(unknown); err != nil || string(got) != "null" {
		t.Errorf("nothing is written %s, %v", got, err)
	}
}

// The expected numbers are Python's: round(2.675, 2) is 2.67, as the float is a little below.
func TestRounding(t *testing.T) {
	for value, want := range map[number]number{2.675: 2.67, 0.125: 0.12, 0.375: 0.38, -1.005: -1, 1e300: 1e300, 0.005: 0.01, 1.005: 1} {
		if got := value.rounded(2); got != want {
			t.Errorf("%v is rounded to %v, want %v", value, got, want)
		}
	}
	if number(math.Inf(1)).rounded(2).known() || unknown.percent().known() {
		t.Error("what is no number was rounded to one")
	}
}

func TestTimesAreRoundedDown(t *testing.T) {
	at := ledger.At(time.Date(1969, 12, 31, 23, 59, 59, 999_500_000, time.UTC))
	if got := *milliseconds(at); got != -1 {
		t.Errorf("half a millisecond before 1970 is %d", got)
	}
	if got := *printed(at); got != "1969-12-31 23:59:59" {
		t.Errorf("it is printed %q", got)
	}
	if milliseconds(ledger.Never) != nil || printed(ledger.Never) != nil || universal(time.Time{}) != nil || seconds(time.Time{}) != nil {
		t.Error("no time is a time")
	}
}
