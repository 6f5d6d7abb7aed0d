package sample_test

import (
	"database/sql"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"testing"

	"crypto-dashboard/app/sample"
)

// position follows one trade through its orders with exact decimals, as freqtrade's arithmetic does: what is held is counted
// at the average entry, and each exit is settled by itself.
type position struct {
	entry      string // the side of entries
	sign       *big.Rat
	leverage   *big.Rat
	held, cost *big.Rat // cost: what is held at the average entry
	entered    *big.Rat // all entries
	paid       *big.Rat // all entries with their fees
	funding    *big.Rat
	profit     *big.Rat // of all exits
	lastProfit *big.Rat
	exits      int
	before     [2]*big.Rat // held and cost before the last exit
	filled     int         // orders
	coinFee    bool
}

const fee = "0.001"

func decimal(value float64) *big.Rat {
	exact, _ := new(big.Rat).SetString(strconv.FormatFloat(value, 'f', -1, 64))
	return exact
}

func product(factors ...*big.Rat) *big.Rat {
	result := big.NewRat(1, 1)
	for _, factor := range factors {
		result.Mul(result, factor)
	}
	return result
}

func newPosition(short bool, leverage float64) *position {
	p := &position{entry: "buy", sign: big.NewRat(1, 1), leverage: decimal(leverage)}
	if short {
		p.entry, p.sign = "sell", big.NewRat(-1, 1)
	}
	for _, value := range []**big.Rat{&p.held, &p.cost, &p.entered, &p.paid, &p.funding, &p.profit, &p.lastProfit} {
		*value = new(big.Rat)
	}
	return p
}

// withFee is a value after the fee; direction +1: the fee is added.
func withFee(value *big.Rat, direction *big.Rat) *big.Rat {
	rate, _ := new(big.Rat).SetString(fee)
	return product(value, new(big.Rat).Add(big.NewRat(1, 1), product(direction, rate)))
}

func (p *position) order(side string, amount, price, funding *big.Rat, isLast, futures bool) {
	p.filled++
	p.funding.Add(p.funding, funding)
	value := product(amount, price)
	if side == p.entry {
		p.held.Add(p.held, amount)
		p.cost.Add(p.cost, value)
		p.entered.Add(p.entered, value)
		p.paid.Add(p.paid, withFee(value, p.sign))
		return
	}
	p.before = [2]*big.Rat{new(big.Rat).Set(p.held), new(big.Rat).Set(p.cost)}
	bought := new(big.Rat).Quo(product(p.cost, amount), p.held)
	p.held.Sub(p.held, amount)
	p.cost.Sub(p.cost, bought)
	profit := new(big.Rat).Sub(withFee(value, new(big.Rat).Neg(p.sign)), withFee(bought, p.sign))
	profit.Mul(profit, p.sign)
	if futures && isLast {
		profit.Add(profit, p.funding)
	}
	p.lastProfit, _ = new(big.Rat).SetString(profit.FloatString(8))
	p.profit.Add(p.profit, p.lastProfit)
	p.exits++
}

func number(value *big.Rat) float64 {
	result, _ := value.Float64()
	return result
}

// storedTrade is what the row says.
type storedTrade struct {
	id                                                          int
	open, short, old                                            bool
	leverage, amount, openRate, openValue, stake                float64
	maxStake, realized                                          float64
	closeProfit, closeProfitAbs, priceTick, amountTick, funding sql.NullFloat64
}

// checkArithmetic compares every trade of a database with a walk through its orders, and gives how many there were.
func checkArithmetic(t *testing.T, database *sql.DB, version string) (trades int) {
	t.Helper()
	positions := walk(t, database)
	rows, err := database.QueryContext(t.Context(), `SELECT id, is_open, is_short, trading_mode IS NULL, coalesce(leverage, 1), amount, open_rate,
		open_trade_value, stake_amount, max_stake_amount, realized_profit, close_profit, close_profit_abs, price_precision, amount_precision, funding_fees FROM trades`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s storedTrade
		if err := rows.Scan(&s.id, &s.open, &s.short, &s.old, &s.leverage, &s.amount, &s.openRate, &s.openValue, &s.stake, &s.maxStake, &s.realized,
			&s.closeProfit, &s.closeProfitAbs, &s.priceTick, &s.amountTick, &s.funding); err != nil {
			t.Fatal(err)
		}
		trades++
		compare(t, s, positions[s.id], version)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return trades
}

// walk settles all filled orders by id.
func walk(t *testing.T, database *sql.DB) map[int]*position {
	t.Helper()
	rows, err := database.QueryContext(t.Context(), `SELECT t.id, t.is_short, coalesce(t.leverage, 1), coalesce(t.trading_mode = 'FUTURES', false),
		o.ft_order_side, o.filled, coalesce(o.ft_fee_base, 0), coalesce(o.average, o.price), coalesce(o.funding_fee, 0), o.ft_is_open,
		o.id = (SELECT max(id) FROM orders WHERE ft_trade_id = t.id) AND NOT t.is_open
		FROM orders o JOIN trades t ON t.id = o.ft_trade_id ORDER BY o.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	positions := map[int]*position{}
	for rows.Next() {
		var id int
		var short, futures, waits, isLast bool
		var leverage, filled, base, price, funding float64
		var side string
		if err := rows.Scan(&id, &short, &leverage, &futures, &side, &filled, &base, &price, &funding, &waits, &isLast); err != nil {
			t.Fatal(err)
		}
		if positions[id] == nil {
			positions[id] = newPosition(short, leverage)
		}
		positions[id].coinFee = positions[id].coinFee || base > 0
		if !waits && filled > 0 {
			amount := new(big.Rat).Sub(decimal(filled), decimal(base))
			positions[id].order(side, amount, decimal(price), decimal(funding), isLast, futures)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return positions
}

func compare(t *testing.T, s storedTrade, p *position, version string) {
	t.Helper()
	if p == nil {
		t.Errorf("trade %d has no order", s.id)
		return
	}
	check := func(name string, got, want, tolerance float64) {
		t.Helper()
		if math.Abs(got-want) > tolerance || math.IsNaN(got) {
			t.Errorf("trade %d: %s is %v, its orders say %v", s.id, name, got, want)
		}
	}
	largest := product(p.entered)
	if version != "2024.10" {
		largest.Quo(largest, p.leverage)
	}
	check("max_stake_amount", s.maxStake, number(largest), 1e-6)
	if p.filled == 0 {
		if steps := s.openRate / s.priceTick.Float64; s.priceTick.Valid && math.Abs(steps-math.Round(steps)) > 1e-4 {
			t.Errorf("trade %d: open_rate %v has more digits than %v", s.id, s.openRate, s.priceTick.Float64)
		}
		check("amount", s.amount, 0, 0)
		return
	}
	held, cost := p.held, p.cost
	if !s.open {
		held, cost = p.before[0], p.before[1]
	}
	average := number(new(big.Rat).Quo(cost, held))
	check("open_rate", s.openRate, average, s.priceTick.Float64/2+1e-9)
	if steps := s.openRate / s.priceTick.Float64; s.priceTick.Valid && math.Abs(steps-math.Round(steps)) > 1e-4 {
		t.Errorf("trade %d: open_rate %v has more digits than %v", s.id, s.openRate, s.priceTick.Float64)
	}
	check("amount", s.amount, number(held), s.amountTick.Float64*dust(p))
	check("open_trade_value", s.openValue, number(withFee(product(decimal(s.amount), decimal(s.openRate)), p.sign)), 1e-6)
	check("stake_amount", s.stake, number(new(big.Rat).Quo(cost, p.leverage)), 1e-6)
	if p.exits == 0 {
		if s.open && (s.closeProfit.Valid || s.closeProfitAbs.Valid || s.realized != 0) {
			t.Errorf("trade %d has a profit without an exit: %+v", s.id, s)
		}
		return
	}
	ratio := product(new(big.Rat).Quo(p.profit, p.paid), p.leverage)
	check("close_profit", s.closeProfit.Float64, number(ratio), 1e-9)
	realized, last := p.profit, p.profit
	if s.open {
		last = p.lastProfit
	}
	if s.old {
		realized = new(big.Rat)
	}
	if digits := s.closeProfitAbs.Float64 * 1e8; math.Abs(digits-math.Round(digits)) > 1e-3 {
		t.Errorf("trade %d: close_profit_abs %v has more than 8 digits", s.id, s.closeProfitAbs.Float64)
	}
	check("close_profit_abs", s.closeProfitAbs.Float64, number(last), 2.1e-8)
	check("realized_profit", s.realized, number(realized), 2.1e-8)
	if !s.open {
		check("funding_fees", s.funding.Float64, number(p.funding), 1e-8)
		check("what is left", number(p.held), 0, s.amountTick.Float64*dust(p))
	}
}

// dust is the part of the smallest amount that may be left over: only a fee that is taken in coins leaves some.
func dust(p *position) float64 {
	if p.coinFee {
		return 1
	}
	return 1e-9
}

// openSQLite opens a database as a reader would.
func openSQLite(t *testing.T, path string) *sql.DB {
	t.Helper()
	database, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	return database
}

func TestStoredProfitsAreWhatTheOrdersSay(t *testing.T) {
	for _, options := range []sample.Options{
		{Closed: 2000}, {Closed: 2000, Mode: sample.Futures}, {Closed: 300, Version: "2024.10"}, {Closed: 300, Mode: sample.Futures, Version: "2024.10"},
	} {
		t.Run(fmt.Sprint(options.Mode, options.Version), func(t *testing.T) {
			if trades := checkArithmetic(t, openSQLite(t, newSample(t, options)), options.Version); trades != options.Closed+3 {
				t.Errorf("%d trades, want %d", trades, options.Closed+3)
			}
		})
	}
}
