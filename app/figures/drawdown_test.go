package figures_test

import "testing"

// By hand: sums 10 6 12 4 2 2 7. The deepest fall is from 12 to 2, of a balance of 112; now it is from 12 to 7.
func TestDrawdownByHand(t *testing.T) {
	fall := allOf(t, closed(10, -4, 6, -8, -2, 0, 5)...).Drawdown
	wantNear(t, "the fall", fall.Absolute, 10)
	wantNear(t, "its share", fall.Relative, 10.0/112)
	wantNear(t, "its high", fall.High, 12)
	wantNear(t, "its low", fall.Low, 2)
	wantAt(t, "the high", fall.HighAt, start.AddDate(0, 0, 2).Add(hour))
	wantAt(t, "the low, the first of equals", fall.LowAt, start.AddDate(0, 0, 4).Add(hour))
	wantNear(t, "the current fall", fall.Current.Absolute, 5)
	wantNear(t, "its share", fall.Current.Relative, 5.0/112)
	wantNear(t, "its high", fall.Current.High, 12)
	wantAt(t, "since", fall.Current.Since, start.AddDate(0, 0, 2).Add(hour))
	if fall.FromStart || fall.Current.FromStart {
		t.Error("it fell from the start")
	}
}

// freqtrade puts the balance at the start in front, and dates it with the first trade.
func TestALossAtTheStartFallsFromZero(t *testing.T) {
	fall := allOf(t, closed(-3, -4, 2)...).Drawdown
	wantNear(t, "the fall", fall.Absolute, 7)
	wantNear(t, "its share", fall.Relative, 0.07)
	wantNear(t, "its high", fall.High, 0)
	wantNear(t, "its low", fall.Low, -7)
	wantAt(t, "the high", fall.HighAt, start.Add(hour))
	wantNear(t, "the current fall", fall.Current.Absolute, 5)
	if !fall.FromStart || !fall.Current.FromStart {
		t.Error("it does not say that it fell from the start")
	}
}

func TestASingleLoss(t *testing.T) {
	fall := allOf(t, closed(-3)...).Drawdown
	wantNear(t, "the fall", fall.Absolute, 3)
	wantAt(t, "the high", fall.HighAt, start.Add(hour))
	wantAt(t, "the low", fall.LowAt, start.Add(hour))
}

func TestWithoutAFall(t *testing.T) {
	fall := allOf(t, closed(1, 0, 2)...).Drawdown
	wantNear(t, "the fall", fall.Absolute, 0)
	wantNear(t, "its share", fall.Relative, 0)
	wantNear(t, "the current fall", fall.Current.Absolute, 0)
	wantNear(t, "the current high", fall.Current.High, 3)
	wantAt(t, "since", fall.Current.Since, start.AddDate(0, 0, 2).Add(hour))
	if fall.HighAt.Valid() || fall.LowAt.Valid() {
		t.Errorf("it has times: %+v", fall)
	}
}

// Both falls are 4 deep: the first one counts, from the first time the high of 5 was reached.
func TestOfEqualFallsTheFirst(t *testing.T) {
	fall := allOf(t, closed(5, -1, 1, -4, 4, -4)...).Drawdown
	wantNear(t, "the fall", fall.Absolute, 4)
	wantAt(t, "the high", fall.HighAt, start.Add(hour))
	wantAt(t, "the low", fall.LowAt, start.AddDate(0, 0, 3).Add(hour))
}

// The absolute fall decides, although the relative one was worse before.
func TestTheDeepestFallIsInStakeCurrency(t *testing.T) {
	fall := allOf(t, closed(-50, 950, -60)...).Drawdown
	wantNear(t, "the fall", fall.Absolute, 60)
	wantNear(t, "its share", fall.Relative, 0.06)
}
