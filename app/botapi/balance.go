package botapi

import "context"

// Balance is the wallet, as freqtrade's _rpc_balance sees it. All sums are in the currency Stake.
type Balance struct {
	Currencies           []Currency
	Stake                string
	Total                Number // everything in the account that has a price
	TotalBot             Number // what the bot may use
	StartingCapital      Number
	StartingCapitalRatio Number // what TotalBot gained on it
	Simulated            bool   // a dry run's
}

// Currency is an amount of one coin, or a futures position.
type Currency struct {
	Currency            string // a coin, or a position's pair
	Free, Balance, Used Number // in the coin
	BotOwned            Number // in the coin: what the bot's trades hold, or may use
	EstStake            Number // in the stake currency
	EstStakeBot         Number
	IsPosition          bool
	Side                string // long, short
	Position            Number // contracts
	BotManaged          bool
}

type wireBalance struct {
	Currencies           []wireCurrency `json:"currencies"`
	Stake                string         `json:"stake"`
	Total                *float64       `json:"total"`
	TotalBot             *float64       `json:"total_bot"`
	StartingCapital      *float64       `json:"starting_capital"`
	StartingCapitalRatio *float64       `json:"starting_capital_ratio"`
	Note                 string         `json:"note"`
}

type wireCurrency struct {
	Currency    string   `json:"currency"`
	Free        *float64 `json:"free"`
	Balance     *float64 `json:"balance"`
	Used        *float64 `json:"used"`
	BotOwned    *float64 `json:"bot_owned"`
	EstStake    *float64 `json:"est_stake"`
	EstStakeBot *float64 `json:"est_stake_bot"`
	IsPosition  bool     `json:"is_position"`
	Side        string   `json:"side"`
	Position    *float64 `json:"position"`
	BotManaged  bool     `json:"is_bot_managed"`
}

func (w *wireBalance) complete() bool { return w.Currencies != nil && w.Stake != "" }

// Balance asks for the wallet.
func (c *Client) Balance(ctx context.Context) (Balance, error) {
	var w wireBalance
	if err := c.get(ctx, balance, &w); err != nil {
		return Balance{}, err
	}
	result := Balance{Stake: w.Stake, Total: or(w.Total), TotalBot: or(w.TotalBot), StartingCapital: or(w.StartingCapital),
		StartingCapitalRatio: or(w.StartingCapitalRatio), Simulated: w.Note != ""}
	if result.StartingCapital == 0 { // freqtrade's ratio is then 0 too, which would look like no gain
		result.StartingCapital, result.StartingCapitalRatio = Missing, Missing
	}
	for _, c := range w.Currencies {
		result.Currencies = append(result.Currencies, Currency{Currency: c.Currency, Free: or(c.Free), Balance: or(c.Balance),
			Used: or(c.Used), BotOwned: or(c.BotOwned), EstStake: or(c.EstStake), EstStakeBot: or(c.EstStakeBot),
			IsPosition: c.IsPosition, Side: c.Side, Position: or(c.Position), BotManaged: c.BotManaged})
	}
	return result, nil
}
