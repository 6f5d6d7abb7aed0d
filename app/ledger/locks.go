package ledger

import (
	"context"
	"fmt"
)

// fewLocks are read whole each time. Locks that are over are never deleted, so there can be many.
const fewLocks = 1000

// readLocks reads the pair locks. Of many, only those that are new or were not over when they were last read are read again.
func readLocks(ctx context.Context, from session, has tables, before []Lock) ([]Lock, error) {
	if !has.has("pairlocks", "id", "pair", "lock_end_time") {
		return nil, nil
	}
	if len(before) > fewLocks {
		locks, complete, err := renewLocks(ctx, from, has, before)
		if err != nil || complete {
			return locks, err
		}
	}
	return queryLocks(ctx, from, has, "true")
}

func queryLocks(ctx context.Context, from session, has tables, condition string) (locks []Lock, err error) {
	statement := fmt.Sprintf("SELECT %s FROM pairlocks WHERE %s ORDER BY id",
		has.withTimes(from, "pairlocks", "id", "pair", "side", "reason", "lock_time", "lock_end_time", "active"), condition)
	return locks, from.query(ctx, statement, func(r row) error {
		lock := Lock{Pair: asString(r[1]), Side: asString(r[2]), Reason: asString(r[3]), Begin: asTime(r[4]), End: asTime(r[5]), Active: isTrue(r[6])}
		lock.ID, _ = asInteger(r[0])
		locks = append(locks, lock)
		return nil
	})
}

// renewLocks reads the newest locks again, as many as are read whole otherwise, and those after them. It is complete if no other
// lock was deleted.
func renewLocks(ctx context.Context, from session, has tables, before []Lock) (locks []Lock, complete bool, err error) {
	old := before[:len(before)-fewLocks]
	newer, err := queryLocks(ctx, from, has, fmt.Sprintf("id > %d", old[len(old)-1].ID))
	if err != nil {
		return nil, false, err
	}
	err = from.query(ctx, "SELECT count(*) FROM pairlocks", func(r row) error {
		count, _ := asInteger(r[0])
		complete = int(count) == len(old)+len(newer)
		return nil
	})
	return append(old[:len(old):len(old)], newer...), complete, err
}
