package figures_test

import (
	"math"
	"testing"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

func startOf(begin figures.Start, currencies ...string) *figures.Figures {
	trades := closed(make([]float64, len(currencies))...)
	for i, currency := range currencies {
		trades[i].StakeCurrency = ledger.Intern(currency)
	}
	return figures.Of(&ledger.Snapshot{Closed: trades}, begin, nil)
}

func TestTheStartingBalanceIsNeverGuessed(t *testing.T) {
	const several = "there are several stake currencies, and nobody said which one the starting balance is in"
	for reason, made := range map[string]*figures.Figures{
		"the starting balance is not known":             startOf(figures.Start{}, "USDT"),
		"the bot's API is silent":                       startOf(figures.Start{Reason: "the bot's API is silent"}, "USDT"),
		"the starting balance is not an amount above 0": startOf(figures.Start{Known: true, Amount: math.NaN()}, "USDT"),
		"the starting balance is in BTC":                startOf(figures.Start{Known: true, Amount: 5, Currency: "BTC"}, "USDT"),
		several:                                         startOf(figures.Start{Known: true, Amount: 5}, "USDT", "BTC"),
	} {
		usdt := made.Currency("USDT")
		for what, value := range map[string]figures.Value{
			"the start": usdt.Start, "the balance": usdt.Balance, "the profit ratio": usdt.All.ProfitRatio, "CAGR": usdt.All.CAGR,
			"the relative drawdown": usdt.All.Drawdown.Relative, "the current one": usdt.All.Drawdown.Current.Relative,
		} {
			wantAbsent(t, what, value, reason)
		}
		wantNear(t, "the absolute drawdown", usdt.All.Drawdown.Absolute, 0)
	}
}

func TestTheStartingBalanceFitsItsCurrency(t *testing.T) {
	made := startOf(figures.Start{Known: true, Amount: 5, Currency: "BTC"}, "USDT", "BTC", "USDT")
	wantNear(t, "the start", made.Currency("BTC").Start, 5)
	wantAbsent(t, "the other", made.Currency("USDT").Start, "the starting balance is in BTC")
	wantNear(t, "the only one's", startOf(figures.Start{Known: true, Amount: 5}, "ETH").Currency("ETH").Start, 5)
}

func TestCurrenciesAreKeptApart(t *testing.T) {
	made := startOf(figures.Start{}, "BTC", "USDT", "ETH", "USDT")
	var names []string
	for _, currency := range made.Currencies {
		names = append(names, currency.Name)
	}
	if len(names) != 3 || names[0] != "USDT" || names[1] != "BTC" || names[2] != "ETH" || made.Currency("USDT").All.Closed != 2 {
		t.Errorf("currencies are %v", names)
	}
}

func TestTheWalletIsOfTheOnlyCurrency(t *testing.T) {
	snapshot := &ledger.Snapshot{Closed: closed(1, 2), Wallet: []ledger.WalletDay{
		{Day: ledger.At(start), Total: 100, Reconstructed: true}, {Day: ledger.At(start.AddDate(0, 0, 1)), Total: ledger.Missing},
		{Day: ledger.At(start.AddDate(0, 0, 2)), Total: 103}}}
	wallet := figures.Of(snapshot, figures.Start{}, nil).Currencies[0].Wallet
	if len(wallet) != 2 || !wallet[0].Reconstructed || wallet[1].Reconstructed || wallet[1].Balance != 103 {
		t.Errorf("the wallet is %+v", wallet)
	}
	snapshot.Closed[1].StakeCurrency = ledger.Intern("BTC")
	if several := figures.Of(snapshot, figures.Start{}, nil).Currencies[0]; several.Wallet != nil || several.WalletReason == "" {
		t.Errorf("with two currencies: %+v", several.Wallet)
	}
	if none := of(closed(1)...).Currencies[0]; none.WalletReason == "" {
		t.Error("no wallet, and no reason")
	}
}
