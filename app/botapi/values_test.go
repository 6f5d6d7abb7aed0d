package botapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crypto-dashboard/app/botapi"
)

// none is a number that is not available; two of them are the same here.
var (
	none        = botapi.Missing
	sameNumbers = cmp.Comparer(func(a, b botapi.Number) bool { return a == b || !a.Valid() && !b.Valid() })
	secondsTo   = func(unix int64) time.Time { return time.Unix(unix, 0).UTC() }
)

func want[T any](t *testing.T, got T, err error, want T) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(want, got, sameNumbers); difference != "" {
		t.Errorf("want -, got +:\n%s", difference)
	}
}

func TestConfig(t *testing.T) {
	config, err := newBot(t, "2024.10").client().Config(t.Context())
	want(t, config, err, botapi.Config{BotName: "pier", Version: "2024.10", State: "running", RunMode: "dry_run", DryRun: true,
		Strategy: "HarborLights", Exchange: "kraken", TradingMode: "spot", StakeCurrency: "USDT", StakeAmount: "unlimited",
		MaxOpenTrades: -1, Timeframe: "5m", Candle: 5 * time.Minute, StopLoss: -0.12, Capital: none})
	config, err = newBot(t, "2026.4").client().Config(t.Context())
	want(t, config, err, botapi.Config{BotName: "jetty", Version: "2026.4", State: "paused", RunMode: "live", Strategy: "HarborLights",
		StrategyVersion: "7", Exchange: "bybit", TradingMode: "futures", MarginMode: "isolated", StakeCurrency: "USDT",
		StakeAmount: "50", MaxOpenTrades: 6, Timeframe: "1h", Candle: time.Hour, StopLoss: -0.12, Capital: 600})
}

func TestHealth(t *testing.T) {
	health, err := newBot(t, "2024.10").client().Health(t.Context())
	want(t, health, err, botapi.Health{LastProcess: secondsTo(1793611797), BotStart: secondsTo(1773475202), BotStartup: secondsTo(1793384411)})
	health, err = newBot(t, "2026.4").client().Health(t.Context()) // before its first loop
	want(t, health, err, botapi.Health{BotStart: secondsTo(1764547200), BotStartup: secondsTo(1793611790)})
	b := newBot(t, "2024.10")
	b.replace("health", answers(`{"last_process": "2022-10-30T18:20:11+00:00", "last_process_ts": 1667154011, "bot_start_ts": 0}`)) // 2022
	health, err = b.client().Health(t.Context())
	want(t, health, err, botapi.Health{LastProcess: secondsTo(1667154011)})
}

func TestOpenTrades(t *testing.T) {
	trades, err := newBot(t, "2024.10").client().OpenTrades(t.Context())
	want(t, trades, err, map[int64]botapi.OpenTrade{
		41: {ID: 41, Pair: "BTC/USDT", CurrentRate: 68680, ProfitAbs: 0.84787, ProfitRatio: 0.00497506, TotalProfitAbs: 0.84787,
			TotalProfitRatio: 0.00497506, StopLossDistance: -8840, StopLossDistanceRatio: -0.12871287, AtStop: -21.199, AtStopRatio: -0.124389},
		42: {ID: 42, Pair: "ETH/USDT", CurrentRate: 2504.5, TotalProfitRatio: none, StopLossDistance: -304.5, StopLossDistanceRatio: -0.12158115},
	})
	trades, err = newBot(t, "2026.4").client().OpenTrades(t.Context())
	want(t, trades, err, map[int64]botapi.OpenTrade{
		7: {ID: 7, Pair: "SOL/USDT:USDT", CurrentRate: 194, ProfitAbs: 8.67, ProfitRatio: 0.0868, TotalProfitAbs: 12.87,
			TotalProfitRatio: 0.08571, StopLossDistance: 14, StopLossDistanceRatio: 0.07216495, AtStop: -12.5, AtStopRatio: -0.125},
		// The exchange gives no price. The answer then has a total of 0.0, which is none.
		8: {ID: 8, Pair: "DOGE/USDT:USDT", CurrentRate: none, ProfitAbs: none, ProfitRatio: none, TotalProfitAbs: none,
			TotalProfitRatio: none, StopLossDistance: none, StopLossDistanceRatio: none, AtStop: -12.1, AtStopRatio: -0.242},
	})
}

func TestNoOpenTradesIsAnAnswer(t *testing.T) {
	b := newBot(t, "2026.4")
	b.replace("status", answers(`[]`))
	trades, err := b.client().OpenTrades(t.Context())
	want(t, trades, err, map[int64]botapi.OpenTrade{})
}

func TestBalance(t *testing.T) {
	balance, err := newBot(t, "2024.10").client().Balance(t.Context())
	want(t, balance, err, botapi.Balance{Stake: "USDT", Total: 1013.2, TotalBot: 1004.785, StartingCapital: 990,
		StartingCapitalRatio: 0.01493434, Simulated: true, Currencies: []botapi.Currency{
			{Currency: "USDT", Free: 841.5, Balance: 841.5, BotOwned: 833.085, EstStake: 841.5, EstStakeBot: 833.085, Side: "long", BotManaged: true},
			{Currency: "BTC", Free: 0.0025, Balance: 0.0025, BotOwned: 0.0025, EstStake: 171.7, EstStakeBot: 171.7, Side: "long", BotManaged: true},
			{Currency: "XRP", Free: 12, Balance: 12, Side: "long"},
		}})
	balance, err = newBot(t, "2026.4").client().Balance(t.Context())
	want(t, balance, err, botapi.Balance{Stake: "USDT", Total: 621.25, TotalBot: 621.25, StartingCapital: 600,
		StartingCapitalRatio: 0.03541667, Currencies: []botapi.Currency{
			{Currency: "USDT", Free: 512.25, Balance: 662.25, Used: 150, BotOwned: 662.25, EstStake: 512.25, EstStakeBot: 512.25, Side: "long", BotManaged: true},
			{Currency: "SOL/USDT:USDT", BotOwned: none, EstStake: 109, EstStakeBot: 109, IsPosition: true, Side: "short", Position: 1.5, BotManaged: true},
		}})
}

// What an older version does not give is not available, and never 0.
func TestFieldsThatAreNotThere(t *testing.T) {
	b := newBot(t, "2024.10")
	b.replace("balance", answers(`{"currencies": [{"currency": "BTC", "free": null}], "total": null, "stake": "BTC", "starting_capital": 0, "starting_capital_ratio": 0}`))
	balance, err := b.client().Balance(t.Context())
	want(t, balance, err, botapi.Balance{Stake: "BTC", Total: none, TotalBot: none, StartingCapital: none, StartingCapitalRatio: none,
		Currencies: []botapi.Currency{{Currency: "BTC", Free: none, Balance: none, Used: none, BotOwned: none, EstStake: none, EstStakeBot: none, Position: none}}})
	b.replace("show_config", answers(`{"version": "2019.8", "dry_run": false, "state": "", "strategy": null, "timeframe_ms": null, "max_open_trades": null}`))
	config, err := b.client().Config(t.Context())
	want(t, config, err, botapi.Config{Version: "2019.8", MaxOpenTrades: none, StopLoss: none, Capital: none})
	b.replace("status", answers(`[{"trade_id": 3}]`))
	trades, err := b.client().OpenTrades(t.Context())
	want(t, trades, err, map[int64]botapi.OpenTrade{3: {ID: 3, CurrentRate: none, ProfitAbs: none, ProfitRatio: none, TotalProfitAbs: none,
		TotalProfitRatio: none, StopLossDistance: none, StopLossDistanceRatio: none, AtStop: none, AtStopRatio: none}})
}

// An answer that lacks what every version gives is not freqtrade's: it must not pass as one without trades, or as live trading.
func TestAnswersOfSomethingElse(t *testing.T) {
	b := newBot(t, "2026.4")
	client := b.client()
	cases := []struct {
		path string
		body string
		ask  func() error
	}{
		{"show_config", `{}`, func() error { _, err := client.Config(t.Context()); return err }},
		{"show_config", `{"version": "2026.4", "state": "running"}`, func() error { _, err := client.Config(t.Context()); return err }},
		{"show_config", `{"version": "2026.4", "dry_run": true}`, func() error { _, err := client.Config(t.Context()); return err }},
		{"show_config", `{"dry_run": true, "state": "running"}`, func() error { _, err := client.Config(t.Context()); return err }},
		{"status", `null`, func() error { _, err := client.OpenTrades(t.Context()); return err }},
		{"status", `[{"pair": "BTC/USDT"}]`, func() error { _, err := client.OpenTrades(t.Context()); return err }},
		{"status", `{"trades": []}`, func() error { _, err := client.OpenTrades(t.Context()); return err }},
		{"balance", `{"total": 5, "stake": "USDT"}`, func() error { _, err := client.Balance(t.Context()); return err }},
		{"balance", `{"currencies": []}`, func() error { _, err := client.Balance(t.Context()); return err }},
		{"health", `{}`, func() error { _, err := client.Health(t.Context()); return err }},
		{"health", `null`, func() error { _, err := client.Health(t.Context()); return err }},
	}
	for _, c := range cases {
		t.Run(c.path+" "+c.body, func(t *testing.T) {
			b.replace(c.path, http.HandlerFunc(answers(c.body)))
			wantReason(t, c.ask(), "not understood")
		})
	}
}
