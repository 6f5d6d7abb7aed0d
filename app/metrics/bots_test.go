package metrics_test

import (
	"math"
	"testing"
	"time"

	"crypto-dashboard/app/metrics"
)

var at = time.Date(2026, 11, 2, 9, 30, 0, 500_000_000, time.UTC)

// everything is a bot of which all is known.
func everything() metrics.Bot {
	return metrics.Bot{Name: "jetty", Exchange: "bybit", Strategy: "HarborLights", Mode: "futures", DryRun: "false", StakeCurrency: "USDT",
		Heartbeat: at, Started: at.Add(-time.Hour), Open: metrics.Known(2), Wins: metrics.Known(30), Losses: metrics.Known(12),
		Draws: metrics.Known(0), Pairlocks: metrics.Known(1), Drawdown: metrics.Known(0.05), MaxDrawdown: metrics.Known(0.125),
		WinRatio: metrics.Known(0.7142857142857143), ClosedProfit: map[string]float64{"USDT": 123.45, "BTC": -0.001},
		OpenProfit: map[string]float64{"USDT": -4.5}, OpenStake: map[string]float64{"USDT": 200}, Equity: map[string]float64{"USDT": 1123.45},
		Pairs: []metrics.Pair{{Name: "BTC/USDT:USDT", Currency: "USDT", ClosedProfit: 99.5}}}
}

func whole(c *metrics.Config) {
	c.Bots = func() []metrics.Bot { return []metrics.Bot{everything()} }
	c.Sources = func() []metrics.Source {
		return []metrics.Source{{Bot: "jetty", Name: "database", Up: true, LastSuccess: at, Took: 25 * time.Millisecond},
			{Bot: "jetty", Name: "api", LastSuccess: at.Add(-time.Minute)}}
	}
	c.PerPair = true
}

func TestABotOfWhichAllIsKnown(t *testing.T) {
	s := newService(t)
	s.worker(1, whole)
	s.scrape(1).has(
		`tradingbot_info{bot="jetty",dry_run="false",exchange="bybit",mode="futures",stake_currency="USDT",strategy="HarborLights"} 1`,
		`tradingbot_heartbeat_timestamp_seconds{bot="jetty"} 1.7936118005e+09`,
		`tradingbot_start_timestamp_seconds{bot="jetty"} 1.7936082005e+09`,
		`tradingbot_trades_open{bot="jetty"} 2`,
		`tradingbot_trades_closed{bot="jetty",result="win"} 30`,
		`tradingbot_trades_closed{bot="jetty",result="loss"} 12`,
		`tradingbot_trades_closed{bot="jetty",result="draw"} 0`,
		`tradingbot_win_ratio{bot="jetty"} 0.7142857142857143`,
		`tradingbot_pairlocks_active{bot="jetty"} 1`,
		`tradingbot_drawdown_ratio{bot="jetty"} 0.05`,
		`tradingbot_drawdown_max_ratio{bot="jetty"} 0.125`,
		`tradingbot_profit_closed{bot="jetty",currency="USDT"} 123.45`,
		`tradingbot_profit_closed{bot="jetty",currency="BTC"} -0.001`,
		`tradingbot_profit_open{bot="jetty",currency="USDT"} -4.5`,
		`tradingbot_stake_open{bot="jetty",currency="USDT"} 200`,
		`tradingbot_equity{bot="jetty",currency="USDT"} 1123.45`,
		`tradingbot_pair_profit_closed{bot="jetty",currency="USDT",pair="BTC/USDT:USDT"} 99.5`,
		`dashboard_source_up{bot="jetty",source="database",worker="1"} 1`,
		`dashboard_source_up{bot="jetty",source="api",worker="1"} 0`,
		`dashboard_source_last_success_timestamp_seconds{bot="jetty",source="database",worker="1"} 1.7936118005e+09`,
		`dashboard_source_query_duration_seconds{bot="jetty",source="database",worker="1"} 0.025`)
}

// What is not known is not there. It is not 0.
func TestABotOfWhichNothingIsKnown(t *testing.T) {
	s := newService(t)
	s.worker(1, func(c *metrics.Config) {
		c.Bots = func() []metrics.Bot { return []metrics.Bot{{Name: "new"}} }
		c.Sources = func() []metrics.Source { return []metrics.Source{{Bot: "new", Name: "database"}} }
	})
	got := s.scrape(1)
	got.has(`tradingbot_info{bot="new",dry_run="unknown",exchange="",mode="unknown",stake_currency="",strategy=""} 1`,
		`dashboard_source_up{bot="new",source="database",worker="1"} 0`)
	got.lacks("tradingbot_trades", "tradingbot_heartbeat", "tradingbot_start", "tradingbot_profit", "tradingbot_stake_open",
		"tradingbot_equity", "tradingbot_drawdown", "tradingbot_win", "tradingbot_pair", "dashboard_source_last", "dashboard_source_query")
}

func TestNumbersThatAreNone(t *testing.T) {
	s := newService(t)
	s.worker(1, func(c *metrics.Config) {
		c.Bots = func() []metrics.Bot {
			return []metrics.Bot{{Name: "odd", Drawdown: metrics.Known(math.NaN()), MaxDrawdown: metrics.Known(math.Inf(1)),
				Equity: map[string]float64{"USDT": math.Inf(-1), "BTC": 1}}}
		}
	})
	got := s.scrape(1)
	got.lacks("tradingbot_drawdown", `currency="USDT"`)
	got.has(`tradingbot_equity{bot="odd",currency="BTC"} 1`)
}

// Pairs can be hundreds: they are told to those who ask for it.
func TestPairsAreOptIn(t *testing.T) {
	s := newService(t)
	s.worker(1, whole, func(c *metrics.Config) { c.PerPair = false })
	got := s.scrape(1)
	got.lacks("tradingbot_pair_profit_closed")
	got.has(`tradingbot_trades_open{bot="jetty"} 2`)
}

// What a database holds may be anything. It spoils nothing else.
func TestTextsOfADatabase(t *testing.T) {
	s := newService(t)
	s.worker(1, func(c *metrics.Config) {
		c.PerPair = true
		c.Bots = func() []metrics.Bot {
			return []metrics.Bot{{Name: "a", Strategy: "two\nlines \"quoted\" \\ \xff", Open: metrics.Known(1), Pairs: []metrics.Pair{
				{Name: "X", Currency: "USDT", ClosedProfit: 1}, {Name: "X", Currency: "USDT", ClosedProfit: 2}}},
				{Name: "b", Open: metrics.Known(5)}}
		}
	})
	got := s.scrape(1)
	got.has(`tradingbot_info{bot="a",dry_run="unknown",exchange="",mode="unknown",stake_currency="",strategy="two\nlines \"quoted\" \\ `+"\uFFFD"+`"} 1`,
		`tradingbot_trades_open{bot="a"} 1`, `tradingbot_trades_open{bot="b"} 5`)
}
