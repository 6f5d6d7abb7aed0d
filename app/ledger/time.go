package ledger

import (
	"math"
	"time"
)

// Time is a moment in microseconds since 1970, UTC. Never is a missing one.
type Time int64

// Never is what the database holds as NULL, or as something that is no time.
const Never Time = math.MinInt64

// At is the Time of a moment. The zero time is Never.
func At(moment time.Time) Time {
	if moment.IsZero() {
		return Never
	}
	return Time(moment.UnixMicro())
}

// Time is the moment in UTC; the zero time for Never.
func (t Time) Time() time.Time {
	if t == Never {
		return time.Time{}
	}
	return time.UnixMicro(int64(t)).UTC()
}

// Valid tells whether there is a time.
func (t Time) Valid() bool { return t != Never }

// asTime reads a naive UTC time. The driver makes a time of it, or leaves the text when it does not look like one.
func asTime(value any) Time {
	switch v := value.(type) {
	case time.Time:
		return At(v)
	case string:
		if at, err := time.Parse("2006-01-02 15:04:05.999999", v); err == nil {
			return At(at)
		}
	}
	return Never
}
