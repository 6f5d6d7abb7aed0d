package ledger

// asBool reads a boolean, which SQLite keeps as 0 or 1; ok is false for anything else.
func asBool(value any) (truth, ok bool) {
	switch v := value.(type) {
	case bool:
		return v, true
	case int64:
		return v == 1, v == 0 || v == 1
	}
	return false, false
}

// isTrue takes what is no boolean for false.
func isTrue(value any) bool {
	truth, _ := asBool(value)
	return truth
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

// modeOf reads freqtrade's trading_mode, of which the database holds the name. Old rows have none.
func modeOf(value any) Mode {
	switch asString(value) {
	case "", "SPOT", "spot":
		return Spot
	case "MARGIN", "margin":
		return Margin
	case "FUTURES", "futures":
		return Futures
	}
	return UnknownMode
}
