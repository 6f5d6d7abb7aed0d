package api

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
)

// healthAnswer is freqtrade's health of the bot, and how current what is known about it is.
type healthAnswer struct {
	LastProcess   *string          `json:"last_process"`
	LastProcessTS *int64           `json:"last_process_ts"`
	BotStart      *string          `json:"bot_start"`
	BotStartTS    *int64           `json:"bot_start_ts"`
	BotStartup    *string          `json:"bot_startup"`
	BotStartupTS  *int64           `json:"bot_startup_ts"`
	Bot           string           `json:"bot"`
	Heartbeat     botapi.Heartbeat `json:"heartbeat"`
	Data          dataHealth       `json:"data"`
	API           *apiHealth       `json:"api"`
	Version       string           `json:"dashboard_version"`
	Unavailable   reasons          `json:"unavailable"`
}

// dataHealth is how current the database is known.
type dataHealth struct {
	Current *string `json:"current"`
	Age     number  `json:"age_s"`
	Problem *string `json:"problem"`
	Written *string `json:"written"`
}

// apiHealth is how current the answers of the bot's API are.
type apiHealth struct {
	Config     partHealth `json:"config"`
	Health     partHealth `json:"health"`
	OpenTrades partHealth `json:"open_trades"`
	Balance    partHealth `json:"balance"`
}

type partHealth struct {
	Got     *string `json:"got"`
	Age     number  `json:"age_s"`
	Problem *string `json:"problem"`
}

// health answers also when the database was never read: that is what it is for.
func health(c *call) plan {
	made := atOnce(func() any { return c.healthNow() })
	made.dataless = true
	return made
}

func (c *call) healthNow() healthAnswer {
	why := reasons{}
	answer := healthAnswer{Bot: c.bot.Name, Heartbeat: botapi.Unknown, Version: c.api.version, Unavailable: why,
		Data: dataOf(c.view.State, c.now), API: c.apiHealth(why)}
	if c.view.API != nil {
		answer.Heartbeat = c.view.API.Heartbeat(c.now)
	}
	answer.lastLoop(c)
	answer.starts(c)
	return answer
}

func (h *healthAnswer) lastLoop(c *call) {
	at, reason := time.Time{}, noAPI
	if api := c.view.API; api != nil {
		at, reason = api.Health.Value.LastProcess, told(api.Health)
	}
	h.LastProcess = h.Unavailable.text("last_process", universal(at), reason)
	h.LastProcessTS = h.Unavailable.stamp("last_process_ts", seconds(at), reason)
}

// starts are in the database, too.
func (h *healthAnswer) starts(c *call) {
	first, last := time.Time{}, time.Time{}
	if api := c.view.API; api != nil {
		first, last = api.Health.Value.BotStart, api.Health.Value.BotStartup
	}
	if snapshot := c.view.State.Snapshot; snapshot != nil {
		first, last = either(first, snapshot.FirstStarted), either(last, snapshot.Started)
	}
	h.BotStart = h.Unavailable.text("bot_start", universal(first), noStart)
	h.BotStartTS = h.Unavailable.stamp("bot_start_ts", seconds(first), noStart)
	h.BotStartup = h.Unavailable.text("bot_startup", universal(last), noStart)
	h.BotStartupTS = h.Unavailable.stamp("bot_startup_ts", seconds(last), noStart)
}

// either is a time of the bot's API, or the database's.
func either(at time.Time, stored ledger.Time) time.Time {
	if at.IsZero() {
		return stored.Time()
	}
	return at
}

func dataOf(state *ledger.State, now time.Time) dataHealth {
	health := dataHealth{Age: unknown, Problem: nullable(state.Problem)}
	if state.Snapshot != nil {
		health.Current, health.Age = universal(state.Current), ageOf(state.Current, now)
		health.Written = universal(state.Snapshot.Written)
	}
	return health
}

func (c *call) apiHealth(why reasons) *apiHealth {
	api := c.view.API
	if api == nil {
		why["api"] = noAPI
		return nil
	}
	return &apiHealth{Config: partOf(api.Config, c.now), Health: partOf(api.Health, c.now),
		OpenTrades: partOf(api.OpenTrades, c.now), Balance: partOf(api.Balance, c.now)}
}

func partOf[T any](part botapi.Part[T], now time.Time) partHealth {
	return partHealth{Got: universal(part.Got), Age: ageOf(part.Got, now), Problem: nullable(part.Problem)}
}
