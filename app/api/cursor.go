package api

import (
	"strconv"
	"strings"

	"crypto-dashboard/app/ledger"
)

// place is where a trade stands in a sequence: the next page begins behind the last trade of this one, whatever came in between
// since. That is what an offset cannot promise.
type place struct {
	closed ledger.Time // Never in the order of ids
	id     int64
}

// String is the place as a cursor: the id, with the closing time in microseconds before it in the order of closing.
func (p place) String() string {
	if !p.closed.Valid() {
		return strconv.FormatInt(p.id, 10)
	}
	return strconv.FormatInt(int64(p.closed), 10) + "." + strconv.FormatInt(p.id, 10)
}

// cursor reads the parameter; nil without one.
func (c *call) cursor(byID bool, offset int) *place {
	value, ok := c.take("cursor", "600")
	if !ok {
		return nil
	}
	where, err := placeFrom(value)
	if err != nil || byID && where.closed.Valid() {
		c.refuse("cursor", value, "must be the next_cursor of the page before, which was asked for in the same order", "600")
	}
	if offset != 0 {
		c.refuse("cursor", value, "cannot be given together with offset", "600")
	}
	return &where
}

func placeFrom(text string) (place, error) {
	where := place{closed: ledger.Never}
	if before, after, both := strings.Cut(text, "."); both {
		closed, err := strconv.ParseInt(before, 10, 64)
		if err != nil {
			return where, err
		}
		where.closed, text = ledger.Time(closed), after
	}
	id, err := strconv.ParseInt(text, 10, 64)
	where.id = id
	return where, err
}
