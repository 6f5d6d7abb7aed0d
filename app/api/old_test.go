package api

import (
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
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
