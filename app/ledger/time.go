package ledger

import (
	"math"
	"time"
)

// Time is a moment in microseconds since 1970, UTC. Never is a missing one.
type Time int64

// Never is what the database holds as NULL, or as something that is no time.
const Never Time = math.MinInt64

// At is the Time of a moment. The zero time is Never, and so is a year that dates are not written with.
func At(moment time.Time) Time {
	if moment.IsZero() || moment.Year() < 1 || moment.Year() > 9999 {
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

// parseTime reads the form in which freqtrade writes all times to SQLite: 2006-01-02 15:04:05.000000. It is called millions of times.
func parseTime(text string) Time {
	if len(text) < 19 || text[4] != '-' || text[7] != '-' || text[10] != ' ' || text[13] != ':' || text[16] != ':' {
		return Never
	}
	year, month, day := digits(text[0:4]), digits(text[5:7]), digits(text[8:10])
	hour, minute, second := digits(text[11:13]), digits(text[14:16]), digits(text[17:19])
	fraction := parseFraction(text[19:])
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
		second < 0 || second > 59 || fraction < 0 {
		return Never
	}
	seconds := ((daysSince1970(year, month, day)*24+hour)*60+minute)*60 + second
	return Time(seconds*1e6 + fraction)
}

// digits is a number, or below 0 when there is something else.
func digits(text string) int64 {
	number := int64(0)
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return -1
		}
		number = number*10 + int64(text[i]-'0')
	}
	return number
}

// parseFraction reads nothing, or a point and one to six digits, as microseconds; below 0 for anything else.
func parseFraction(text string) int64 {
	if text == "" {
		return 0
	}
	if text[0] != '.' || len(text) < 2 || len(text) > 7 {
		return -1
	}
	micros := digits(text[1:])
	for range 7 - len(text) {
		micros *= 10
	}
	return micros
}

func daysOf(year, month int64) int64 {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

// daysSince1970 counts in years that begin in March, so that the leap day is a year's last.
func daysSince1970(year, month, day int64) int64 {
	month -= 3
	if month < 0 {
		month += 12
		year--
	}
	return year*365 + year/4 - year/100 + year/400 + (month*153+2)/5 + day - 719469
}
