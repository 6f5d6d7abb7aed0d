package ledger

// Trade is one round trip, small and without pointers: a database may hold a million. What the database holds as NULL, or in a form
// that is no number or time, is missing: see Number, Time and Text. What is not here is read when it is asked for: see Detail.
type Trade struct {
	ID                  int64
	OpenDate, CloseDate Time
	OpenRate, CloseRate Number
	CloseProfit         Number // ratio, after fees, with leverage
	CloseProfitAbs      Number // stake currency, after fees and funding
	Stake               Number // stake currency, without leverage: all entries of a closed trade, what is still in an open one
	Amount              Number // base currency, with leverage; 0 while the entry is not filled
	Leverage            float64
	Fees                Number // stake currency: fee_open_cost + fee_close_cost
	Funding             Number // stake currency, above 0 when received
	// Entered is what the filled entry orders cost without leverage, in stake currency: what freqtrade's
	// _generic_performance_query divides by.
	Entered float64
	// Traded is the cost of all orders with the status closed and a time of filling, in stake currency: freqtrade's get_trading_volume.
	Traded                               float64
	Pair, EnterTag, ExitReason, Strategy Text
	StakeCurrency, BaseCurrency          Text // from the pair when the column is NULL
	Mode                                 Mode
	IsOpen, IsShort                      bool
}

// OpenTrade is a trade that is not closed, with what only matters until then.
type OpenTrade struct {
	Trade
	Realized         Number // stake currency: the exits so far
	StopLoss         Number // price
	StopLossRatio    Number // stop_loss_pct: of the stake, negative
	LiquidationPrice Number
	MaxRate, MinRate Number
	OpenOrders       int // orders that are not filled yet
}

// Mode is freqtrade's trading_mode. Old rows have none: spot.
type Mode uint8

// The trading modes.
const (
	Spot Mode = iota
	Margin
	Futures
	UnknownMode
)

func (m Mode) String() string { return [...]string{"spot", "margin", "futures", "unknown"}[m] }
