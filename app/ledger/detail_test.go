package ledger

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
)

func TestADetailIsTheWholeTrade(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: -1}, func(t *testing.T, p place) {
		bot := p.start(t)
		insertTrade(t, bot, 7, "pair, is_open, is_short, open_rate, stake_amount, amount, open_date, enter_tag, timeframe, strategy",
			"ETH/USDT", false, true, 100.5, 50.0, 0.5, sqliteTime(begun), "", 15, nil)
		insertOrder(t, bot, 2, 7, "later", "sell", "closed", false, "2, 100, NULL, 2, 200", sqliteTime(ended))
		insertOrder(t, bot, 1, 7, "first", "sell", "closed", true, "2, 100, 101, 2, 200", nil)
		insertTrade(t, bot, 8, "pair, is_open, is_short, open_rate, stake_amount, amount, open_date", "ETH/USDT", false, true, 100.5, 50.0, 0.5, sqliteTime(begun))
		insertOrder(t, bot, 3, 8, "of another trade", "sell", "closed", false, "2, 100, 101, 2, 200", nil)
		exec(t, bot, "INSERT INTO trade_custom_data (id, ft_trade_id, cd_key, cd_type, cd_value, created_at) VALUES (4, 7, 'k', 'float', '1.50', $1)", sqliteTime(begun))
		detail := must[*Detail](t)(p.follow(t).Detail(t.Context(), 7))
		trade := detail.Trade
		if detail.ID != 7 || detail.IsOpen || len(trade.Columns()) < 40 || trade.Columns()[0] != "id" {
			t.Errorf("read trade %d, open %v, with %d columns", detail.ID, detail.IsOpen, len(trade.Columns()))
		}
		if id, ok := trade.Integer("id"); id != 7 || !ok {
			t.Errorf("the id is %d, %v", id, ok)
		}
		if trade.Number("open_rate") != 100.5 || trade.Number("close_rate").Valid() || trade.Number("pair").Valid() || trade.Number("nothing").Valid() {
			t.Errorf("numbers are read as %v, %v", trade.Number("open_rate"), trade.Number("close_rate"))
		}
		if trade.Time("open_date") != At(begun) || trade.Time("close_date").Valid() || trade.Time("id").Valid() {
			t.Errorf("times are read as %v, %v", trade.Time("open_date").Time(), trade.Time("close_date").Time())
		}
		for column, want := range map[string]string{"pair": "ETH/USDT", "open_rate": "100.5", "timeframe": "15", "enter_tag": "", "open_date": sqliteTime(begun)} {
			if got, ok := trade.Text(column); got != want || !ok {
				t.Errorf("%s is %q, %v", column, got, ok)
			}
		}
		for _, column := range []string{"strategy", "close_date", "nothing"} {
			if got, ok := trade.Text(column); ok {
				t.Errorf("%s is %q", column, got)
			}
		}
		if short, ok := trade.Bool("is_short"); !short || !ok {
			t.Errorf("is_short is %v, %v", short, ok)
		}
		if _, ok := trade.Bool("pair"); ok {
			t.Error("the pair is taken for a boolean")
		}
		var names []string
		for _, order := range detail.Orders {
			name, _ := order.Text("order_id")
			names = append(names, name)
		}
		if !slices.Equal(names, []string{"first", "later"}) {
			t.Errorf("read the orders %q", names)
		}
		if want := (Custom{"k", "float", "1.50", At(begun), Never}); len(detail.Custom) != 1 || detail.Custom[0] != want {
			t.Errorf("read the custom data %+v", detail.Custom)
		}
	})
}

func TestDetailsComeInTheOrderAskedFor(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 40}, func(t *testing.T, p place) {
		keeper := p.follow(t)
		if _, err := keeper.Detail(t.Context(), 4711); !errors.Is(err, ErrNoTrade) {
			t.Errorf("a trade that is not there gives %v", err)
		}
		var got []int64
		for _, detail := range must[[]*Detail](t)(keeper.Details(t.Context(), []int64{9, 4711, -3, 2, 40})) {
			got = append(got, detail.ID)
			if orders, _ := detail.Trade.Text("pair"); len(detail.Orders) == 0 || orders == "" {
				t.Errorf("trade %d has %d orders", detail.ID, len(detail.Orders))
			}
		}
		if !slices.Equal(got, []int64{9, 2, 40}) {
			t.Errorf("got %v", got)
		}
		if _, err := keeper.Details(t.Context(), make([]int64, maxDetails+1)); err == nil {
			t.Error("any number of trades can be asked for")
		}
	})
}

// A question does not wait for places that others hold longer than its context allows.
func TestADetailGivesUpWithItsContext(t *testing.T) {
	keeper := sqlitePlace(t, sample.Options{Closed: 30}).follow(t)
	for range maxAsking {
		keeper.asking <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := keeper.Detail(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// Questions are answered while the database is read, by what is in it now.
func TestDetailsWhileTheKeeperReads(t *testing.T) {
	onEveryEngine(t, sample.Options{Closed: 30}, func(t *testing.T, p place) {
		bot, keeper := p.start(t), p.follow(t)
		_, err := keeper.source.read(t.Context(), func(sessions []session) error {
			exec(t, bot, "UPDATE trades SET enter_tag = 'changed meanwhile' WHERE id = 5")
			detail := must[*Detail](t)(keeper.Detail(t.Context(), 5))
			if tag, _ := detail.Trade.Text("enter_tag"); tag != "changed meanwhile" {
				t.Errorf("the tag is %q", tag)
			}
			return sessions[0].query(t.Context(), "SELECT enter_tag FROM trades WHERE id = 5", func(r row) error {
				if asString(r[0]) == "changed meanwhile" {
					t.Error("the transaction that began before sees the change")
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
