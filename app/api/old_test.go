package api

import (
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// When the bot's API goes silent, its last values stay, with their time and the reason.
func TestLiveValuesGrowOld(t *testing.T) {
	got := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	state := &botapi.State{OpenTrades: botapi.Part[map[int64]botapi.OpenTrade]{Got: got, Problem: "silence",
		Value: map[int64]botapi.OpenTrade{7: {ID: 7, CurrentRate: 2, ProfitAbs: 1.25, ProfitRatio: 0.5}}}}
	c := &call{now: got.Add(90 * time.Second), view: bots.View{API: state, State: &ledger.State{}}}
	trade := c.fullOf(&ledger.Detail{ID: 7, IsOpen: true})
	if trade.ProfitAbs != 1.25 || trade.LiveAt == nil || *trade.LiveAt != "2026-11-02T09:30:00Z" || *trade.LiveProblem != "silence" {
		t.Errorf("the profit is %v at %v, because %v", trade.ProfitAbs, trade.LiveAt, trade.LiveProblem)
	}
	if part := c.apiHealth(reasons{}).OpenTrades; part.Age != 90 || *part.Problem != "silence" {
		t.Errorf("health says %+v", part)
	}
	state.OpenTrades.Got = time.Time{}
	trade = c.fullOf(&ledger.Detail{ID: 7, IsOpen: true})
	if trade.ProfitAbs.known() || trade.LiveAt != nil || trade.Unavailable["profit_abs"] != "silence" || trade.Unavailable["live_at"] != "silence" {
		t.Errorf("before the first answer: %+v", trade)
	}
}

// An answer is kept only as long as its prices are the newest, though all of them may be the same as before.
func TestEachAnswerOfTheBotsAPIIsAnother(t *testing.T) {
	got := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	keys := map[string]bool{}
	for _, part := range []botapi.Part[map[int64]botapi.OpenTrade]{{}, {Got: got}, {Got: got.Add(time.Second)}, {Got: got, Problem: "silence"}} {
		keys[(&call{view: bots.View{API: &botapi.State{OpenTrades: part}}}).pricesOf()] = true
	}
	if keys[(&call{}).pricesOf()] = true; len(keys) != 5 {
		t.Errorf("5 states have %d keys", len(keys))
	}
}

// What was closed since the last look at the database is not open.
func TestATradeThatWasJustClosedIsNotOpen(t *testing.T) {
	c := &call{view: bots.View{State: &ledger.State{}}}
	trades := c.stillOpen([]*ledger.Detail{{ID: 1, IsOpen: true}, {ID: 2}, {ID: 3, IsOpen: true}})
	if len(trades) != 2 || trades[0].ID != 1 || trades[1].ID != 3 {
		t.Errorf("open are %+v", trades)
	}
}

// A profit that the bot's API leaves out makes the sum unknown, and the reason is not that it is too large.
func TestASumWithoutAProfitIsNone(t *testing.T) {
	live := botapi.OpenTrade{ID: 7, CurrentRate: 2, TotalProfitAbs: botapi.Missing, ProfitRatio: 0.5}
	state := &botapi.State{OpenTrades: botapi.Part[map[int64]botapi.OpenTrade]{Got: time.Now(), Value: map[int64]botapi.OpenTrade{7: live}}}
	open := ledger.OpenTrade{Trade: ledger.Trade{ID: 7, Entered: 100, StakeCurrency: ledger.Intern("USDT")}}
	c := &call{view: bots.View{API: state, State: &ledger.State{Snapshot: &ledger.Snapshot{Open: []ledger.OpenTrade{open}}}}}
	if sum := c.total("USDT", &figures.Side{}); sum.coin.known() || sum.missing != notTold {
		t.Errorf("the sum is %v, missing because %q", sum.coin, sum.missing)
	}
}
