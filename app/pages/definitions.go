package pages

// definition says what a figure is and how freqtrade computes it.
type definition struct{ Name, Unit, Words string }

// currencyUnit stands for the stake currency.
const currencyUnit = "¤"

// definitions are of all figures, by their key. Formulas follow freqtrade's sources; its names are given so that figures can be
// compared with its other user interfaces.
var definitions = map[string]definition{
	"closed-profit": {"Closed profit", currencyUnit, "The profits of all closed trades added up, after fees and funding. What open trades took so far is not in it. " +
		"In percent it is this sum ÷ the starting balance. In freqtrade: profit_closed_coin, profit_closed_ratio."},
	"today": {"Today", currencyUnit, "The profits of the trades that closed since 00:00 UTC, as in freqtrade’s /daily; the month is the calendar month in UTC."},
	"open-profit": {"Open profit", currencyUnit, "What the open trades would bring if they were closed now, after fees, at the prices the bot’s API told. " +
		"Profits they took already are not in it. In freqtrade: profit_abs of /status."},
	"max-drawdown": {"Max drawdown", currencyUnit, "The deepest fall of the sum of closed profits below its highest point before. In percent it is that fall ÷ " +
		"(starting balance + the sum at the high). In freqtrade: max_drawdown_abs, max_drawdown."},
	"win-rate":      {"Win rate", "%", "Wins ÷ closed trades. A win is a trade with a profit of 0 or more, so break-even is a win. In freqtrade: winrate of /profit."},
	"profit-factor": {"Profit factor", "won per 1 lost", "The profits of all wins ÷ the losses of all others. Above 1 more was won than lost. In freqtrade: profit_factor."},
	"expectancy": {"Expectancy", currencyUnit + " per trade", "What a trade brings on average: win rate × average win − loss rate × average loss. " +
		"Trades at exactly 0 are neither. In freqtrade: expectancy."},
	"trades": {"Trades", "trades", "All trades in the database. “Held” is the time from the opening of a trade to its closing, on average. In freqtrade: trade_count, avg_duration."},

	"cagr": {"CAGR", "% per year", "Compound annual growth: (balance now ÷ starting balance) ^ (365 ÷ days) − 1. A short history makes it extreme: a good week becomes thousands of percent."},
	"sharpe": {"Sharpe ratio", "per year", "Return per day ÷ the spread of the returns of the trades × √365. The spread is per trade, not per day, and there is no risk-free rate, " +
		"so it cannot be compared with Sharpe ratios from elsewhere."},
	"sortino":          {"Sortino ratio", "per year", "Like the Sharpe ratio, but only the spread of the losing trades counts. It is the spread around their own mean, not around 0."},
	"calmar":           {"Calmar ratio", "per year", "Return per day in percent ÷ the deepest relative drawdown × √365. Because of the percent it is 100 times what others call so: values of 30 and more are usual."},
	"sqn":              {"SQN", "no unit", "System quality number: √(number of trades) × mean return ÷ spread of the returns (as of a sample). It grows with the number of trades. Above 2 is called good."},
	"expectancy-ratio": {"Expectancy ratio", "per 1 lost", "(1 + average win ÷ average loss) × win rate − 1: what is won for each 1 that an average loss costs."},
	"ratio-mean":       {"Average profit", "% of the stake", "The mean of the profit ratios of all closed trades, each with its leverage. Small and large stakes count the same. In freqtrade: profit_closed_ratio_mean."},
	"ratio-median":     {"Median profit", "% of the stake", "Half of the closed trades did better than this, half did worse."},
	"held":             {"Held", "time", "From the opening of a trade to its closing: the mean, which a few long ones can pull up, and the median. In freqtrade: avg_duration."},

	"volume":  {"Volume", currencyUnit, "What all closed orders cost, entries and exits, those of open trades included. In freqtrade: trading_volume."},
	"stakes":  {"Average stake", currencyUnit, "What a closed trade’s entries cost on average, without leverage."},
	"fees":    {"Fees", currencyUnit, "The fees of the closed trades. They are already taken off every profit on this page."},
	"funding": {"Funding", currencyUnit, "What positions in futures received (+) or paid (−) while they were held. It is already in every profit on this page."},
}
