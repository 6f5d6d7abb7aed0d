package pages

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"crypto-dashboard/app/ledger"
)

// functions are what templates can call.
var functions = template.FuncMap{
	"money":    moneyOrDash,
	"gain":     gain,
	"percent":  percentOrDash,
	"rate":     rate,
	"tone":     func(n ledger.Number) string { return toneOf(n.Or(0)) },
	"dash":     func(text fmt.Stringer) string { return dash(text.String()) },
	"minute":   func(at any) string { return minute(momentOf(at)) },
	"second":   func(at time.Time) string { return at.UTC().Format("15:04:05") },
	"day":      func(at time.Time) string { return at.UTC().Format("2006-01-02") },
	"machine":  func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
	"duration": duration,
	"ago":      func(at, now time.Time) string { return duration(max(0, now.Sub(at))) },
	"reason":   func(text string) string { return strings.ReplaceAll(text, "_", " ") },
	"count":    count,
	"xy":       func(at float64) string { return strconv.FormatFloat(at, 'f', 1, 64) },
	"page":     func(s section, now time.Time) sectionPage { return sectionPage{s, now} },
}

// sectionPage is what the template section sees.
type sectionPage struct {
	Section section
	Now     time.Time
}

func momentOf(at any) time.Time {
	if at, ok := at.(ledger.Time); ok {
		return at.Time()
	}
	return at.(time.Time)
}
