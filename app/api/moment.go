package api

import (
	"fmt"
	"time"

	"crypto-dashboard/app/ledger"
)

// printed is freqtrade's DATETIME_PRINT_FORMAT, in UTC; null when there is no time.
func printed(at ledger.Time) *string {
	if !at.Valid() {
		return nil
	}
	text := at.Time().Format("2006-01-02 15:04:05")
	return &text
}

// milliseconds since 1970, rounded down; null when there is no time.
func milliseconds(at ledger.Time) *int64 {
	if !at.Valid() {
		return nil
	}
	stamp := at.Time().UnixMilli()
	return &stamp
}

// seconds since 1970, as freqtrade's health counts; null when there is no time.
func seconds(at time.Time) *int64 {
	if at.IsZero() {
		return nil
	}
	stamp := at.Unix()
	return &stamp
}

// universal is RFC 3339 in UTC; null when there is no time.
func universal(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := at.UTC().Format(time.RFC3339Nano)
	return &text
}

// ageOf is a time span in seconds with milliseconds, never below 0; null without a beginning.
func ageOf(at, now time.Time) number {
	if at.IsZero() {
		return unknown
	}
	return number(max(0, now.Sub(at).Seconds())).rounded(3)
}

// clock is how Python prints a span of time: 1 day, 2:03:04.
func clock(span time.Duration) string {
	days, rest := int(span.Hours())/24, int(span.Seconds())%86400
	text := fmt.Sprintf("%d:%02d:%02d", rest/3600, rest/60%60, rest%60)
	switch days {
	case 0:
		return text
	case 1:
		return "1 day, " + text
	}
	return fmt.Sprintf("%d days, %s", days, text)
}
