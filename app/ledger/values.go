package ledger

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

func asText(value any) Text {
	switch v := value.(type) {
	case string:
		return Intern(v)
	case []byte:
		return Intern(string(v))
	}
	return 0
}
