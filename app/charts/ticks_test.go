package charts

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestRowsAreAtRoundNumbers(t *testing.T) {
	cases := []struct {
		low, high float64
		labels    string
	}{
		{-2, 96, "0 +20 +40 +60 +80"}, {0, 1, "0 +0.2 +0.4 +0.6 +0.8 +1.0"}, {-3.1, 0.1, "−3 −2 −1 0"}, {980, 1320, "+1,000 +1,100 +1,200 +1,300"},
		{9900, 14100, "+10k +11k +12k +13k +14k"}, {12400, 12790, "+12.4k +12.5k +12.6k +12.7k"}, {0, 4.2e7, "0 +10M +20M +30M +40M"},
		{-1e300, 1e300, "−1.0e+300 −5e+299 0 +5e+299 +1.0e+300"}, {0, 4.2e-12, "0 +1e-12 +2e-12 +3e-12 +4e-12"}, {5, 5.04, "+5.00 +5.01 +5.02 +5.03 +5.04"},
	}
	for _, c := range cases {
		unit := grainOf(max(-c.low, c.high), 2)
		var labels []string
		drawing := span{unit.whole(c.low), unit.whole(c.high), 200, 0}
		for _, line := range rows(drawing, 5, unit, usdt) {
			labels = append(labels, line.Label)
			if line.Y < 0 || line.Y > 200 {
				t.Errorf("%v to %v: %s is at %v", c.low, c.high, line.Label, line.Y)
			}
		}
		if got := strings.Join(labels, " "); got != c.labels {
			t.Errorf("%v to %v has %s, want %s", c.low, c.high, got, c.labels)
		}
	}
}

// Days begin at midnight UTC, weeks on Monday, quarters in January; a longer time is marked where it begins.
func TestColumnsAreAtRoundTimes(t *testing.T) {
	cases := []struct {
		begin, end string
		width      float64
		labels     string
	}{
		{"2025-03-14 09:50", "2025-03-14 12:05", 480, "10:00 10:15 10:30 10:45 11:00 11:15 11:30 11:45 12:00"},
		{"2025-03-14 12:00", "2025-03-16 12:00", 480, "18:00 *15 Mar 06:00 12:00 18:00 *16 Mar 06:00"},
		{"2025-03-14 12:00", "2025-03-20 12:00", 480, "15 Mar 16 Mar 17 Mar 18 Mar 19 Mar 20 Mar"},
		{"2025-02-20 12:00", "2025-03-20 12:00", 480, "24 Feb 3 Mar 10 Mar 17 Mar"},
		{"2025-02-20 12:00", "2025-09-20 12:00", 480, "Mar Apr 2025 May Jun Jul Aug Sep"},
		{"2024-06-20 12:00", "2025-09-20 12:00", 480, "Jul Oct *2025 Apr Jul"},
		{"2021-06-20 12:00", "2025-09-20 12:00", 230, "2022 2023 2024 2025"},
		{"1891-06-20 12:00", "1925-09-20 12:00", 230, "1900 1910 1920"},
		{"0003-06-20 12:00", "9995-09-20 12:00", 230, "5000"},
	}
	for _, c := range cases {
		if got := columnsText(t, c.begin, c.end, c.width); got != c.labels {
			t.Errorf("%s to %s has %s, want %s", c.begin, c.end, got, c.labels)
		}
	}
}

func columnsText(t *testing.T, begin, end string, width float64) string {
	t.Helper()
	var texts []string
	for _, line := range columns(unix(t, begin), unix(t, end), width) {
		if line.Label == "" {
			continue
		}
		if line.Strong {
			line.Label = "*" + line.Label
		}
		texts = append(texts, line.Label)
	}
	return strings.Join(texts, " ")
}

func unix(t *testing.T, text string) int64 {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}

// However long the time is, there are some lines and none of their labels touch or stick out.
func TestColumnsNeverTouch(t *testing.T) {
	for _, begin := range []string{"2025-03-14 12:34", "1969-12-31 23:59", "2199-11-30 01:00", "2024-02-29 00:00"} {
		for span := int64(240); span < 1e11; span += span/5 + 7 {
			for _, width := range widths {
				lines := columns(unix(t, begin), unix(t, begin)+span, width.pixels)
				if len(lines) == 0 {
					t.Fatalf("%d s from %s have no line at %v pixels", span, begin, width.pixels)
				}
				checkApart(t, fmt.Sprintf("%d s from %s at %v pixels", span, begin, width.pixels), lines, width.pixels)
			}
		}
	}
}

func checkApart(t *testing.T, name string, lines []column, width float64) {
	t.Helper()
	last := 0.0
	for _, line := range lines {
		if line.Label == "" {
			continue
		}
		half, at := float64(len(line.Label))*6.6/2, line.At*width
		if at-half < last || at+half > width {
			t.Fatalf("%s: %q touches something in %v", name, line.Label, lines)
		}
		last = at + half + 2
	}
}

func TestNamesOfBarsNeverTouch(t *testing.T) {
	for n := 1; n < 500; n += 1 + n/3 {
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprintf("%d Mar", 10+i%20)
		}
		for i, axis := range nameAxes(names, float64(max(n, leastBars)), float64(max(0, leastBars-n))/2+0.5, n-1) {
			if len(axis.Lines) == 0 {
				t.Errorf("%d bars have no name at %v pixels", n, widths[i].pixels)
			}
			checkApart(t, fmt.Sprintf("%d bars", n), axis.Lines, widths[i].pixels)
		}
	}
}
