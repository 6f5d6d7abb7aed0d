package pages

import (
	"fmt"
	"math"

	"crypto-dashboard/app/figures/former"
)

// card is one figure. Without a source it has a reason instead of a value.
type card struct {
	Key, Name string
	Value     string
	Exact     float64 // for machines and tests
	Unit      string
	Tone      string // gain, loss, or nothing
	Note      string
	Missing   string
}

func cardsOf(sums figures.Figures, currency string, start balance) []card {
	cards := []card{
		profitCard(sums, currency), returnCard(sums, currency, start), winRateCard(sums),
		factorCard(sums), drawdownCard(sums, currency, start), tradesCard(sums),
	}
	for i := range cards {
		if reason := unavailable(sums); reason != "" && cards[i].Key != "trades" {
			cards[i] = card{Key: cards[i].Key, Name: cards[i].Name, Missing: reason}
		}
	}
	return cards
}

// unavailable says why there is no figure at all.
func unavailable(sums figures.Figures) string {
	switch {
	case sums.Closed == 0:
		return "no trade is closed yet"
	case !sums.Finite():
		return "the database holds values too large to add up"
	}
	return ""
}

func profitCard(sums figures.Figures, currency string) card {
	return card{Key: "closed-profit", Name: "Closed profit", Value: signed(money(sums.Profit, currency), sums.Profit), Exact: sums.Profit,
		Unit: currency, Tone: toneOf(sums.Profit), Note: "after fees, open trades not included"}
}

func returnCard(sums figures.Figures, currency string, start balance) card {
	made := card{Key: "total-profit", Name: "Total profit", Missing: start.reason}
	if start.reason == "" {
		share := sums.Profit / start.amount
		made.Value, made.Exact, made.Unit, made.Tone = signed(percent(share), share), share, "%", toneOf(share)
		made.Note = "of the starting " + money(start.amount, currency) + " " + currency
	}
	return made
}

func winRateCard(sums figures.Figures) card {
	rate, _ := sums.WinRate()
	return card{Key: "win-rate", Name: "Win rate", Value: percent(rate), Exact: rate, Unit: "%",
		Note: fmt.Sprintf("%s, %s; break-even is a win", plural(sums.Wins, "win"), plural(sums.Losses, "loss"))}
}

func factorCard(sums figures.Figures) card {
	made := card{Key: "profit-factor", Name: "Profit factor", Value: "∞", Exact: sums.ProfitFactor, Note: "nothing was lost"}
	if !math.IsInf(sums.ProfitFactor, 0) {
		made.Value, made.Note = fmt.Sprintf("%.2f", sums.ProfitFactor), "won for each 1 lost"
	}
	return made
}

func drawdownCard(sums figures.Figures, currency string, start balance) card {
	fall := sums.Drawdown
	made := card{Key: "max-drawdown", Name: "Max drawdown", Value: signed(money(fall.Absolute, currency), -fall.Absolute),
		Exact: fall.Absolute, Unit: currency, Tone: toneOf(-fall.Absolute)}
	if fall.Absolute == 0 {
		made.Note = "never below an earlier high"
		return made
	}
	made.Note = span(fall)
	if share, ok := fall.Relative(start.amount); ok {
		made.Note = percent(share) + " % of the balance, " + made.Note
	}
	return made
}

// span is from when to when the deepest fall was. From the very start there is no earlier high.
func span(fall figures.Drawdown) string {
	from := "the start"
	if !fall.HighDate.IsZero() {
		from = shortDay(fall.HighDate)
	}
	if fall.LowDate.IsZero() {
		return "from " + from
	}
	return from + " to " + shortDay(fall.LowDate)
}

func tradesCard(sums figures.Figures) card {
	return card{Key: "trades", Name: "Trades", Value: count(sums.Open + sums.Closed), Exact: float64(sums.Open + sums.Closed),
		Note: fmt.Sprintf("%s closed, %s open", count(sums.Closed), count(sums.Open))}
}

func toneOf(value float64) string {
	switch {
	case value > 0:
		return "gain"
	case value < 0:
		return "loss"
	}
	return ""
}
