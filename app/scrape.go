package main

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/metrics"
)

// observed is what Prometheus is told of the bots. What is not known is left out.
func observed(all *bots.All) []metrics.Bot {
	now := time.Now()
	told := make([]metrics.Bot, len(all.Bots))
	for i, bot := range all.Bots {
		view := bot.View()
		told[i] = metrics.Bot{Name: bot.Name, ClosedProfit: map[string]float64{}, OpenProfit: map[string]float64{},
			OpenStake: map[string]float64{}, Equity: map[string]float64{}}
		if view.State.Snapshot != nil {
			addLedger(&told[i], view, now)
		}
		if view.API != nil {
			addAPI(&told[i], view.API)
		}
	}
	return told
}

func addLedger(told *metrics.Bot, view bots.View, now time.Time) {
	snapshot := view.State.Snapshot
	told.Exchange, told.Strategy, told.Started = snapshot.Newest.Exchange, snapshot.Newest.Strategy, snapshot.Started.Time()
	if told.Exchange != "" {
		told.Mode = snapshot.Newest.Mode.String()
	}
	if orders := snapshot.Orders; (orders.DryRun > 0) != (orders.Live > 0) {
		told.DryRun = map[bool]string{true: "true", false: "false"}[orders.DryRun > 0]
	}
	told.Open = metrics.Known(float64(len(snapshot.Open)))
	told.Pairlocks = metrics.Known(float64(inForce(snapshot.Locks, now)))
	outcomes := figures.Outcomes{}
	for _, currency := range view.Figures.Currencies {
		addCurrency(told, currency)
		outcomes.Wins += currency.All.Outcomes.Wins
		outcomes.Draws += currency.All.Outcomes.Draws
		outcomes.Losses += currency.All.Outcomes.Losses
	}
	told.Wins, told.Draws, told.Losses = metrics.Known(float64(outcomes.Wins)), metrics.Known(float64(outcomes.Draws)), metrics.Known(float64(outcomes.Losses))
	if len(view.Figures.Currencies) == 1 {
		addRatios(told, view.Figures.Currencies[0])
	}
}

func addCurrency(told *metrics.Bot, currency *figures.Currency) {
	for target, value := range map[*map[string]float64]figures.Value{
		&told.ClosedProfit: currency.All.Profit, &told.OpenStake: currency.All.Open.Stake, &told.Equity: currency.Balance,
	} {
		if value.OK() {
			(*target)[currency.Name] = value.Number
		}
	}
	for _, pair := range currency.All.Pairs {
		if pair.Profit.OK() {
			told.Pairs = append(told.Pairs, metrics.Pair{Name: pair.Name, Currency: currency.Name, ClosedProfit: pair.Profit.Number})
		}
	}
}

// addRatios tells what cannot be added up over several currencies.
func addRatios(told *metrics.Bot, currency *figures.Currency) {
	told.StakeCurrency = currency.Name
	told.WinRatio = figure(currency.All.WinRate)
	told.MaxDrawdown = figure(currency.All.Drawdown.Relative)
	told.Drawdown = figure(currency.All.Drawdown.Current.Relative)
}

func figure(value figures.Value) metrics.Figure {
	return metrics.Figure{Value: value.Number, Known: value.OK()}
}

func addAPI(told *metrics.Bot, api *botapi.State) {
	if api.Config.Known() {
		config := api.Config.Value
		told.Exchange, told.Strategy, told.Mode, told.StakeCurrency = config.Exchange, config.Strategy, config.TradingMode, config.StakeCurrency
		told.DryRun = map[bool]string{true: "true", false: "false"}[config.DryRun]
	}
	told.Heartbeat = api.Beat().Last
	if api.OpenTrades.Known() && api.OpenTrades.Problem == "" && told.StakeCurrency != "" {
		if profit, ok := openProfit(api.OpenTrades.Value); ok {
			told.OpenProfit[told.StakeCurrency] = profit
		}
	}
}

// openProfit is known when every open trade has a price.
func openProfit(trades map[int64]botapi.OpenTrade) (sum float64, ok bool) {
	for _, trade := range trades {
		if !trade.ProfitAbs.Valid() {
			return 0, false
		}
		sum += float64(trade.ProfitAbs)
	}
	return sum, true
}

func inForce(locks []ledger.Lock, now time.Time) int {
	count := 0
	for _, lock := range locks {
		if lock.InForce(now) {
			count++
		}
	}
	return count
}

// sources are what each worker reads of the bots.
func sources(all *bots.All) []metrics.Source {
	var told []metrics.Source
	for _, bot := range all.Bots {
		view := bot.View()
		told = append(told, metrics.Source{Bot: bot.Name, Name: "database", Up: view.State.Problem == "",
			LastSuccess: view.State.Current, Took: view.State.Took + view.Took})
		if view.API != nil {
			told = append(told, metrics.Source{Bot: bot.Name, Name: "api", Up: view.API.Health.Problem == "", LastSuccess: view.API.Health.Got})
		}
	}
	return told
}
