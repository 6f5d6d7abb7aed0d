package figures_test

import (
	"testing"
	"time"

	"crypto-dashboard/app/figures"
)

// The trades close at 01:00 on 1, 2, 3 … January 2026, a Thursday.
func TestWeeksBeginOnMonday(t *testing.T) {
	currency := of(closed(1, 2, 4, 8, 16, 32)...).Currencies[0]
	weeks := currency.Periods(figures.Weeks, start.AddDate(0, 0, 11).Add(-time.Second), 3)
	for i, want := range []struct {
		begin                     string
		profit, balance, relative float64
		count                     int
	}{{"2026-01-05", 48, 115, 48.0 / 115, 2}, {"2025-12-29", 15, 100, 0.15, 4}, {"2025-12-22", 0, 100, 0, 0}} {
		week := weeks[i]
		if week.Begin.Format("2006-01-02") != want.begin || week.Count != want.count {
			t.Errorf("week %d is %+v, want %v", i, week, want)
		}
		wantNear(t, "the profit", week.Profit, want.profit)
		wantNear(t, "the balance", week.Balance, want.balance)
		wantNear(t, "the share", week.Relative, want.relative)
	}
}

func TestMonthsAndDaysGoBackToTheFirstTrade(t *testing.T) {
	currency := of(closed(1, 2, 4)...).Currencies[0]
	now := time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC)
	months := currency.Periods(figures.Months, now, 0)
	if len(months) != 3 || months[0].Begin.Month() != time.March || months[1].Begin.Month() != time.February || months[2].Count != 3 {
		t.Errorf("the months are %+v", months)
	}
	if days := currency.Periods(figures.Days, now, 0); len(days) != 31+28+31 || days[89].Count != 1 || days[0].Count != 0 {
		t.Errorf("%d days", len(days))
	}
	if weeks := currency.Periods(figures.Weeks, now, 0); len(weeks) != 14 || weeks[13].Count != 3 {
		t.Errorf("%d weeks", len(weeks))
	}
	if days := currency.Periods(figures.Days, start.AddDate(-1, 0, 0), 0); len(days) != 1 || days[0].Count != 0 {
		t.Errorf("before the first trade: %+v", days)
	}
}

// The day of now is UTC's, wherever now is said.
func TestTheDayOfNowIsInUTC(t *testing.T) {
	now := time.Date(2026, 1, 1, 22, 0, 0, 0, time.FixedZone("west", -5*3600))
	if days := of(closed(1)...).Currencies[0].Periods(figures.Days, now, 2); days[0].Begin.Day() != 2 || days[1].Count != 1 {
		t.Errorf("the days are %+v", days)
	}
}

func TestWithoutABalanceProfitsAreStillThere(t *testing.T) {
	currency := startOf(figures.Start{}, "USDT").Currencies[0]
	day := currency.Periods(figures.Days, start.Add(hour), 1)[0]
	wantNear(t, "the profit", day.Profit, 0)
	wantAbsent(t, "the balance", day.Balance, "the starting balance is not known")
	wantAbsent(t, "the share", day.Relative, "the starting balance is not known")
}

func TestNothingToCompareWith(t *testing.T) {
	day := of(closed(5)...).Currencies[0].PeriodsFrom(figures.Value{Number: 5}, figures.Days, start, 1)[0]
	wantNear(t, "the balance", day.Balance, 0)
	wantAbsent(t, "the share", day.Relative, "there was no balance above 0 to compare with (freqtrade shows 0)")
}

func TestOverflowOfADayReachesTheWeek(t *testing.T) {
	trades := closed(1.7e308, 1.7e308, 1)
	trades[1].CloseDate = trades[0].CloseDate
	currency := of(trades...).Currencies[0]
	wantAbsent(t, "the day", currency.All.Calendar[0].Profit, figures.TooLarge)
	wantNear(t, "the next day", currency.All.Calendar[1].Profit, 1)
	wantAbsent(t, "the week", currency.Periods(figures.Weeks, start, 1)[0].Profit, figures.TooLarge)
}
