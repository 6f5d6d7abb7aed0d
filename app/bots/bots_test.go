package bots

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/events"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/settings"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// startBots follows a sample for each name; the writers are the bots themselves.
func startBots(t *testing.T, names ...string) (*All, []*sample.Bot) {
	t.Helper()
	var configured []settings.Bot
	var writers []*sample.Bot
	for _, name := range names {
		path := filepath.Join(t.TempDir(), name+".sqlite")
		if err := sample.WriteWith(t.Context(), path, sample.Options{Closed: 40}); err != nil {
			t.Fatal(err)
		}
		writer, err := sample.StartBot(t.Context(), path, noon)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { writer.Stop() })
		configured, writers = append(configured, settings.Bot{Name: name, Ledger: "sqlite://" + path, StartingBalance: 2000, HasBalance: true}), append(writers, writer)
	}
	all, err := NewAll(configured, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	all.Run(ctx)
	all.WaitFirst(ctx, time.Minute)
	return all, writers
}

// closeOne adds a closed trade.
func closeOne(t *testing.T, writer *sample.Bot) float64 {
	t.Helper()
	trade, err := writer.AddClosed(t.Context(), noon, 0.02)
	if err != nil {
		t.Fatal(err)
	}
	return trade.Profit()
}

// heard waits for the change that a moment announced.
func heard(t *testing.T, before events.Now) {
	t.Helper()
	select {
	case <-before.Changed:
	case <-time.After(20 * time.Second):
		t.Fatal("nobody was told of a change")
	}
}

func TestAChangeIsToldAndItsFiguresAreThere(t *testing.T) {
	all, writers := startBots(t, "one", "two")
	one, two := all.Bots[0], all.Bots[1]
	view, other, both := one.View(), two.Now(), all.Now()
	before := one.Now()
	profit := closeOne(t, writers[0])
	heard(t, before)
	heard(t, both)
	after := one.View()
	if after.Version == view.Version || after.DataVersion == view.DataVersion || one.Now().Version == before.Version || all.Now().Version == both.Version {
		t.Error("the version is the same after a change")
	}
	if after.Figures.Version != after.State.Snapshot.Version {
		t.Error("figures and snapshot do not belong together")
	}
	gained := after.Figures.Currency("USDT").All.Profit.Number - view.Figures.Currency("USDT").All.Profit.Number
	if difference := gained - profit; difference > 1e-6 || difference < -1e-6 {
		t.Errorf("the profit grew by %v, want %v", gained, profit)
	}
	select {
	case <-other.Changed:
		t.Error("the other bot changed, too")
	default:
	}
}

// Data that stays the same is made into figures once, and is known to be current at a later moment.
func TestNothingNewCostsNothing(t *testing.T) {
	all, _ := startBots(t, "one")
	first := all.Bots[0].View()
	for first.State.Checked.Equal(all.Bots[0].View().State.Checked) {
		time.Sleep(20 * time.Millisecond)
	}
	if later := all.Bots[0].View(); later.Figures != first.Figures || later.Version != first.Version || !later.State.Current.After(first.State.Current) {
		t.Error("figures were made again, or the data is not known to be current")
	}
}

func TestFiguresOfTheSameDataAreKept(t *testing.T) {
	all, _ := startBots(t, "one")
	view := all.Bots[0].View()
	if again := all.Bots[0].viewAfter(&view); again.Figures != view.Figures {
		t.Error("the same data was made into figures again")
	}
	other := view
	other.Start.Amount++
	if again := all.Bots[0].viewAfter(&other); again.Figures == view.Figures {
		t.Error("figures of another starting balance were kept")
	}
}

func TestWithoutALedgerThereIsAReason(t *testing.T) {
	all, err := NewAll([]settings.Bot{{Name: "one", Ledger: "sqlite:///does/not/exist"}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if view := all.Bots[0].View(); view.State.Problem == "" || view.Figures != nil || view.Version == "" {
		t.Errorf("before the first look the view is %+v", view)
	}
	all.Run(t.Context())
	all.WaitFirst(t.Context(), time.Minute)
	if view := all.Bots[0].View(); view.State.Problem != "the database file does not exist" || view.Figures != nil {
		t.Errorf("the view is %+v", view)
	}
}

func TestFind(t *testing.T) {
	all := &All{Bots: []*Bot{Fixed("one", View{}), Fixed("two", View{})}}
	if all.Find("two") != all.Bots[1] || all.Find("three") != nil {
		t.Error("a bot is not found by its name, or one is that does not exist")
	}
}

// The settings come before the API, the API before what the bot noted, and a note that may hold profits is none.
func TestWhatTheBotStartedWith(t *testing.T) {
	configured := settings.Bot{StartingBalance: 100, HasBalance: true}
	api := &botapi.State{Balance: botapi.Part[botapi.Balance]{Value: botapi.Balance{Stake: "EUR", StartingCapital: 200}, Got: noon}}
	unpriced := &botapi.State{Balance: botapi.Part[botapi.Balance]{Value: botapi.Balance{Stake: "EUR", StartingCapital: botapi.Number(ledger.Missing)}, Got: noon}}
	day := func(days int, total ledger.Number, reconstructed bool) ledger.WalletDay {
		return ledger.WalletDay{Day: ledger.At(noon.AddDate(0, 0, days)), Total: total, Reconstructed: reconstructed}
	}
	opened := func(days int, wallet ...ledger.WalletDay) *ledger.Snapshot {
		return &ledger.Snapshot{FirstOpened: ledger.At(noon.AddDate(0, 0, days)), Wallet: wallet}
	}
	for name, c := range map[string]struct {
		settings settings.Bot
		api      *botapi.State
		snapshot *ledger.Snapshot
		amount   float64
		currency string
	}{
		"settings":               {configured, api, opened(2, day(1, 300, false)), 100, ""},
		"API":                    {settings.Bot{}, api, opened(2, day(1, 300, false)), 200, "EUR"},
		"API without a price":    {settings.Bot{}, unpriced, opened(2, day(1, 300, false)), 300, ""},
		"noted before any trade": {settings.Bot{}, nil, opened(2, day(0, 250, true), day(1, 300, false), day(3, 400, false)), 300, ""},
		"noted after a trade":    {settings.Bot{}, nil, opened(1, day(1, 300, false)), 0, ""},
		"only reconstructed":     {settings.Bot{}, nil, opened(2, day(1, 300, true)), 0, ""},
		"nothing noted":          {settings.Bot{}, nil, opened(2, day(1, ledger.Missing, false)), 0, ""},
		"no trade":               {settings.Bot{}, nil, &ledger.Snapshot{FirstOpened: ledger.Never, Wallet: []ledger.WalletDay{day(1, 300, false)}}, 0, ""},
		"no data":                {settings.Bot{}, nil, nil, 0, ""},
	} {
		got := startOf(c.settings, c.api, c.snapshot)
		if got.Amount != c.amount || got.Known != (c.amount > 0) || got.Currency != c.currency || (got.Source == "") == got.Known || (got.Reason == "") != got.Known {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
