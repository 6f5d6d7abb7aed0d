package ledger

import "context"

// readLocks reads the pair locks, those that are over included.
func readLocks(ctx context.Context, from session) ([]Lock, error) {
	existing, err := from.columns(ctx, "pairlocks")
	if err != nil || len(existing) == 0 {
		return nil, err
	}
	var locks []Lock
	wanted := []string{"id", "pair", "side", "reason", "lock_time", "lock_end_time", "active"}
	return locks, from.query(ctx, "SELECT "+selected(wanted, existing)+" FROM pairlocks ORDER BY id", func(r row) error {
		lock := Lock{Pair: asString(r[1]), Side: asString(r[2]), Reason: asString(r[3]), Begin: asTime(r[4]), End: asTime(r[5]), Active: asBool(r[6])}
		lock.ID, _ = asInteger(r[0])
		locks = append(locks, lock)
		return nil
	})
}
