package tradelist

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"crypto-dashboard/app/ledger"
)

// The plainest way to do what the package does, to compare with.

// inOrder puts the trades of a snapshot as a ledger does.
func inOrder(snapshot *ledger.Snapshot) {
	slices.SortFunc(snapshot.Closed, func(a, b ledger.Trade) int {
		if a.CloseDate.Valid() != b.CloseDate.Valid() {
			return cmp.Compare(b.CloseDate, a.CloseDate)
		}
		return cmp.Or(cmp.Compare(a.CloseDate, b.CloseDate), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(snapshot.Open, func(a, b ledger.OpenTrade) int { return cmp.Compare(a.ID, b.ID) })
}

func naiveList(snapshot *ledger.Snapshot, q Query) []ledger.OpenTrade {
	var list []ledger.OpenTrade
	for _, trade := range snapshot.Closed {
		if q.State != Open && naiveMatch(ledger.OpenTrade{Trade: trade}, q) {
			list = append(list, ledger.OpenTrade{Trade: trade, Realized: ledger.Missing, StopLoss: ledger.Missing})
		}
	}
	for _, trade := range snapshot.Open {
		if q.State != Closed && naiveMatch(trade, q) {
			list = append(list, trade)
		}
	}
	slices.SortFunc(list, func(a, b ledger.OpenTrade) int { return naiveCompare(a, b, q) })
	return list
}

func naiveMatch(t ledger.OpenTrade, q Query) bool {
	same := func(wanted string, text ledger.Text) bool { return wanted == "" || text.String() == wanted }
	within := func(r Range, n ledger.Number) bool {
		if r == (Range{}) {
			return true
		}
		return !t.IsOpen && n.Valid() && (!r.Min.Set || float64(n) >= r.Min.Value) && (!r.Max.Set || float64(n) <= r.Max.Value)
	}
	on := func(d Days, at ledger.Time) bool {
		day := at.Time().Format(time.DateOnly)
		return d == Days{} || at.Valid() && (d.From == "" || day >= string(d.From)) && (d.To == "" || day <= string(d.To))
	}
	ended := t.CloseDate
	reason := t.ExitReason
	if t.IsOpen {
		ended, reason = ledger.Never, 0
	}
	win := t.CloseProfit.Or(0) >= 0
	return strings.Contains(strings.ToLower(t.Pair.String()), strings.ToLower(q.PairPart)) &&
		same(q.Pair, t.Pair) && same(q.EnterTag, t.EnterTag) && same(q.ExitReason, reason) && same(q.Strategy, t.Strategy) && same(q.Currency, t.StakeCurrency) &&
		(!q.Without.EnterTag || t.EnterTag.String() == "") && (!q.Without.ExitReason || reason.String() == "") && (!q.Without.Strategy || t.Strategy.String() == "") &&
		(q.Side == BothSides || t.IsShort == (q.Side == Short)) &&
		(q.Result == AnyResult || !t.IsOpen && win == (q.Result == Wins)) &&
		within(q.Profit, t.CloseProfitAbs) && within(q.Ratio, t.CloseProfit) && on(q.Opened, t.OpenDate) && on(q.Closed, ended)
}

// naiveCompare orders by values; those that are missing last, whatever the direction.
func naiveCompare(a, b ledger.OpenTrade, q Query) int {
	by, descending := q.Sort, q.Descending
	if by == ByDefault {
		by, descending = ByOpenDate, true
		if q.State == Closed {
			by = ByCloseDate
		}
	}
	left, right := naiveValue(a, by), naiveValue(b, by)
	if (left == nil) != (right == nil) {
		if left == nil {
			return 1
		}
		return -1
	}
	order := cmp.Compare(a.ID, b.ID)
	switch left := left.(type) {
	case float64:
		order = cmp.Or(cmp.Compare(left, right.(float64)), order)
	case string:
		order = cmp.Or(strings.Compare(strings.ToLower(left), strings.ToLower(right.(string))), strings.Compare(left, right.(string)), order)
	}
	if descending {
		return -order
	}
	return order
}

// naiveValue is a float64, a string, or nil.
func naiveValue(t ledger.OpenTrade, by Column) any {
	float := func(n ledger.Number) any {
		if !n.Valid() {
			return nil
		}
		return float64(n)
	}
	word := func(text ledger.Text) any {
		if text.String() == "" {
			return nil
		}
		return text.String()
	}
	at := func(at ledger.Time) any {
		if !at.Valid() {
			return nil
		}
		return float64(at)
	}
	if t.IsOpen {
		switch by {
		case ByCloseRate, ByProfit, ByRatio, ByCloseDate, ByDuration, ByExitReason:
			return nil
		}
	}
	switch by {
	case ByID:
		return float64(t.ID)
	case ByPair:
		return word(t.Pair)
	case BySide:
		return float64(map[bool]int{false: 0, true: 1}[t.IsShort])
	case ByLeverage:
		return t.Leverage
	case ByStake:
		return float(t.Stake)
	case ByCurrency:
		return word(t.StakeCurrency)
	case ByAmount:
		return float(t.Amount)
	case ByOpenRate:
		return float(t.OpenRate)
	case ByCloseRate:
		return float(t.CloseRate)
	case ByProfit:
		return float(t.CloseProfitAbs)
	case ByRatio:
		return float(t.CloseProfit)
	case ByOpenDate:
		return at(t.OpenDate)
	case ByCloseDate:
		return at(t.CloseDate)
	case ByDuration:
		if !t.CloseDate.Valid() || !t.OpenDate.Valid() {
			return nil
		}
		return t.CloseDate.Time().Sub(t.OpenDate.Time()).Seconds()
	case ByFees:
		return float(t.Fees)
	case ByFunding:
		return float(t.Funding)
	case ByRealized:
		return float(t.Realized)
	case ByStopLoss:
		return float(t.StopLoss)
	case ByEnterTag:
		return word(t.EnterTag)
	case ByExitReason:
		return word(t.ExitReason)
	case ByStrategy:
		return word(t.Strategy)
	case ByMode:
		return float64(t.Mode)
	}
	panic("a column that nobody taught the test")
}
