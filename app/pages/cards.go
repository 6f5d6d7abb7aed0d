package pages

import (
	"fmt"
	"strings"
	"time"

	"crypto-dashboard/app/figures"
)

// card is one figure. Without a source it has a reason instead of a value.
type card struct {
	Key, Name, Unit string
	Value           string
	Exact           float64 // for machines and tests
	Tone            string  // gain, loss, or nothing
	Note            string
	// Live values are of the moment the bot's API told the prices.
	Live    bool
	Missing string
	Words   string // the definition
}

// cardOf has the name, the unit and the definition of a figure, and a reason when it is absent.
func cardOf(key, currency string, value figures.Value) card {
	defined := definitions[key]
	return card{Key: key, Name: defined.Name, Unit: strings.Replace(defined.Unit, currencyUnit, currency, 1), Words: defined.Words,
		Exact: value.Number, Missing: value.Reason}
}

// amount fills a card with an amount, signed and coloured.
func (c card) amount(currency, note string) card {
	c.Value, c.Tone, c.Note = signed(money(c.Exact, currency), c.Exact), toneOf(c.Exact), note
	return c
}

func (c card) text(value, note string) card {
	c.Value, c.Note = value, note
	return c
}

// subject is what cards are about.
type subject struct {
	currency *figures.Currency
	name     string // of the currency
	prices   prices
	open     []openRow
	now      time.Time
}

func cardsOf(s subject) []card {
	return []card{s.closedProfit(), s.today(), s.openProfit(), s.maxDrawdown(), s.winRate(), s.profitFactor(), s.expectancy(), s.trades()}
}

// closed is a figure of closed trades: without one it is no 0.
func (s subject) closed(value figures.Value) figures.Value {
	if s.currency.All.Closed == 0 {
		return figures.Value{Reason: "no trade is closed yet"}
	}
	return value
}

func (s subject) closedProfit() card {
	all := s.currency.All
	note := "in percent: " + all.ProfitRatio.Reason
	if all.ProfitRatio.OK() {
		note = fmt.Sprintf("%s of the starting %s %s", percentOrDash(number(all.ProfitRatio)), money(s.currency.Start.Number, s.name), s.name)
	}
	return cardOf("closed-profit", s.name, s.closed(all.Profit)).amount(s.name, note)
}

func (s subject) today() card {
	day, month := s.latest(figures.Days), s.latest(figures.Months)
	note := fmt.Sprintf("%s closed since 00:00 UTC; this month %s %s", plural(day.Count, "trade"), gain(number(month.Profit), s.name), s.name)
	return cardOf("today", s.name, day.Profit).amount(s.name, note)
}

func (s subject) latest(unit figures.Unit) figures.Period {
	periods := s.currency.Periods(unit, s.now, 1)
	if len(periods) == 0 {
		return figures.Period{Profit: figures.Value{Reason: "no trade is closed yet"}}
	}
	return periods[0]
}

func (s subject) openProfit() card {
	sum, priced := 0.0, 0
	for _, row := range s.open {
		if row.Live.ProfitAbs.Valid() {
			sum += float64(row.Live.ProfitAbs)
			priced++
		}
	}
	made := cardOf("open-profit", s.name, figures.Value{Number: sum})
	switch {
	case len(s.open) == 0:
		made.Missing = "no trade is open"
	case s.prices.Reason != "" && priced == 0:
		made.Missing = s.prices.Reason
	case priced == 0:
		made.Missing = "the bot’s API told no price"
	default:
		made = made.amount(s.name, fmt.Sprintf("%d of %s with a price, told", priced, plural(len(s.open), "open trade")))
		made.Live = true
	}
	return made
}

func (s subject) maxDrawdown() card {
	fall := s.currency.All.Drawdown
	made := cardOf("max-drawdown", s.name, s.closed(figures.Value{Number: -fall.Absolute.Number, Reason: fall.Absolute.Reason}))
	if fall.Absolute.Number == 0 {
		return made.amount(s.name, "never below an earlier high")
	}
	note := span(fall)
	if fall.Relative.OK() {
		note = share(number(fall.Relative)) + " of the balance, " + note
	}
	if now := fall.Current.Absolute; now.OK() && now.Number > 0 {
		note += "; now " + signed(money(now.Number, s.name), -now.Number)
	} else if now.OK() {
		note += "; now at the high"
	}
	return made.amount(s.name, note)
}

// span is from when to when the deepest fall was. From the very start there is no earlier high.
func span(fall figures.Drawdown) string {
	from := "the start"
	if !fall.FromStart && fall.HighAt.Valid() {
		from = shortDay(fall.HighAt.Time())
	}
	if !fall.LowAt.Valid() {
		return "from " + from
	}
	return from + " to " + shortDay(fall.LowAt.Time()) + " UTC"
}

func (s subject) winRate() card {
	all := s.currency.All
	return cardOf("win-rate", s.name, all.WinRate).text(percent(all.WinRate.Number), plural(all.Wins, "win")+", "+plural(all.Losses, "loss"))
}

func (s subject) profitFactor() card {
	return cardOf("profit-factor", s.name, s.currency.All.ProfitFactor).text(grouped(s.currency.All.ProfitFactor.Number, 2), "above 1 is a gain")
}

func (s subject) expectancy() card {
	all := s.currency.All
	note := ""
	if all.RatioMean.OK() {
		note = "on average " + percentOrDash(number(all.RatioMean)) + " of the stake"
	}
	return cardOf("expectancy", s.name, all.Expectancy).amount(s.name, note)
}

func (s subject) trades() card {
	all := s.currency.All
	note := fmt.Sprintf("%s closed, %s open", count(all.Closed), count(all.Open.Count))
	if all.DurationMean.OK() {
		note += "; held " + seconds(number(all.DurationMean)) + " on average"
	}
	return cardOf("trades", s.name, figures.Value{Number: float64(all.Trades)}).text(count(all.Trades), note)
}
