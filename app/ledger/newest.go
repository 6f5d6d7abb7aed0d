package ledger

import (
	"context"
	"math"
	"time"
)

// readEnds asks what the trade with the highest id says about its bot, and when the first and the last trade were opened.
func (r *rest) readEnds(ctx context.Context, from session, has tables) error {
	r.first, r.last = Never, Never
	statement := "SELECT " + has.withTimes(from, "trades", "open_date", "exchange", "strategy", "trading_mode", "timeframe") + " FROM trades ORDER BY id "
	err := from.query(ctx, statement+"LIMIT 1", func(values row) error {
		r.first = asTime(values[0])
		return nil
	})
	if err != nil {
		return err
	}
	return from.query(ctx, statement+"DESC LIMIT 1", func(values row) error {
		r.last = asTime(values[0])
		r.newest = Newest{Exchange: asString(values[1]), Strategy: asString(values[2]), Mode: modeOf(values[3]), Timeframe: minutes(values[4])}
		return nil
	})
}

// minutes is 0 for what no timeframe can be.
func minutes(v value) time.Duration {
	number := asNumber(v).Or(0)
	if number < 0 || number > math.MaxInt32 {
		return 0
	}
	return time.Duration(number) * time.Minute
}
