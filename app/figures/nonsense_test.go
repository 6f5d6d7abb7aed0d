package figures_test

import (
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"

	"pgregory.net/rapid"
)

// notNumbers goes through everything that can be seen of figures. Only the ends of histograms are infinite.
func notNumbers(where string, value reflect.Value) (found []string) {
	switch value.Kind() {
	case reflect.Float64:
		if math.IsNaN(value.Float()) || math.IsInf(value.Float(), 0) {
			return []string{fmt.Sprint(where, " is ", value.Float())}
		}
	case reflect.Pointer:
		return notNumbers(where, value.Elem())
	case reflect.Slice, reflect.Array:
		for i := range value.Len() {
			found = append(found, notNumbers(fmt.Sprint(where, " ", i), value.Index(i))...)
		}
	case reflect.Struct:
		for i := range value.NumField() {
			if field := value.Type().Field(i); field.IsExported() && value.Type() != reflect.TypeFor[figures.Bin]() {
				found = append(found, notNumbers(where+" "+field.Name, value.Field(i))...)
			}
		}
	}
	return found
}

func wantOnlyNumbers(t interface{ Fatal(...any) }, made *figures.Figures) {
	for _, currency := range made.Currencies {
		found := notNumbers("", reflect.ValueOf(currency))
		for _, unit := range []figures.Unit{figures.Days, figures.Weeks, figures.Months} {
			found = append(found, notNumbers("periods", reflect.ValueOf(currency.Periods(unit, start, 3)))...)
		}
		for _, side := range []*figures.Side{currency.All, currency.Long, currency.Short} {
			found = append(found, notNumbers("points", reflect.ValueOf(side.Curve.Points(8)))...)
		}
		if len(found) > 0 {
			t.Fatal(found)
		}
	}
}

func TestNonsenseIsShownAsNumbersOrNotAtAll(t *testing.T) {
	numbers := []float64{math.NaN(), 0, 1, -1, 1e308, -1e308, math.MaxFloat64, -math.MaxFloat64, 5e-324, 1e150, -1e150}
	times := []ledger.Time{ledger.Never, ledger.Never + 1, math.MaxInt64, 0, -1, ledger.At(start), ledger.At(start.Add(time.Second))}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) ledger.Number { return ledger.Number(rapid.SampledFrom(numbers).Draw(t, what)) }
		trades := closed(make([]float64, rapid.IntRange(1, 40).Draw(t, "trades"))...)
		for i := range trades {
			trade := &trades[i]
			trade.CloseProfit, trade.CloseProfitAbs, trade.Stake, trade.Fees, trade.Funding = draw("ratio"), draw("profit"), draw("stake"), draw("fees"), draw("funding")
			trade.Entered, trade.Traded = draw("entered").Or(0), draw("traded").Or(0)
			trade.OpenDate = rapid.SampledFrom(times).Draw(t, "opened")
			if i > 20 {
				trade.CloseDate = rapid.SampledFrom(times[1:]).Draw(t, "closed")
			}
		}
		open := []ledger.OpenTrade{{Trade: trades[0], Realized: draw("realized")}}
		begin := figures.Start{Amount: math.Abs(draw("start").Or(1)), Known: true}
		wantOnlyNumbers(t, figures.Of(&ledger.Snapshot{Closed: trades, Open: open}, begin, nil))
	})
}

func TestACurveThroughNonsensicalTimesIsThinned(t *testing.T) {
	trades := closed(make([]float64, 100)...)
	trades[0].CloseDate, trades[1].CloseDate = ledger.Never+1, -1<<61
	trades[99].CloseDate = math.MaxInt64
	points := allOf(t, trades...).Curve.Points(20)
	if len(points) > 20 || points[0].At != ledger.Never+1 || points[len(points)-1].At != math.MaxInt64 {
		t.Errorf("%d points from %v to %v", len(points), points[0].At, points[len(points)-1].At)
	}
}

func TestADateLongAgoDoesNotMakeEndlessPeriods(t *testing.T) {
	trades := closed(1, 2)
	trades[0].CloseDate = ledger.Never + 1
	currency := of(trades...).Currencies[0]
	for _, unit := range []figures.Unit{figures.Days, figures.Weeks, figures.Months} {
		if periods := currency.Periods(unit, start.AddDate(0, 0, 1), 0); len(periods) < 10000 || len(periods) > 20000 {
			t.Errorf("%d periods of unit %d, want some of them", len(periods), unit)
		}
	}
}

func TestAHostileDatabaseShowsOnlyNumbers(t *testing.T) {
	for _, mode := range []sample.Mode{sample.Spot, sample.Futures} {
		path := filepath.Join(t.TempDir(), "hostile.sqlite")
		if err := sample.WriteWith(t.Context(), path, sample.Options{Closed: 60, Hostile: true, Mode: mode}); err != nil {
			t.Fatal(err)
		}
		snapshot, err := ledger.Read(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		wantOnlyNumbers(t, figures.Of(snapshot, figures.Start{Amount: 1000, Known: true, Currency: "USDT"}, nil))
	}
}
