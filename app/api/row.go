package api

import (
	"math"

	"crypto-dashboard/app/ledger"
)

// row is a row of the database, read as JSON.
type row struct{ ledger.Record }

func (r row) number(column string) number { return number(r.Number(column)) }

// text is null for NULL.
func (r row) text(column string) *string {
	if text, ok := r.Text(column); ok {
		return &text
	}
	return nil
}

// words is empty for NULL.
func (r row) words(column string) string {
	text, _ := r.Text(column)
	return text
}

// whole is null for what is no whole number.
func (r row) whole(column string) *int64 {
	if value, ok := r.Integer(column); ok {
		return &value
	}
	if value := float64(r.Number(column)); value == math.Trunc(value) && math.Abs(value) < 1<<53 {
		result := int64(value)
		return &result
	}
	return nil
}

func (r row) yes(column string) bool {
	value, _ := r.Bool(column)
	return value
}

// first is the first number that is there and not 0, as in Python's or; the last one otherwise.
func (r row) first(columns ...string) number {
	result := unknown
	for _, column := range columns {
		if result = r.number(column); result.known() && result != 0 {
			return result
		}
	}
	return result
}
