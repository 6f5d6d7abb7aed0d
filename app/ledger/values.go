package ledger

import "strings"

// asBool reads a boolean; SQLite has 0 and 1.
func asBool(value any) bool {
	switch v := value.(type) {
	case bool:
		return v
	case int64:
		return v != 0
	case float64:
		return v != 0
	}
	return false
}

// asInteger reads an id or a count; ok is false for anything else.
func asInteger(value any) (number int64, ok bool) {
	number, ok = value.(int64)
	return number, ok
}

// asString reads text; what is no text is empty.
func asString(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// asText reads text; what is no text is NULL.
func asText(value any) Text {
	switch v := value.(type) {
	case string:
		return Intern(v)
	case []byte:
		return Intern(string(v))
	}
	return 0
}

// modeOf reads freqtrade's trading_mode, of which the database holds the name.
func modeOf(name string) Mode {
	switch strings.ToUpper(name) {
	case "", "SPOT":
		return Spot
	case "MARGIN":
		return Margin
	case "FUTURES":
		return Futures
	}
	return UnknownMode
}
