package sample

import "time"

var walletTable = &table{"wallet_history", []string{
	"id", "timestamp", "currency", "rate", "quote_currency", "balance", "total_quote", "total_position_value", "collateral", "leverage",
	"bot_managed",
}}

// wallet follows the balance through all trades, to write what freqtrade notes of it each midnight.
type wallet struct {
	options Options
	first   time.Time // the first midnight
	cash    []float64 // what each day changed
	held    [][10]holding
}

// holding is what a trade holds of a coin.
type holding struct {
	amount, entered float64 // entered: amount at the average entry rate
	leverage        float64
	sign            float64
}

func newWallet(options Options) *wallet {
	first := options.begin().Truncate(24*time.Hour).AddDate(0, 0, 1)
	days := int(options.Until.Sub(first)/(24*time.Hour)) + 1
	return &wallet{options: options, first: first, cash: make([]float64, days+1), held: make([][10]holding, days)}
}

// day is the number of the first midnight from a time on.
func (w *wallet) day(at time.Time) int {
	if !at.After(w.first) {
		return 0
	}
	return min(int((at.Sub(w.first)-1)/(24*time.Hour))+1, len(w.held))
}

// note books a trade: its money when orders are filled, its coins at the midnights between.
func (w *wallet) note(t *Trade, market int) {
	now, from := holding{leverage: t.Leverage, sign: t.sign()}, 0
	for _, order := range t.Orders {
		if order.Filled == 0 {
			continue
		}
		to := w.day(order.FilledAt)
		w.hold(market, now, from, to)
		w.cash[to] += now.book(t, order)
		from = to
	}
	if t.IsOpen {
		w.hold(market, now, from, len(w.held))
	}
}

func (w *wallet) hold(market int, now holding, from, to int) {
	for day := from; day < to && now.amount > 0; day++ {
		w.held[day][market] = now
	}
}

// book changes the holding by an order and gives what came into the wallet.
func (h *holding) book(t *Trade, order Order) float64 {
	value := order.Filled * order.Average
	fee := value * feeRate
	if order.FeeBase > 0 {
		fee = 0
	}
	if order.Side == t.EntrySide() {
		h.amount, h.entered = h.amount+order.Filled-order.FeeBase, h.entered+value
		return -value/h.leverage - fee
	}
	bought := h.entered * order.Filled / h.amount
	h.amount, h.entered = truncated(h.amount-order.Filled, t.AmountDigits), h.entered-bought
	return bought/h.leverage + h.sign*(value-bought) - fee + order.Funding
}

// migration is when the bot was updated to a version with wallet_history: the days before were reconstructed then.
func (o Options) migration() time.Time { return o.Until.AddDate(0, 0, -182) }

// write adds the rows of all days.
func (w *wallet) write(sink rowSink) error {
	cash, id := StartingBalance, 0
	for day := range w.held {
		cash += w.cash[day]
		for _, row := range w.rows(day, cash) {
			id++
			row[0] = id
			if err := sink.add(walletTable, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// rows are the wallet at the midnight that a day begins with.
func (w *wallet) rows(day int, cash float64) [][]any {
	at, quote := w.first.AddDate(0, 0, day), w.options.StakeCurrency
	captured := !at.Before(w.options.migration())
	if !captured {
		cash = w.misjudged(day, cash)
	}
	rows := [][]any{{0, at, quote, 1.0, quote, round8(cash), round8(cash), nil, nil, 1.0, true}}
	if captured {
		// Coins that the owner keeps at the exchange, which the bot does not touch.
		rows = append(rows, []any{0, at, "BNB", 610.0, quote, 0.35, 213.5, nil, nil, 1.0, false})
	}
	for market, held := range w.held[day] {
		if held.amount > 0 {
			rows = append(rows, w.holdingRow(coins[market], held, at, captured))
		}
	}
	return rows
}

// misjudged is a reconstructed balance. Freqtrade's reconstruction is known to be wrong at times, even below 0.
func (w *wallet) misjudged(day int, cash float64) float64 {
	switch day {
	case 147, 149:
		return cash * 0.4
	case 148:
		return -1042.37
	}
	return cash
}

func (w *wallet) holdingRow(market coin, held holding, at time.Time, captured bool) []any {
	quote, rate := w.options.StakeCurrency, market.rate(at)
	value := held.amount * rate
	row := []any{0, at, market.base, rate, quote, held.amount, round8(value), nil, nil, held.leverage, true}
	if w.options.Mode == Futures {
		collateral := held.entered / held.leverage
		row[6], row[7] = round8(collateral+held.sign*(value-held.entered)), round8(value)
		if captured {
			row[2], row[8] = market.pair(quote, Futures), round8(collateral)
		}
	}
	if !captured && at.Day() == 17 {
		row[3], row[6] = nil, nil // the exchange had no candle for that day
	}
	return row
}
