// Package ledger reads freqtrade's database, SQLite or PostgreSQL, while the bot writes it, and never writes. A Keeper holds the last
// good Snapshot in memory and looks every half second whether anything was committed since.
//
// What a snapshot holds is one state of the database. A database of up to 20,000 closed trades, or one that is read whole within 50 ms, is
// read whole after every change. Of a larger one only this is read after a change: trades with a higher id than known before, trades that are or were open, the 20
// that closed last, what hangs on all of these, and everything that is small. Rows that are added or deleted elsewhere are found by
// counting, which takes at most a twentieth of the time. What remains is a changed row of a trade that was closed longer ago, of
// its orders or its custom data, and of days in the wallet's history. When SQLite's files changed and nothing new was found, everything is
// read as soon as full readings take no more than a twentieth of the time; otherwise, and in PostgreSQL, where others write to the same
// server, at the latest five minutes after the last full reading, or twenty times what it took. Until then the old values are shown,
// under a Version of their own. Detail always reads what is in the database now.
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
