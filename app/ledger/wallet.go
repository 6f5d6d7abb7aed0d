package ledger

import "context"

// wallet is the balances of each day, and what they were read from.
type wallet struct {
	days          []WalletDay
	rows, highest int64
	migrated      Time
}

// readWallet sums each day's balances of what the bot manages, unless there are no new ones. Versions before 2026.4 have none.
func readWallet(ctx context.Context, from session, has tables, facts facts, before wallet) (wallet, error) {
	read := wallet{migrated: facts.at("wallet_history_migration_date")}
	if !has.has("wallet_history", "id", "timestamp", "total_quote", "bot_managed") {
		return read, nil
	}
	err := from.query(ctx, "SELECT count(*), max(id) FROM wallet_history", func(r row) error {
		read.rows, _ = asInteger(r[0])
		read.highest, _ = asInteger(r[1])
		return nil
	})
	if err != nil || read.rows == before.rows && read.highest == before.highest && read.migrated == before.migrated {
		read.days = before.days
		return read, err
	}
	return read, from.query(ctx, "SELECT "+has.withTimes(from, "wallet_history", "timestamp", "total_quote", "bot_managed")+
		` FROM wallet_history ORDER BY "timestamp", id`, func(r row) error {
		if day, total := asTime(r[0]), asNumber(r[1]); isTrue(r[2]) && day.Valid() && total.Valid() {
			read.add(day, total)
		}
		return nil
	})
}

// add takes the rows in the order of their days. Days before the bot began to note its balances are reconstructed.
func (w *wallet) add(day Time, total Number) {
	if count := len(w.days); count > 0 && w.days[count-1].Day == day {
		w.days[count-1].Total = w.days[count-1].Total.plus(total)
		return
	}
	w.days = append(w.days, WalletDay{Day: day, Total: total, Reconstructed: day < w.migrated})
}
