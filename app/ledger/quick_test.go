package ledger

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"crypto-dashboard/app/sample"
)

// sameData compares snapshots of the same state of the database.
func sameData(t *testing.T, what string, got, want *Snapshot) {
	t.Helper()
	if difference := cmp.Diff(want, got, cmpopts.IgnoreFields(Snapshot{}, "Base", "Read"), cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b Number) bool { return a == b || !a.Valid() && !b.Valid() })); difference != "" {
		t.Errorf("%s: (-read anew +followed)\n%s", what, difference)
	}
}

// step is something that a bot does.
type step struct {
	name string
	do   func(context.Context, *sample.Bot, *life) error
}

// life is a bot's, as far as the steps need it.
type life struct {
	random *rand.Rand
	now    time.Time
	open   []int
}

func (l *life) later() time.Time {
	l.now = l.now.Add(time.Duration(1+l.random.IntN(90)) * time.Minute)
	return l.now
}

func (l *life) any() int { return l.open[l.random.IntN(len(l.open))] }

func (l *life) close(id int) {
	for i, open := range l.open {
		if open == id {
			l.open = append(l.open[:i:i], l.open[i+1:]...)
			return
		}
	}
}

func (l *life) move() float64 { return l.random.Float64()*0.08 - 0.04 }

var steps = []step{
	{"open", func(ctx context.Context, bot *sample.Bot, l *life) error {
		trade, err := bot.Open(ctx, "ETH", l.later())
		if err == nil {
			l.open = append(l.open, trade.ID)
		}
		return err
	}},
	{"closed at once", func(ctx context.Context, bot *sample.Bot, l *life) error {
		_, err := bot.AddClosed(ctx, l.later(), l.move())
		return err
	}},
	{"close", func(ctx context.Context, bot *sample.Bot, l *life) error {
		id := l.any()
		l.close(id)
		_, err := bot.Close(ctx, id, l.later(), l.move())
		return err
	}},
	{"close before the last one", func(ctx context.Context, bot *sample.Bot, l *life) error {
		id := l.any()
		l.close(id)
		_, err := bot.Close(ctx, id, l.now.Add(-5*time.Hour), l.move())
		return err
	}},
	{"exit a part", func(ctx context.Context, bot *sample.Bot, l *life) error {
		_, err := bot.ExitPart(ctx, l.any(), l.later(), 0.1, l.move())
		return err
	}},
	{"an order that waits", func(ctx context.Context, bot *sample.Bot, l *life) error {
		_, err := bot.AddOrder(ctx, l.any(), sample.Order{Side: "sell", Type: "limit", Amount: 0.01, Price: 9000, Placed: l.later(), IsOpen: true, Status: "open"})
		return err
	}},
	{"follow the price", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Exec(ctx, "UPDATE trades SET max_rate = max_rate * 1.001 WHERE id = $1", l.any())
	}},
	{"delete an open one", func(ctx context.Context, bot *sample.Bot, l *life) error {
		id := l.any()
		l.close(id)
		return bot.Delete(ctx, id)
	}},
	{"delete a closed one", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Exec(ctx, "DELETE FROM orders WHERE ft_trade_id = 3; DELETE FROM trade_custom_data WHERE ft_trade_id = 3; DELETE FROM trades WHERE id = 3")
	}},
	{"correct the last closed one", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Exec(ctx, "UPDATE trades SET close_profit_abs = close_profit_abs + 1 WHERE id = (SELECT id FROM trades WHERE NOT is_open ORDER BY close_date DESC LIMIT 1)")
	}},
	{"lock", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Lock(ctx, sample.Lock{Pair: "ETH/USDT", Side: "*", Reason: "Cooldown", From: l.now, To: l.later(), Active: true})
	}},
	{"unlock", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Exec(ctx, "UPDATE pairlocks SET active = NOT active WHERE id = (SELECT max(id) FROM pairlocks)")
	}},
	{"note a balance", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Exec(ctx, `INSERT INTO wallet_history (id, timestamp, currency, quote_currency, balance, total_quote, leverage, bot_managed)
			SELECT max(id) + 1, max(timestamp), 'X' || max(id), 'USDT', 1, 2.5, 1, true FROM wallet_history`)
	}},
	{"start again", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Exec(ctx, `UPDATE "KeyValueStore" SET datetime_value = (SELECT max(close_date) FROM trades) WHERE "key" = 'startup_time'`)
	}},
	{"custom data of an open one", func(ctx context.Context, bot *sample.Bot, l *life) error {
		return bot.Exec(ctx, `INSERT INTO trade_custom_data (id, ft_trade_id, cd_key, cd_type, cd_value, created_at)
			SELECT coalesce(max(id), 0) + 1, $1, 'key' || coalesce(max(id), 0), 'int', '1', max(created_at) FROM trade_custom_data`, l.any())
	}},
}

// Whatever a bot does, following it quickly gives the same data, and the same version of them, as reading everything anew.
func TestFollowingIsTheSameAsReadingAnew(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 60}, func(t *testing.T, p place) {
		bot, keeper := p.start(t), p.follow(t)
		slow(keeper)
		l := &life{random: rand.New(rand.NewPCG(5, 6)), now: noon}
		for _, open := range refresh(t, keeper).Open {
			if open.Amount > 0 {
				l.open = append(l.open, int(open.ID))
			}
		}
		for round := range 30 {
			next := steps[round%len(steps)]
			if round >= len(steps) {
				next = steps[l.random.IntN(len(steps))]
			}
			if len(l.open) < 2 {
				next = steps[0]
			}
			if err := next.do(t.Context(), bot, l); err != nil {
				t.Fatalf("%s: %v", next.name, err)
			}
			keeper.reader.count = pace{} // it is always time to count
			before := keeper.State().Snapshot
			after := refresh(t, keeper)
			sameData(t, fmt.Sprintf("round %d, %s", round, next.name), after, p.read(t))
			if next.name != "delete a closed one" && before.Version == after.Version {
				t.Errorf("round %d, %s: the version is the same", round, next.name)
			}
			if full := keeper.reader.full.took != time.Hour; full && next.name != "delete a closed one" {
				t.Errorf("round %d, %s: everything was read", round, next.name)
			}
			slow(keeper)
			if t.Failed() {
				return
			}
		}
	})
}

// A closed trade that is open again needs a full reading, whether or not it is time to count.
func TestATradeThatIsOpenAgain(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 60}, func(t *testing.T, p place) {
		bot, keeper := p.start(t), p.follow(t)
		slow(keeper)
		keeper.reader.count = pace{time.Now(), time.Hour}
		exec(t, bot, "UPDATE trades SET is_open = true, close_date = NULL WHERE id = 5")
		sameData(t, "open again", refresh(t, keeper), p.read(t))
	})
}

// Contents name everything that was read, also where a database's own sign would tell.
func TestContentsNameWhatWasRead(t *testing.T) {
	some := func(change func(*known)) print {
		k := &known{watched: part{members: []*member{{found: found{OpenTrade: OpenTrade{Trade: Trade{ID: 1, IsOpen: true}}}}}}}
		change(k)
		return k.contents()
	}
	before := some(func(*known) {})
	for name, change := range map[string]func(*known){
		"a column of an open trade": func(k *known) { k.watched.members[0].print++ },
		"a version of its orders":   func(k *known) { k.watched.members[0].versions++ },
		"another version":           func(k *known) { k.outside.versions++ },
		"a closed trade":            func(k *known) { k.closed = k.closed.with([]Trade{{ID: 2}}) },
		"one that is neither":       func(k *known) { k.outside.unclear++ },
		"an order":                  func(k *known) { k.outside.orders.Live++ },
		"an order of a dry run":     func(k *known) { k.outside.orders.DryRun++ },
		"a lock":                    func(k *known) { k.rest.locks = []Lock{{}} },
		"a balance":                 func(k *known) { k.rest.wallet.days = []WalletDay{{}} },
		"a fact":                    func(k *known) { k.rest.facts = facts{"key": {}} },
		"the newest":                func(k *known) { k.rest.newest.Exchange = "kraken" },
	} {
		if some(change) == before {
			t.Errorf("%s: the contents are the same", name)
		}
	}
}
