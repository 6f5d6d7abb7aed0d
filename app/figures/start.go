package figures

import "math"

// Start is the balance the bot began with, freqtrade's get_starting_balance. The database does not hold it.
type Start struct {
	Amount float64
	Known  bool
	// Currency is the stake currency Amount is in. Empty: nobody said, so it fits only when all trades share one.
	Currency string
	Source   string // where Amount is from, in words for the page
	Reason   string // why it is not known, in words for the page
}

// in is the balance the bot began with in one of several stake currencies.
func (s Start) in(currency string, currencies int) Value {
	switch {
	case !s.Known && s.Reason != "":
		return absent(s.Reason)
	case !s.Known:
		return absent("the starting balance is not known")
	case !(s.Amount > 0) || math.IsInf(s.Amount, 0):
		return absent("the starting balance is not an amount above 0")
	case s.Currency == "" && currencies > 1:
		return absent("there are several stake currencies, and nobody said which one the starting balance is in")
	case s.Currency != "" && s.Currency != currency:
		return absent("the starting balance is in " + s.Currency)
	}
	return Value{Number: s.Amount}
}
