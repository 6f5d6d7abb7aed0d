package ledger

import (
	"math"
	"time"
)

// asNumber takes what SQLite stored; text and infinities are no numbers.
func asNumber(value any) Number {
	switch v := value.(type) {
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return Number{v, true}
		}
	case int64:
		return Number{float64(v), true}
	}
	return Number{}
}

// asBool reads 0 and 1. The driver makes a bool of it when the column was declared BOOLEAN.
func asBool(value any) bool {
	switch v := value.(type) {
	case bool:
		return v
	case int64:
		return v != 0
	}
	return false
}

func asText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// asTime reads a naive UTC time. The driver makes a time of it, or leaves the text when it does not look like one.
func asTime(value any) time.Time {
	switch v := value.(type) {
	case time.Time:
		return v.UTC()
	case string:
		at, err := time.Parse("2006-01-02 15:04:05.999999", v)
		if err == nil {
			return at
		}
	}
	return time.Time{}
}
