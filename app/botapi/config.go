package botapi

import (
	"context"
	"time"
)

// Config is what freqtrade's _rpc_show_config tells. An empty text and a missing number are not available.
type Config struct {
	BotName         string
	Version         string // freqtrade's own
	State           string // running, paused, stopped, reload_config; empty when no bot runs behind the API
	RunMode         string // live, dry_run, webserver
	DryRun          bool
	Strategy        string
	StrategyVersion string
	Exchange        string
	TradingMode     string // spot, margin, futures
	MarginMode      string // isolated, cross; not before 2025
	StakeCurrency   string
	StakeAmount     string // an amount, or unlimited
	MaxOpenTrades   Number // -1 is unlimited
	Timeframe       string // 5m
	Candle          time.Duration
	StopLoss        Number // ratio, negative
	Capital         Number // available_capital: set by the user, in stake currency
}

// The states of a bot that mean something here.
const (
	Running   = "running"
	Paused    = "paused"
	Stopped   = "stopped"
	Reloading = "reload_config"
)

type wireConfig struct {
	BotName         string   `json:"bot_name"`
	Version         string   `json:"version"`
	State           *string  `json:"state"`
	RunMode         string   `json:"runmode"`
	DryRun          *bool    `json:"dry_run"`
	Strategy        string   `json:"strategy"`
	StrategyVersion string   `json:"strategy_version"`
	Exchange        string   `json:"exchange"`
	TradingMode     string   `json:"trading_mode"`
	MarginMode      string   `json:"margin_mode"`
	StakeCurrency   string   `json:"stake_currency"`
	StakeAmount     string   `json:"stake_amount"`
	MaxOpenTrades   *float64 `json:"max_open_trades"`
	Timeframe       string   `json:"timeframe"`
	TimeframeMS     int64    `json:"timeframe_ms"`
	StopLoss        *float64 `json:"stoploss"`
	Capital         *float64 `json:"available_capital"`
}

func (w *wireConfig) complete() bool { return w.DryRun != nil && w.State != nil && w.Version != "" }

// Config asks for the bot's configuration and state.
func (c *Client) Config(ctx context.Context) (Config, error) {
	var w wireConfig
	if err := c.get(ctx, showConfig, &w); err != nil {
		return Config{}, err
	}
	return Config{BotName: w.BotName, Version: w.Version, State: *w.State, RunMode: w.RunMode, DryRun: *w.DryRun,
		Strategy: w.Strategy, StrategyVersion: w.StrategyVersion, Exchange: w.Exchange, TradingMode: w.TradingMode,
		MarginMode: w.MarginMode, StakeCurrency: w.StakeCurrency, StakeAmount: w.StakeAmount, MaxOpenTrades: or(w.MaxOpenTrades),
		Timeframe: w.Timeframe, Candle: time.Duration(max(0, w.TimeframeMS)) * time.Millisecond, StopLoss: or(w.StopLoss),
		Capital: or(w.Capital)}, nil
}
