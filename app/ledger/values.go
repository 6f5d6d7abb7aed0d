package ledger

import (
	"database/sql/driver"
	"fmt"
	"math"
	"time"
)

// value is one value of a row. Unlike an interface it takes no memory of its own: a reading makes millions.
type value struct {
	kind kind
	bits uint64 // of all but texts and bytes; see the functions that make them
	text string // of texts and bytes
}

// kind of a value.
type kind uint8

const (
	null kind = iota // the zero value is NULL
	integer
	float
	boolean
	words
	blob
	moment
)

func ofInteger(number int64) value { return value{kind: integer, bits: uint64(number)} }

func ofFloat(number float64) value { return value{kind: float, bits: math.Float64bits(number)} }

func ofText(text string) value { return value{kind: words, text: text} }

func ofBytes(data string) value { return value{kind: blob, text: data} }

func ofBool(truth bool) value {
	if truth {
		return value{kind: boolean, bits: 1}
	}
	return value{kind: boolean}
}

// ofMicros is a time in microseconds since 1970.
func ofMicros(micros int64) value { return value{kind: moment, bits: uint64(micros)} }

// valueOf takes what a driver gives. Bytes are copied.
func valueOf(given driver.Value) value {
	switch v := given.(type) {
	case nil:
		return value{}
	case int64:
		return ofInteger(v)
	case float64:
		return ofFloat(v)
	case bool:
		return ofBool(v)
	case string:
		return ofText(v)
	case []byte:
		return ofBytes(string(v))
	case time.Time:
		return ofMicros(v.UnixMicro())
	}
	return ofText(fmt.Sprint(given))
}

func (v value) float() float64 { return math.Float64frombits(v.bits) }

func (v value) integer() int64 { return int64(v.bits) }

// asBool reads a boolean, which SQLite keeps as 0 or 1; ok is false for anything else.
func asBool(v value) (truth, ok bool) {
	ok = v.kind == boolean || v.kind == integer && v.bits <= 1
	return ok && v.bits == 1, ok
}

// isTrue takes what is no boolean for false.
func isTrue(v value) bool {
	truth, _ := asBool(v)
	return truth
}

// asInteger reads an id or a count; ok is false for anything else.
func asInteger(v value) (number int64, ok bool) {
	if v.kind != integer {
		return 0, false
	}
	return v.integer(), true
}

// asNumber takes what the database stored; text and infinities are no numbers.
func asNumber(v value) Number {
	switch v.kind {
	case float:
		return finite(v.float())
	case integer:
		return Number(v.integer())
	}
	return Missing
}

// asString reads text; what is no text is empty.
func asString(v value) string { return v.text }

// asTime reads a naive UTC time. The driver makes a time of it, or leaves the text.
func asTime(v value) Time {
	switch v.kind {
	case moment:
		return At(time.UnixMicro(v.integer()).UTC())
	case words:
		return parseTime(v.text)
	}
	return Never
}

// modeOf reads freqtrade's trading_mode, of which the database holds the name. Old rows have none.
func modeOf(v value) Mode {
	switch asString(v) {
	case "", "SPOT", "spot":
		return Spot
	case "MARGIN", "margin":
		return Margin
	case "FUTURES", "futures":
		return Futures
	}
	return UnknownMode
}
