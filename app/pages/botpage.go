package pages

import (
	"fmt"
	"net/url"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// botPage says what the bot is and does, where every figure is from and how old that is, and what there is not, and why.
var botPage = kind{name: "bot", here: "/bot", title: "Bot", style: "detail.css", aged: true,
	content: func(view bots.View, now time.Time, _ url.Values) any { return botOf(view, now) }}

// bot is what the template sees.
type bot struct {
	Pulse   pulse
	Facts   []factGroup
	Sources []source
	Balance *botapi.Balance
	Wallet  botapi.Part[botapi.Balance]
	NoAPI   bool
	Lacking []lacking
}

// factGroup is what is known about one side of the bot.
type factGroup struct {
	Name  string
	Facts []fact
}

// fact is a property, from a source, or the reason why it is not known.
type fact struct {
	Name, Value, Source string
	At                  time.Time // for a moment instead of a value
	Missing             string
}

// lacking is what the dashboard cannot show, and why.
type lacking struct{ Name, Why string }

const (
	fromDatabase = "database"
	fromAPI      = "API"
	noAPI        = "the bot’s API is not used"
)

func botOf(view bots.View, now time.Time) bot {
	made := bot{Pulse: pulseOf(view, now), Sources: sourcesOf(view), NoAPI: view.API == nil, Lacking: lackingOf(view)}
	made.Facts = []factGroup{{"State", stateFacts(view)}, {"Set-up", setUpFacts(view)}, {"Starts", startFacts(view)}}
	if view.API != nil {
		made.Wallet = view.API.Balance
	}
	return made
}

// apiFact is what the bot's configuration says, when it was told.
func apiFact(name string, view bots.View, value func(botapi.Config) string) fact {
	switch {
	case view.API == nil:
		return fact{Name: name, Missing: noAPI}
	case !view.API.Config.Known():
		return fact{Name: name, Missing: view.API.Config.Problem}
	}
	if text := value(view.API.Config.Value); text != "" {
		return fact{Name: name, Value: text, Source: fromAPI}
	}
	return fact{Name: name, Missing: "the bot’s API does not tell"}
}

// either prefers what the bot says now to what its newest trade said.
func either(name string, view bots.View, told func(botapi.Config) string, noted func(ledger.Newest) string) fact {
	said := apiFact(name, view, told)
	if said.Missing == "" || view.State.Snapshot == nil {
		return said
	}
	if text := noted(view.State.Snapshot.Newest); text != "" {
		return fact{Name: name, Value: text, Source: "newest trade"}
	}
	return fact{Name: name, Missing: "there is no trade to tell by, and " + said.Missing}
}

func stateFacts(view bots.View) []fact {
	mode := modeOf(view)
	return []fact{
		apiFact("State", view, func(c botapi.Config) string { return stateWords[c.State] }),
		{Name: "Mode", Value: mode.Name + ": " + mode.Why},
		apiFact("Bot’s name", view, func(c botapi.Config) string { return c.BotName }),
		apiFact("freqtrade", view, func(c botapi.Config) string { return c.Version }),
	}
}

// stateWords are freqtrade's states in words.
var stateWords = map[string]string{
	botapi.Running: "running", botapi.Paused: "paused: it closes trades and opens none", botapi.Stopped: "stopped: it does nothing",
	botapi.Reloading: "reading its configuration again", "": "no bot runs behind the API",
}

func setUpFacts(view bots.View) []fact {
	return []fact{
		either("Strategy", view, func(c botapi.Config) string { return spaced(c.Strategy, c.StrategyVersion) },
			func(n ledger.Newest) string { return n.Strategy }),
		either("Exchange", view, func(c botapi.Config) string { return c.Exchange }, func(n ledger.Newest) string { return n.Exchange }),
		either("Market", view, func(c botapi.Config) string { return spaced(c.TradingMode, c.MarginMode) },
			func(n ledger.Newest) string { return marketOf(n) }),
		either("Timeframe", view, func(c botapi.Config) string { return c.Timeframe }, func(n ledger.Newest) string { return timeframe(n.Timeframe) }),
		apiFact("Stake per trade", view, func(c botapi.Config) string { return spaced(c.StakeAmount, c.StakeCurrency) }),
		apiFact("Open trades at most", view, func(c botapi.Config) string { return limit(c.MaxOpenTrades) }),
		apiFact("Stop loss", view, func(c botapi.Config) string { return told(c.StopLoss) }),
		startingBalance(view),
	}
}

func marketOf(newest ledger.Newest) string {
	if newest.Exchange == "" {
		return ""
	}
	return newest.Mode.String()
}

// startingBalance is in the currency that somebody said, or in the only one there is.
func startingBalance(view bots.View) fact {
	start := view.Start
	made := fact{Name: "Starting balance", Missing: start.Reason}
	if !start.Known {
		return made
	}
	if start.Currency == "" && view.Figures != nil && len(view.Figures.Currencies) == 1 {
		start.Currency = view.Figures.Currencies[0].Name
	}
	made.Value, made.Source = grouped(start.Amount, 2), start.Source
	if start.Currency != "" {
		made.Value = money(start.Amount, start.Currency) + " " + start.Currency
	}
	return made
}

func spaced(first, second string) string {
	if first == "" || second == "" {
		return first
	}
	return first + " " + second
}

func limit(most botapi.Number) string {
	switch {
	case !most.Valid():
		return ""
	case most < 0:
		return "no limit"
	}
	return plain(float64(most))
}

func told(ratio botapi.Number) string {
	if !ratio.Valid() {
		return ""
	}
	return percentOrDash(ledger.Number(ratio)) + " of the stake"
}

// timeframe is a length of a candle as freqtrade writes it.
func timeframe(span time.Duration) string {
	minutes := int(span.Minutes())
	switch {
	case minutes <= 0:
		return ""
	case minutes%(7*1440) == 0:
		return fmt.Sprintf("%dw", minutes/(7*1440))
	case minutes%1440 == 0:
		return fmt.Sprintf("%dd", minutes/1440)
	case minutes%60 == 0:
		return fmt.Sprintf("%dh", minutes/60)
	}
	return fmt.Sprintf("%dm", minutes)
}

func startFacts(view bots.View) []fact {
	snapshot := view.State.Snapshot
	if snapshot == nil {
		snapshot = &ledger.Snapshot{Started: ledger.Never, FirstStarted: ledger.Never, FirstOpened: ledger.Never}
	}
	var health botapi.Health
	if view.API != nil {
		health = view.API.Health.Value
	}
	return []fact{
		started("First start ever", health.BotStart, snapshot.FirstStarted),
		started("This process started", health.BotStartup, snapshot.Started),
		started("First trade opened", time.Time{}, snapshot.FirstOpened),
	}
}

// started prefers what the bot says now.
func started(name string, told time.Time, noted ledger.Time) fact {
	switch {
	case !told.IsZero():
		return fact{Name: name, At: told, Source: fromAPI}
	case noted.Valid():
		return fact{Name: name, At: noted.Time(), Source: fromDatabase}
	}
	return fact{Name: name, Missing: "the database does not say"}
}

// lackingOf lists what there is no source for. Nothing of it is ever shown as 0.
func lackingOf(view bots.View) []lacking {
	var list []lacking
	if view.API == nil {
		list = append(list, lacking{"Heartbeat, state, versions, balances, current prices and unrealised profit",
			"the bot’s database does not hold them: they need freqtrade’s REST API, which is not used (settings: api)"})
	}
	if !view.Start.Known {
		list = append(list, lacking{"Everything in percent of the balance, CAGR and Calmar ratio", view.Start.Reason})
	}
	if view.Figures != nil {
		for _, currency := range view.Figures.Currencies {
			if len(currency.Wallet) == 0 {
				list = append(list, lacking{"Balance by day in " + orUnknown(currency.Name), currency.WalletReason})
			}
		}
	}
	return append(list, lacking{"Candles, indicators and log messages", "the dashboard reads the bot’s database and asks its API for figures only"})
}
