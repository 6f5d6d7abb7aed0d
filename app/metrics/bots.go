package metrics

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Bot is what is known about one bot. What is not known is no series, and never 0.
type Bot struct {
	Name, Exchange, Strategy string
	Mode                     string // spot, margin, futures; empty when it is not known
	DryRun                   string // true, false; empty when it is not known
	StakeCurrency            string
	// Heartbeat is the last sign of life, Started the start of the bot's process. Zero when it is not known.
	Heartbeat, Started time.Time
	Open               Figure // trades
	Wins               Figure
	Losses             Figure
	Draws              Figure
	Pairlocks          Figure // in force
	Drawdown           Figure // ratio, 0 or more: from the last high
	MaxDrawdown        Figure
	WinRatio           Figure
	// Amounts by currency. A currency that is not there is not known.
	ClosedProfit, OpenProfit, OpenStake, Equity map[string]float64
	Pairs                                       []Pair // only used when Config.PerPair
}

// Figure is a number that may not be known.
type Figure struct {
	Value float64
	Known bool
}

// Known is a figure that is.
func Known(value float64) Figure { return Figure{value, true} }

// Pair is the closed profit of one pair.
type Pair struct {
	Name, Currency string
	ClosedProfit   float64
}

var (
	botInfo = describe("tradingbot_info", "1; which bot this is.", "exchange", "strategy", "mode", "dry_run", "stake_currency")
	botBeat = describe("tradingbot_heartbeat_timestamp_seconds", "The bot's last sign of life.")
	botFrom = describe("tradingbot_start_timestamp_seconds", "When the bot's process was started.")

	tradesOpen   = describe("tradingbot_trades_open", "Trades that are open.")
	tradesClosed = describe("tradingbot_trades_closed", "Closed trades in the bot's database, by result.", "result")
	winRatio     = describe("tradingbot_win_ratio", "Winning trades among the closed ones, as the bot counts them.")
	pairlocks    = describe("tradingbot_pairlocks_active", "Pair locks that are in force.")

	drawdown    = describe("tradingbot_drawdown_ratio", "How far the closed profit and the starting balance are below their last high.")
	maxDrawdown = describe("tradingbot_drawdown_max_ratio", "The largest drawdown so far, as the bot calculates it.")

	profitClosed = describe("tradingbot_profit_closed", "Profit of the closed trades, after fees.", "currency")
	profitOpen   = describe("tradingbot_profit_open", "Profit of the open trades at the last known prices, after fees.", "currency")
	stakeOpen    = describe("tradingbot_stake_open", "Stake in the open trades, without leverage.", "currency")
	equity       = describe("tradingbot_equity", "What the bot manages: its balance with the open trades.", "currency")

	pairProfit = describe("tradingbot_pair_profit_closed", "Profit of the closed trades of a pair, after fees.", "currency", "pair")
)

// bots asks at each scrape.
type bots struct {
	list    func() []Bot
	perPair bool
}

func (b bots) Describe(descriptions chan<- *prometheus.Desc) {
	for _, description := range []*prometheus.Desc{botInfo, botBeat, botFrom, tradesOpen, tradesClosed, winRatio, pairlocks, drawdown,
		maxDrawdown, profitClosed, profitOpen, stakeOpen, equity, pairProfit} {
		descriptions <- description
	}
}

func (b bots) Collect(metrics chan<- prometheus.Metric) {
	for _, bot := range b.list() {
		tell := teller{metrics, bot.Name}
		bot.tellLife(tell)
		bot.tellTrades(tell)
		bot.tellMoney(tell)
		if b.perPair {
			for _, pair := range bot.Pairs {
				tell.value(pairProfit, pair.ClosedProfit, pair.Currency, pair.Name)
			}
		}
	}
}

func (b Bot) tellLife(tell teller) {
	tell.value(botInfo, 1, b.Exchange, b.Strategy, orUnknown(b.Mode), orUnknown(b.DryRun), b.StakeCurrency)
	tell.time(botBeat, b.Heartbeat)
	tell.time(botFrom, b.Started)
}

func (b Bot) tellTrades(tell teller) {
	tell.figure(tradesOpen, b.Open)
	tell.figure(tradesClosed, b.Wins, "win")
	tell.figure(tradesClosed, b.Losses, "loss")
	tell.figure(tradesClosed, b.Draws, "draw")
	tell.figure(winRatio, b.WinRatio)
	tell.figure(pairlocks, b.Pairlocks)
	tell.figure(drawdown, b.Drawdown)
	tell.figure(maxDrawdown, b.MaxDrawdown)
}

func (b Bot) tellMoney(tell teller) {
	tell.amounts(profitClosed, b.ClosedProfit)
	tell.amounts(profitOpen, b.OpenProfit)
	tell.amounts(stakeOpen, b.OpenStake)
	tell.amounts(equity, b.Equity)
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}

// teller tells about one bot.
type teller struct {
	metrics chan<- prometheus.Metric
	bot     string
}

// value leaves out what is no number. Labels may come from a database: whatever they are, they do not spoil the rest.
func (t teller) value(description *prometheus.Desc, value float64, labels ...string) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return
	}
	labels = append([]string{t.bot}, labels...)
	for i := range labels {
		labels[i] = strings.ToValidUTF8(labels[i], "\uFFFD")
	}
	t.metrics <- prometheus.MustNewConstMetric(description, prometheus.GaugeValue, value, labels...)
}

func (t teller) figure(description *prometheus.Desc, figure Figure, labels ...string) {
	if figure.Known {
		t.value(description, figure.Value, labels...)
	}
}

func (t teller) amounts(description *prometheus.Desc, amounts map[string]float64) {
	for _, currency := range slices.Sorted(maps.Keys(amounts)) {
		t.value(description, amounts[currency], currency)
	}
}

func (t teller) time(description *prometheus.Desc, at time.Time, labels ...string) {
	if !at.IsZero() {
		t.value(description, float64(at.UnixMilli())/1000, labels...)
	}
}
