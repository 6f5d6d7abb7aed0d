package api

import "crypto-dashboard/app/ledger"

// lockList is freqtrade's _rpc_locks.
type lockList struct {
	Count int    `json:"lock_count"`
	Locks []lock `json:"locks"`
}

type lock struct {
	ID      int64   `json:"id"`
	Active  bool    `json:"active"`
	End     *string `json:"lock_end_time"`
	EndMS   *int64  `json:"lock_end_timestamp"`
	Begin   *string `json:"lock_time"`
	BeginMS *int64  `json:"lock_timestamp"`
	Pair    string  `json:"pair"`
	Side    string  `json:"side"`
	Reason  *string `json:"reason"`
}

func locks(c *call) plan {
	return atOnce(func() any {
		answer := lockList{Locks: []lock{}}
		for _, lock := range c.view.State.Snapshot.Locks {
			if lock.InForce(c.now) {
				answer.Locks = append(answer.Locks, lockOf(lock))
			}
		}
		answer.Count = len(answer.Locks)
		return answer
	})
}

func lockOf(l ledger.Lock) lock {
	return lock{ID: l.ID, Active: l.Active, End: printed(l.End), EndMS: milliseconds(l.End), Begin: printed(l.Begin),
		BeginMS: milliseconds(l.Begin), Pair: l.Pair, Side: l.Side, Reason: nullable(l.Reason)}
}

// nullable is null for an empty text.
func nullable(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
