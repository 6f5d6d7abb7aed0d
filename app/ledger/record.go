package ledger

import (
	"slices"
	"strconv"
	"time"
)

// Record is one row with all columns that its table has.
type Record struct {
	columns []string
	values  row
}

// Columns are the names, in the table's order.
func (r Record) Columns() []string { return r.columns }

func (r Record) value(column string) value {
	if i := slices.Index(r.columns, column); i >= 0 {
		return r.values[i]
	}
	return value{}
}

// Number is Missing for NULL, for what is no number, and for a column that there is not.
func (r Record) Number(column string) Number { return asNumber(r.value(column)) }

// Integer is exact where Number is not; ok is false for what is no whole number.
func (r Record) Integer(column string) (number int64, ok bool) { return asInteger(r.value(column)) }

// Time is Never for NULL, for what is no time, and for a column that there is not.
func (r Record) Time(column string) Time { return asTime(r.value(column)) }

// Bool has ok false for NULL, for what is no boolean, and for a column that there is not.
func (r Record) Bool(column string) (value, ok bool) { return asBool(r.value(column)) }

// Text is any column in words; ok is false for NULL and for a column that there is not.
func (r Record) Text(column string) (text string, ok bool) {
	switch v := r.value(column); v.kind {
	case integer:
		return strconv.FormatInt(v.integer(), 10), true
	case float:
		return strconv.FormatFloat(v.float(), 'f', -1, 64), true
	case boolean:
		return strconv.FormatBool(v.bits == 1), true
	case moment:
		return time.UnixMicro(v.integer()).UTC().Format("2006-01-02 15:04:05.000000"), true
	default:
		return v.text, v.kind != null
	}
}
