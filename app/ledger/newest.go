package ledger

import (
	"context"
	"time"
)

// readNewest asks what the trade with the highest id says about the bot, and when the first and the last trade were opened.
func readNewest(ctx context.Context, from session, snapshot *Snapshot) error {
	existing, err := from.columns(ctx, "trades")
	if err != nil {
		return err
	}
	snapshot.FirstOpened, snapshot.LastOpened = Never, Never
	columns := selected([]string{"open_date", "exchange", "strategy", "trading_mode", "timeframe"}, existing)
	err = from.query(ctx, "SELECT "+columns+" FROM trades ORDER BY id LIMIT 1", func(r row) error {
		snapshot.FirstOpened = asTime(r[0])
		return nil
	})
	if err != nil {
		return err
	}
	return from.query(ctx, "SELECT "+columns+" FROM trades ORDER BY id DESC LIMIT 1", func(r row) error {
		snapshot.LastOpened = asTime(r[0])
		snapshot.Newest = Newest{Exchange: asString(r[1]), Strategy: asString(r[2]), Mode: modeOf(asString(r[3])),
			Timeframe: time.Duration(asNumber(r[4]).Or(0)) * time.Minute}
		return nil
	})
}
