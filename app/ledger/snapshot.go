// Package ledger reads freqtrade's database while the bot writes it: never a write, never a stale answer, whatever state the bot
// left the files in. Keeper holds the last good Snapshot in memory.
package ledger

import "time"

// Snapshot is everything the dashboard knows about one state of the database. It is not changed after it was made.
type Snapshot struct {
	// Version names this state of the data. It changes whenever anything that can be read here or by Detail changes, and is the
	// same for every process that reads the same state.
	Version string
	// Closed trades by closing time and then id, those without a closing time last. From one snapshot to the next this list
	// usually only grows at its end: see Base.
	Closed []Trade
	Open   []OpenTrade // by id
	// Base names the list Closed as long as it only grows at its end: with the same Base, the first len(Closed) trades of an
	// older snapshot are the same as here.
	Base *Base
	// FirstOpened and LastOpened are the opening times of the trades with the lowest and the highest id, open ones included.
	FirstOpened, LastOpened Time
	Newest                  Newest
	Locks                   []Lock // by id
	Wallet                  []WalletDay
	Orders                  Orders
	// Started is the bot's last start, FirstStarted its first ever; Never when the database does not say.
	Started, FirstStarted Time
	// Synthetic tells that the rows were made by this project's generator, not by a bot.
	Synthetic bool
	// Written is when the database was last written; zero when that cannot be known.
	Written time.Time
	// Read is when this snapshot was taken.
	Read time.Time
}

// Base identifies a list of closed trades.
type Base struct{ _ byte }

// Newest is what the trade with the highest id says about its bot. Empty without a trade.
type Newest struct {
	Exchange, Strategy string
	Mode               Mode
	Timeframe          time.Duration // 0 when not known
}

// Orders counts the orders of a dry run and real ones: the only trace of the mode in the database.
type Orders struct{ DryRun, Live int }

// Lock keeps the bot from entering a pair, or all pairs ("*"), until it ends. The database keeps those that are over.
type Lock struct {
	ID         int64
	Pair, Side string // side: long, short or *
	Reason     string
	Begin, End Time
	Active     bool
}

// InForce tells whether the lock holds at a moment.
func (l Lock) InForce(now time.Time) bool { return l.Active && l.End.Valid() && l.End > At(now) }

// WalletDay is the balance that the bot noted for a day: the sum of total_quote over what it manages, in stake currency.
type WalletDay struct {
	Day   Time
	Total Number
	// Reconstructed days were computed afterwards by the bot's migration and can be wrong.
	Reconstructed bool
}
