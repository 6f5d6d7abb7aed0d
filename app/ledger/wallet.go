package ledger

import "context"

// readWallet sums each day's balances of what the bot manages. Versions before 2026.4 have no such table.
func readWallet(ctx context.Context, from session, facts store) ([]WalletDay, error) {
	existing, err := from.columns(ctx, "wallet_history")
	if there := setOf(existing); err != nil || !there["timestamp"] || !there["total_quote"] || !there["bot_managed"] {
		return nil, err
	}
	migrated := facts.migrated()
	var days []WalletDay
	return days, from.query(ctx, `SELECT timestamp, total_quote, bot_managed FROM wallet_history ORDER BY timestamp, id`, func(r row) error {
		day, total := asTime(r[0]), asNumber(r[1])
		if !asBool(r[2]) || !day.Valid() || !total.Valid() {
			return nil
		}
		if len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, WalletDay{Day: day, Reconstructed: day < migrated})
		}
		days[len(days)-1].Total += total
		return nil
	})
}

// migrated is when the bot began to note its balances. Never is before all days: without that date none is taken for reconstructed.
func (s store) migrated() Time {
	found, ok := s["wallet_history_migration_date"]
	if !ok {
		return Never
	}
	if found.time.Valid() {
		return found.time
	}
	return asTime(found.text)
}
