package ledger

import "context"

// largeFile is the size of a database that is worth a second connection.
const largeFile = 32 << 20

// readAs runs work in transactions that all read the same state of the database. It returns the sign of that state.
func (s *sqliteSource) readAs(ctx context.Context, found files, how access, work func([]session) error) (sign, error) {
	readings.RLock()
	defer readings.RUnlock()
	if how == copied { // one copy at a time is enough for the disk
		s.copying.Lock()
		defer s.copying.Unlock()
	}
	if err := ctx.Err(); err != nil {
		return found, err
	}
	count := 1
	if found.main.size+found.wal.size > s.large {
		count = 2
	}
	all, err := s.watch.openAs(found, how, count)
	if err != nil {
		return found, err
	}
	defer all.close()
	sessions, end, state, err := s.pin(ctx, found, all)
	if err != nil {
		return found, err
	}
	defer end()
	return state, work(sessions)
}

// pin begins until nothing was committed between a look before and a look after all transactions had begun: then they read the state
// in between. If the bot commits too often for that, there is one session, and the sign is of the state before: another look will
// find that there is something newer.
func (s *sqliteSource) pin(ctx context.Context, before files, all *opened) ([]session, func(), files, error) {
	for tries := 1; ; tries++ {
		sessions, end, err := all.begin(ctx)
		if err != nil {
			return nil, nil, before, err
		}
		after, err := s.watch.look()
		if err != nil {
			end()
			return nil, nil, before, err
		}
		if after.same(before) {
			return sessions, end, before, nil
		}
		if tries == attempts {
			return sessions[:1], end, before, nil
		}
		end()
		before = after
	}
}
