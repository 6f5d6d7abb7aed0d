package figures_test

import (
	"testing"

	"crypto-dashboard/app/ledger"
)

func TestGroupsAreSortedByProfitThenName(t *testing.T) {
	trades := closed(1, 5, 1, -2)
	for i, pair := range []string{"B/USDT", "C/USDT", "A/USDT", "C/USDT"} {
		trades[i].Pair = ledger.Intern(pair)
	}
	trades[3].Entered, trades[3].OpenDate = 50, trades[3].CloseDate
	pairs := allOf(t, trades...).Pairs
	if len(pairs) != 3 || pairs[0].Name != "C/USDT" || pairs[1].Name != "A/USDT" || pairs[2].Name != "B/USDT" {
		t.Fatalf("the pairs are %+v", pairs)
	}
	wantNear(t, "C's profit", pairs[0].Profit, 3)
	wantNear(t, "C's ratio", pairs[0].Ratio, 3.0/150)
	wantNear(t, "C's duration", pairs[0].DurationMean, 1800)
	if pairs[0].Count != 2 || pairs[0].Wins != 1 || pairs[0].Draws != 0 || pairs[0].Losses != 1 {
		t.Errorf("C is %+v", pairs[0])
	}
}

// NULL is "Other", and so is a tag of that name. An empty text is a text.
func TestTradesWithoutATagAreOther(t *testing.T) {
	trades := closed(1, 2, 4, 8)
	trades[1].EnterTag, trades[2].EnterTag = ledger.Intern("Other"), ledger.Intern("")
	tags := allOf(t, trades...).EnterTags
	if len(tags) != 2 || tags[0].Name != "Other" || tags[0].Count != 3 || tags[1].Name != "" || tags[1].Count != 1 {
		t.Fatalf("the tags are %+v", tags)
	}
	wantNear(t, "the others' profit", tags[0].Profit, 11)
	wantNear(t, "their ratio", tags[0].Ratio, 11.0/300)
}

func TestNothingPaidHasNoRatio(t *testing.T) {
	trades := closed(1)
	trades[0].Entered = 0
	wantAbsent(t, "the ratio", allOf(t, trades...).Pairs[0].Ratio, "no filled entry order is in the database")
}
