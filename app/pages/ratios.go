package pages

import (
	"fmt"

	"crypto-dashboard/app/figures"
)

// ratioCards are figures that compare bots of different sizes.
func ratioCards(currency *figures.Currency, name string) []card {
	all := currency.All
	days := "over " + plural(all.Days, "day")
	return []card{
		percentCard("cagr", all.CAGR, days),
		plainCard("sharpe", all.Sharpe, days),
		plainCard("sortino", all.Sortino, days),
		plainCard("calmar", all.Calmar, days),
		plainCard("sqn", all.SQN, "of "+plural(all.Closed, "trade")),
		cardOf("profit-factor", name, all.ProfitFactor).text(grouped(all.ProfitFactor.Number, 2), "above 1 is a gain"),
		cardOf("expectancy", name, all.Expectancy).amount(name, ""),
		plainCard("expectancy-ratio", all.ExpectancyRatio, "above 0 is a gain"),
	}
}

func plainCard(key string, value figures.Value, note string) card {
	made := cardOf(key, "", value).text(signed(grouped(abs(value.Number), 2), value.Number), note)
	made.Tone = toneOf(value.Number)
	return made
}

func percentCard(key string, value figures.Value, note string) card {
	made := cardOf(key, "", value).text(signed(percent(value.Number), value.Number), note)
	made.Tone = toneOf(value.Number)
	return made
}

func abs(value float64) float64 { return max(value, -value) }

// sumCards are what was moved and paid, and the average trade.
func sumCards(currency *figures.Currency, name string) []card {
	all := currency.All
	held := cardOf("held", "", all.DurationMean).text(seconds(number(all.DurationMean)), "median "+seconds(number(all.DurationMedian)))
	held.Unit = ""
	return []card{
		percentCard("ratio-mean", all.RatioMean, "median "+percentOrDash(number(all.RatioMedian))),
		held,
		cardOf("stakes", name, all.Stakes.Mean).text(money(all.Stakes.Mean.Number, name), left(all.Stakes)),
		cardOf("volume", name, all.Volume).text(money(all.Volume.Number, name), "entries and exits"),
		cardOf("fees", name, all.Fees.Sum).text(money(all.Fees.Sum.Number, name), each(all.Fees, name)),
		cardOf("funding", name, all.Funding.Sum).amount(name, each(all.Funding, name)),
	}
}

func each(mean figures.Mean, currency string) string {
	note := left(mean)
	if mean.Mean.OK() {
		note = join(append([]string{moneyOrDash(number(mean.Mean), currency) + " per trade"}, parts(note)...))
	}
	return note
}

func parts(note string) []string {
	if note == "" {
		return nil
	}
	return []string{note}
}

// left says for how many trades the database has no such number.
func left(mean figures.Mean) string {
	if mean.Missing == 0 {
		return ""
	}
	return "without " + plural(mean.Missing, "trade") + " that the database has none of"
}

// notable is a remarkable trade or run of trades.
type notable struct {
	Name, Value, Tone, Note string
	ID                      int64 // of the trade; 0 for a run
	At                      any
}

func notableOf(all *figures.Side, currency string) []notable {
	made := []notable{extreme("Best trade", all.Best, currency), extreme("Worst trade", all.Worst, currency),
		{Name: "Longest run of wins", Value: plural(all.LongestWins, "trade")},
		{Name: "Longest run of losses", Value: plural(all.LongestLosses, "trade")}}
	switch {
	case all.Streak > 0:
		made = append(made, notable{Name: "Run now", Value: plural(all.Streak, "win")})
	case all.Streak < 0:
		made = append(made, notable{Name: "Run now", Value: plural(-all.Streak, "loss")})
	}
	return made
}

func extreme(name string, trade figures.Extreme, currency string) notable {
	if trade.ID == 0 {
		return notable{Name: name, Value: nothing}
	}
	return notable{Name: name, Value: signed(money(trade.Profit, currency), trade.Profit) + " " + currency, Tone: toneOf(trade.Profit), ID: trade.ID,
		Note: fmt.Sprintf("%s, %s", trade.Pair, signed(percent(trade.Ratio), trade.Ratio)+" %"), At: trade.Closed}
}
