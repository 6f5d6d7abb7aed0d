package pages

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// functions are what templates can call. Amounts are taken in all forms they come in.
var functions = template.FuncMap{
	"money":    func(amount any, currency string) string { return moneyOrDash(numberOf(amount), currency) },
	"gain":     func(amount any, currency string) string { return gain(numberOf(amount), currency) },
	"percent":  func(ratio any) string { return percentOrDash(numberOf(ratio)) },
	"share":    func(ratio any) string { return share(numberOf(ratio)) },
	"rate":     func(price any) string { return rate(numberOf(price)) },
	"seconds":  func(n any) string { return seconds(numberOf(n)) },
	"tone":     func(n any) string { return toneOf(numberOf(n).Or(0)) },
	"valid":    func(n any) bool { return numberOf(n).Valid() },
	"dash":     func(text any) string { return shown(fmt.Sprint(text)) },
	"reason":   func(text any) string { return humane(shown(fmt.Sprint(text))) },
	"known":    func(at any) bool { return !momentOf(at).IsZero() },
	"minute":   func(at any) string { return minute(momentOf(at)) },
	"second":   func(at any) string { return momentOf(at).UTC().Format("15:04:05") },
	"day":      func(at any) string { return day(momentOf(at)) },
	"exact":    func(at any) string { return momentOf(at).UTC().Format("2006-01-02T15:04Z") },
	"machine":  func(at any) string { return momentOf(at).UTC().Format(time.RFC3339) },
	"duration": duration,
	"until":    func(from, to any) string { return duration(momentOf(to).Sub(momentOf(from))) },
	"count":    count,
	"plural":   plural,
	"title":    func(text string) string { return strings.ToUpper(text[:min(1, len(text))]) + text[min(1, len(text)):] },
	"factor":   func(value figures.Value) string { return factor(value) },
	"with2":    func(first, second any) pair { return pair{first, second} },
}

// pair is what a template with two arguments sees.
type pair struct{ A, B any }

func numberOf(n any) ledger.Number {
	switch n := n.(type) {
	case ledger.Number:
		return n
	case figures.Value:
		return number(n)
	case botapi.Number:
		return ledger.Number(n)
	case float64:
		return ledger.Number(n)
	case int:
		return ledger.Number(n)
	}
	return ledger.Missing
}

// momentOf gives the zero time for what is no time.
func momentOf(at any) time.Time {
	switch at := at.(type) {
	case ledger.Time:
		return at.Time()
	case time.Time:
		return at
	}
	return time.Time{}
}

func toneOf(value float64) string {
	switch {
	case value > 0:
		return "gain"
	case value < 0:
		return "loss"
	}
	return ""
}

// factor is a figure without a unit.
func factor(value figures.Value) string {
	if !value.OK() {
		return nothing
	}
	return grouped(value.Number, 2)
}
