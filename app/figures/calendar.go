package figures

import (
	"time"

	"crypto-dashboard/app/ledger"
)

// Day is the trades that closed on a day.
type Day struct {
	Date         ledger.Time // midnight, UTC
	Profit       Value
	Count        int
	Wins, Losses int // a draw is a win
}

// Cell is the trades that closed in an hour of the week.
type Cell struct {
	Count  int
	Profit Value
}

const (
	microsPerHour = ledger.Time(time.Hour / time.Microsecond)
	microsPerDay  = 24 * microsPerHour
)

// floor divides towards the past, also before 1970.
func floor(at, by ledger.Time) ledger.Time {
	if at < 0 {
		return (at+1)/by - 1
	}
	return at / by
}

// hourOfWeek counts from Monday's midnight. 1 January 1970 was a Thursday.
func hourOfWeek(at ledger.Time) int {
	hours := (floor(at, microsPerHour) + 3*24) % (7 * 24)
	return int(hours+7*24) % (7 * 24)
}

// dayTally is a day in the making, week[hour] an hour of the week.
type dayTally struct {
	number       int32 // days since 1970
	wins, losses int32
	profit       sum
}

type hourTally struct {
	count  int
	profit sum
}

func (d dayTally) day() Day {
	return Day{Date: ledger.Time(d.number) * microsPerDay, Profit: valueOf(d.profit.value()), Count: int(d.wins + d.losses),
		Wins: int(d.wins), Losses: int(d.losses)}
}

// addDay counts a trade on its day. Trades come by closing time, so it is the last day or a new one.
func (t *tally) addDay(number int32, profit float64, win bool) {
	if len(t.days) == 0 || t.days[len(t.days)-1].number != number {
		t.days = append(t.days, dayTally{number: number})
	}
	last := &t.days[len(t.days)-1]
	last.profit.add(profit)
	if win {
		last.wins++
	} else {
		last.losses++
	}
}

func (t *tally) calendar() []Day {
	days := make([]Day, len(t.days))
	for i, day := range t.days {
		days[i] = day.day()
	}
	return days
}

func (t *tally) hours() (week [7][24]Cell) {
	for i, hour := range t.week {
		week[i/24][i%24] = Cell{hour.count, valueOf(hour.profit.value())}
	}
	return week
}
