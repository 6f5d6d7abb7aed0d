package api

import (
	"strings"
	"time"

	"crypto-dashboard/app/ledger"
)

// storedTrade is freqtrade's Trade.to_json: what the database has of a trade. Amounts are in the quote currency, which is the stake
// currency.
type storedTrade struct {
	ID              int64   `json:"trade_id"`
	Pair            string  `json:"pair"`
	Base            string  `json:"base_currency"`
	Quote           string  `json:"quote_currency"`
	IsOpen          bool    `json:"is_open"`
	IsShort         bool    `json:"is_short"`
	Exchange        string  `json:"exchange"`
	Amount          number  `json:"amount"`
	AmountRequested number  `json:"amount_requested"`
	Stake           number  `json:"stake_amount"`
	MaxStake        number  `json:"max_stake_amount"`
	Strategy        *string `json:"strategy"`
	EnterTag        *string `json:"enter_tag"`
	Timeframe       *int64  `json:"timeframe"`

	FeeOpen          number  `json:"fee_open"`
	FeeOpenCost      number  `json:"fee_open_cost"`
	FeeOpenCurrency  *string `json:"fee_open_currency"`
	FeeClose         number  `json:"fee_close"`
	FeeCloseCost     number  `json:"fee_close_cost"`
	FeeCloseCurrency *string `json:"fee_close_currency"`

	OpenDate          *string `json:"open_date"`
	OpenMS            *int64  `json:"open_timestamp"`
	OpenFillDate      *string `json:"open_fill_date"`
	OpenFillMS        *int64  `json:"open_fill_timestamp"`
	OpenRate          number  `json:"open_rate"`
	OpenRateRequested number  `json:"open_rate_requested"`
	OpenValue         number  `json:"open_trade_value"`

	CloseDate          *string `json:"close_date"`
	CloseMS            *int64  `json:"close_timestamp"`
	Realized           number  `json:"realized_profit"`
	RealizedRatio      number  `json:"realized_profit_ratio"`
	CloseRate          number  `json:"close_rate"`
	CloseRateRequested number  `json:"close_rate_requested"`
	CloseProfit        number  `json:"close_profit"`
	ClosePercent       number  `json:"close_profit_pct"`
	CloseProfitAbs     number  `json:"close_profit_abs"`
	DurationS          *int64  `json:"trade_duration_s"`
	Duration           *int64  `json:"trade_duration"`
	ProfitRatio        number  `json:"profit_ratio"`
	ProfitPercent      number  `json:"profit_pct"`
	ProfitAbs          number  `json:"profit_abs"`
	ExitReason         *string `json:"exit_reason"`
	ExitOrderStatus    *string `json:"exit_order_status"`

	Stop               number  `json:"stop_loss_abs"`
	StopRatio          number  `json:"stop_loss_ratio"`
	StopPercent        number  `json:"stop_loss_pct"`
	StopUpdate         *string `json:"stoploss_last_update"`
	StopUpdateMS       *int64  `json:"stoploss_last_update_timestamp"`
	InitialStop        number  `json:"initial_stop_loss_abs"`
	InitialStopRatio   number  `json:"initial_stop_loss_ratio"`
	InitialStopPercent number  `json:"initial_stop_loss_pct"`
	MinRate            number  `json:"min_rate"`
	MaxRate            number  `json:"max_rate"`

	Leverage           number  `json:"leverage"`
	InterestRate       number  `json:"interest_rate"`
	LiquidationPrice   number  `json:"liquidation_price"`
	TradingMode        *string `json:"trading_mode"`
	Funding            number  `json:"funding_fees"`
	AmountPrecision    number  `json:"amount_precision"`
	PricePrecision     number  `json:"price_precision"`
	PrecisionMode      *int64  `json:"precision_mode"`
	PrecisionModePrice *int64  `json:"precision_mode_price"`
	ContractSize       number  `json:"contract_size"`

	Entries       int     `json:"nr_of_successful_entries"`
	Exits         int     `json:"nr_of_successful_exits"`
	HasOpenOrders bool    `json:"has_open_orders"`
	Orders        []order `json:"orders"`
}

func storedOf(detail *ledger.Detail) storedTrade {
	r := row{detail.Trade}
	made := storedTrade{
		ID: detail.ID, Pair: r.words("pair"), IsOpen: detail.IsOpen, IsShort: r.yes("is_short"), Exchange: r.words("exchange"),
		Strategy: r.text("strategy"), EnterTag: r.text("enter_tag"), Timeframe: r.whole("timeframe"),
		Leverage: r.number("leverage"), InterestRate: r.number("interest_rate"), LiquidationPrice: r.number("liquidation_price"),
		Funding: r.number("funding_fees"), AmountPrecision: r.number("amount_precision"),
		PricePrecision: r.number("price_precision"), PrecisionMode: r.whole("precision_mode"),
		PrecisionModePrice: r.whole("precision_mode_price"), ContractSize: r.number("contract_size"),
		MinRate: r.number("min_rate"), MaxRate: r.number("max_rate"),
	}
	made.names(r)
	made.amounts(r)
	made.fees(r)
	made.dates(r)
	made.outcome(r)
	made.stops(r)
	made.book(bookOf(detail, made.IsShort))
	return made
}

// names falls back to the pair, as old rows have no currencies.
func (t *storedTrade) names(r row) {
	base, quote, _ := strings.Cut(t.Pair, "/")
	quote, _, _ = strings.Cut(quote, ":")
	if t.Base = r.words("base_currency"); t.Base == "" {
		t.Base = base
	}
	if t.Quote = r.words("stake_currency"); t.Quote == "" {
		t.Quote = quote
	}
	if mode := r.text("trading_mode"); mode != nil {
		lower := strings.ToLower(*mode)
		t.TradingMode = &lower
	}
}

func (t *storedTrade) amounts(r row) {
	t.Amount = r.number("amount").rounded(8)
	t.AmountRequested = r.number("amount_requested").rounded(8).unlessZero()
	t.Stake = r.number("stake_amount").rounded(8)
	t.MaxStake = r.number("max_stake_amount").rounded(8).unlessZero()
	t.OpenRate, t.OpenRateRequested = r.number("open_rate"), r.number("open_rate_requested")
	t.OpenValue = r.number("open_trade_value").rounded(8)
}

func (t *storedTrade) fees(r row) {
	t.FeeOpen, t.FeeOpenCost, t.FeeOpenCurrency = r.number("fee_open"), r.number("fee_open_cost"), r.text("fee_open_currency")
	t.FeeClose, t.FeeCloseCost, t.FeeCloseCurrency = r.number("fee_close"), r.number("fee_close_cost"), r.text("fee_close_currency")
}

func (t *storedTrade) dates(r row) {
	opened, closed := r.Time("open_date"), r.Time("close_date")
	t.OpenDate, t.OpenMS = printed(opened), milliseconds(opened)
	t.CloseDate, t.CloseMS = printed(closed), milliseconds(closed)
	if opened.Valid() && closed.Valid() {
		span := closed.Time().Sub(opened.Time())
		seconds, minutes := int64(span/time.Second), int64(span/time.Minute)
		t.DurationS, t.Duration = &seconds, &minutes
	}
}

func (t *storedTrade) outcome(r row) {
	ratio := r.number("close_profit")
	t.Realized, t.RealizedRatio = r.number("realized_profit").or(0), ratio.unlessZero()
	t.CloseRate, t.CloseRateRequested = r.number("close_rate"), r.number("close_rate_requested")
	t.CloseProfit, t.ClosePercent, t.CloseProfitAbs = ratio, ratio.unlessZero().percent(), r.number("close_profit_abs")
	t.ProfitRatio, t.ProfitPercent, t.ProfitAbs = t.CloseProfit, t.ClosePercent, t.CloseProfitAbs
	t.ExitReason, t.ExitOrderStatus = r.text("exit_reason"), r.text("exit_order_status")
}

func (t *storedTrade) stops(r row) {
	ratio, initial := r.number("stop_loss_pct").unlessZero(), r.number("initial_stop_loss_pct").unlessZero()
	t.Stop, t.StopRatio, t.StopPercent = r.number("stop_loss"), ratio, ratio*100
	t.InitialStop, t.InitialStopRatio, t.InitialStopPercent = r.number("initial_stop_loss"), initial, initial*100
}

func (t *storedTrade) book(b book) {
	filled, stop := b.firstFill(), b.stopPlaced()
	t.OpenFillDate, t.OpenFillMS = printed(filled), milliseconds(filled)
	t.StopUpdate, t.StopUpdateMS = printed(stop), milliseconds(stop)
	t.Entries, t.Exits, t.HasOpenOrders, t.Orders = b.entries(), b.exits(), b.hasOpen(), b.shown()
}
