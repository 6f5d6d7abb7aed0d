package tradelist

import (
	"math"
	"time"

	"crypto-dashboard/app/ledger"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

var texts = []ledger.Text{0, ledger.Intern(""), ledger.Intern("ETH/USDT"), ledger.Intern("BTC/USDT"), ledger.Intern("eth/usdt"), ledger.Intern("ÄTH/BTC"),
	ledger.Intern("btc/eur"), ledger.Intern("=1+1"), ledger.Intern(`"><script>`), ledger.Intern(`a"b`)}

// few values, so that there are ties, and limits are hit exactly.
func drawText(t *rapid.T, label string) ledger.Text { return rapid.SampledFrom(texts).Draw(t, label) }

func drawNumber(t *rapid.T, label string) ledger.Number {
	return rapid.SampledFrom([]ledger.Number{ledger.Missing, 0, ledger.Number(math.Copysign(0, -1)), 0.011, -0.011, 1.5, -1.5, 1e300, -1e-300, 7}).Draw(t, label)
}

func drawTime(t *rapid.T, label string) ledger.Time {
	hours := rapid.IntRange(-1, 72).Draw(t, label)
	if hours < 0 {
		return ledger.Never
	}
	odd := rapid.SampledFrom([]time.Duration{0, 0, time.Microsecond, 1999 * time.Millisecond}).Draw(t, label+" odd")
	return ledger.At(noon.Add(time.Duration(hours*12)*time.Hour + odd))
}

func drawTrade(t *rapid.T, id int64) ledger.Trade {
	return ledger.Trade{ID: id, OpenDate: drawTime(t, "opened"), CloseDate: drawTime(t, "closed"), OpenRate: drawNumber(t, "open rate"),
		CloseRate: drawNumber(t, "close rate"), CloseProfit: drawNumber(t, "ratio"), CloseProfitAbs: drawNumber(t, "profit"), Stake: drawNumber(t, "stake"),
		Amount: drawNumber(t, "amount"), Leverage: rapid.SampledFrom([]float64{1, 3}).Draw(t, "leverage"), Fees: drawNumber(t, "fees"),
		Funding: drawNumber(t, "funding"), Pair: drawText(t, "pair"), EnterTag: drawText(t, "tag"), ExitReason: drawText(t, "reason"),
		Strategy: drawText(t, "strategy"), StakeCurrency: drawText(t, "currency"), BaseCurrency: drawText(t, "base"),
		Mode: ledger.Mode(rapid.IntRange(0, 3).Draw(t, "mode")), IsShort: rapid.Bool().Draw(t, "short")}
}

// drawSnapshot has up to so many trades of each kind, with ids that are not in order.
func drawSnapshot(t *rapid.T, most int) *ledger.Snapshot {
	snapshot := &ledger.Snapshot{Version: "drawn", Base: new(ledger.Base)}
	closed, open := rapid.IntRange(0, most).Draw(t, "closed"), rapid.IntRange(0, most/4).Draw(t, "open")
	ids := rapid.Permutation(upTo(closed+open)).Draw(t, "ids")
	for _, id := range ids[:closed] {
		snapshot.Closed = append(snapshot.Closed, drawTrade(t, id))
	}
	for _, id := range ids[closed:] {
		trade := drawTrade(t, id)
		trade.IsOpen = true
		snapshot.Open = append(snapshot.Open, ledger.OpenTrade{Trade: trade, Realized: drawNumber(t, "realised"), StopLoss: drawNumber(t, "stop"),
			StopLossRatio: ledger.Missing, LiquidationPrice: ledger.Missing, MaxRate: drawNumber(t, "highest"), MinRate: ledger.Missing})
	}
	inOrder(snapshot)
	return snapshot
}

func upTo(n int) []int64 {
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	return ids
}

func drawQuery(t *rapid.T) Query {
	rarely := func(label string) bool { return rapid.IntRange(0, 5).Draw(t, label) == 0 }
	word := func(label string) string {
		return rapid.SampledFrom(append(texts, 0, 0, 0, 0, 0, 0)).Draw(t, label).String()
	}
	bound := func(label string) Bound {
		n := rapid.SampledFrom([]ledger.Number{ledger.Missing, 0, 0.011, -0.011, 1.5, -1.5, 7, 1e30}).Draw(t, label)
		return Bound{n.Or(0) + 0, n.Valid()}
	}
	span := func(label string) (r Range) {
		r = Range{bound(label + " least"), bound(label + " most")}
		if r.Min.Value > r.Max.Value {
			r.Max = Bound{}
		}
		return r
	}
	days := func(label string) (d Days) {
		any := rapid.SampledFrom([]Day{"", "", "", "2026-11-02", "2026-11-20", "2026-12-01", "2026-12-08"})
		d = Days{any.Draw(t, label+" from"), any.Draw(t, label+" to")}
		if d.To != "" && d.To < d.From {
			d.To = ""
		}
		return d
	}
	q := Query{State: State(rapid.IntRange(0, 2).Draw(t, "state")), PairPart: rapid.SampledFrom([]string{"", "", "eth", "ä", "/U"}).Draw(t, "part"),
		Pair: word("pair"), EnterTag: word("tag"), ExitReason: word("reason"), Strategy: word("strategy"), Currency: word("currency"),
		Without: Without{rarely("no tag"), rarely("no reason"), rarely("no strategy")}, Side: Side(max(0, rapid.IntRange(-3, 2).Draw(t, "side"))),
		Result: Result(max(0, rapid.IntRange(-3, 2).Draw(t, "result"))), Sort: Column(rapid.IntRange(0, len(columns)-1).Draw(t, "sort")),
		Descending: rapid.Bool().Draw(t, "descending"), Page: rapid.IntRange(0, 5).Draw(t, "page"),
		PerPage: rapid.SampledFrom(append(PerPageChoices, 0)).Draw(t, "per page")}
	if rarely("profit") {
		q.Profit = span("profit")
	}
	if rarely("ratio") {
		q.Ratio = span("ratio")
	}
	if rarely("opened") {
		q.Opened = days("opened")
	}
	if rarely("closed") {
		q.Closed = days("closed")
	}
	return q
}
