package tradelist

import (
	"strings"

	"crypto-dashboard/app/ledger"
)

// test tells whether a trade is selected by one condition.
type test func(Row) bool

// matcher are the conditions of a query, those that are always true left out.
type matcher []test

func matcherOf(q Query) matcher {
	var tests matcher
	tests = append(tests, textTests(q)...)
	tests = append(tests, absentTests(q.Without)...)
	tests = append(tests, kindTests(q)...)
	tests = append(tests, numberTests(q.Profit, Row.Profit)...)
	tests = append(tests, numberTests(q.Ratio, Row.Ratio)...)
	tests = append(tests, dayTests(q.Opened, func(r Row) ledger.Time { return r.OpenDate })...)
	return append(tests, dayTests(q.Closed, Row.Ended)...)
}

func (m matcher) match(row Row) bool {
	for _, passes := range m {
		if !passes(row) {
			return false
		}
	}
	return true
}

func textTests(q Query) matcher {
	var tests matcher
	if part := strings.ToLower(q.PairPart); part != "" {
		tests = append(tests, textTest(pair, func(text string) bool { return strings.Contains(strings.ToLower(text), part) }))
	}
	for _, exact := range []struct {
		wanted string
		text   func(*ledger.Trade) ledger.Text
	}{{q.Pair, pair}, {q.EnterTag, enterTag}, {q.ExitReason, exitReason}, {q.Strategy, strategy}, {q.Currency, currency}} {
		if exact.wanted != "" {
			tests = append(tests, textTest(exact.text, func(text string) bool { return text == exact.wanted }))
		}
	}
	return tests
}

// textTest asks once for each text, however many trades share it.
func textTest(of func(*ledger.Trade) ledger.Text, passes func(string) bool) test {
	const yes, no = 1, 2
	var known []uint8
	return func(row Row) bool {
		text := of(row.Trade)
		for int(text) >= len(known) {
			known = append(known, make([]uint8, int(text)+1024)...)
		}
		if known[text] == 0 {
			known[text] = no
			if passes(text.String()) {
				known[text] = yes
			}
		}
		return known[text] == yes
	}
}

func absentTests(without Without) matcher {
	var tests matcher
	absent := func(wanted bool, of func(*ledger.Trade) ledger.Text) {
		if wanted {
			tests = append(tests, textTest(of, func(text string) bool { return text == "" }))
		}
	}
	absent(without.EnterTag, enterTag)
	absent(without.ExitReason, exitReason)
	absent(without.Strategy, strategy)
	return tests
}

func kindTests(q Query) matcher {
	var tests matcher
	if q.Side != BothSides {
		tests = append(tests, func(row Row) bool { return row.IsShort == (q.Side == Short) })
	}
	switch q.Result {
	case Wins:
		tests = append(tests, Row.Win)
	case Losses:
		tests = append(tests, Row.Loss)
	}
	return tests
}

func numberTests(wanted Range, of func(Row) ledger.Number) matcher {
	if !wanted.Min.Set && !wanted.Max.Set {
		return nil
	}
	return matcher{func(row Row) bool {
		n := of(row)
		return n.Valid() && (!wanted.Min.Set || float64(n) >= wanted.Min.Value) && (!wanted.Max.Set || float64(n) <= wanted.Max.Value)
	}}
}

func dayTests(wanted Days, of func(Row) ledger.Time) matcher {
	from, end := wanted.From.begin(0), wanted.To.begin(1)
	if wanted == (Days{}) {
		return nil
	}
	return matcher{func(row Row) bool {
		at := of(row)
		return at.Valid() && (wanted.From == "" || at >= from) && (wanted.To == "" || at < end)
	}}
}
