package tradelist

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func parsed(t *testing.T, query string) Query {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, err := Parse(values)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return q
}

func TestQueries(t *testing.T) {
	bound := func(value float64) Bound { return Bound{value, true} }
	cases := map[string]Query{
		"":                                             {},
		"state=closed&page=1&per_page=50":              {},
		"sort=close_date&order=desc&pair=":             {},
		"state=open&sort=open_date":                    {State: Open},
		"order=asc":                                    {Sort: ByCloseDate},
		"order=&order=asc&state=all":                   {State: All, Sort: ByOpenDate},
		"sort=pair":                                    {Sort: ByPair},
		"sort=close_profit":                            {Sort: ByRatio, Descending: true},
		"sort=close_profit&order=asc":                  {Sort: ByRatio},
		"pair=ETH%2FUSDT&pair_part=et":                 {Pair: "ETH/USDT", PairPart: "et"},
		"side=short&result=losses":                     {Side: Short, Result: Losses},
		"enter_tag=%3D1%2B1&exit_reason=roi":           {EnterTag: "=1+1", ExitReason: "roi"},
		"strategy=S&stake_currency=BTC":                {Strategy: "S", Currency: "BTC"},
		"without=enter_tag,strategy":                   {Without: Without{EnterTag: true, Strategy: true}},
		"without=exit_reason&without=strategy":         {Without: Without{ExitReason: true, Strategy: true}},
		"opened_from=2026-11-02&opened_to=2026-11-02":  {Opened: Days{"2026-11-02", "2026-11-02"}},
		"closed_from=2024-02-29":                       {Closed: Days{From: "2024-02-29"}},
		"percent_min=1.1&percent_max=%2B5":             {Ratio: Range{bound(0.011), bound(0.05)}},
		"percent_min=-0.7&profit_max=.5&profit_min=-0": {Ratio: Range{Min: bound(-0.007)}, Profit: Range{bound(0), bound(0.5)}},
		"page=3&per_page=200":                          {Page: 3, PerPage: 200},
	}
	for query, want := range cases {
		if got := parsed(t, query); got != want {
			t.Errorf("%q is %+v, want %+v", query, got, want)
		}
	}
}

// Everything that is wrong comes back at once: the name, the value, the rule and an example.
func TestBrokenParameters(t *testing.T) {
	cases := map[string]string{
		"state=maybe":                       `state must be one of closed, open, all: it is "maybe"; for example "open"`,
		"side=up":                           `side must be one of long, short: it is "up"; for example "long"`,
		"result=draws":                      `result must be one of wins, losses: it is "draws"; for example "wins"`,
		"page=0":                            `page must be a whole number from 1 to 1000000000: it is "0"; for example "2"`,
		"page=1e3":                          `page must be a whole number from 1 to 1000000000: it is "1e3"; for example "2"`,
		"page=99999999999999999999":         `page must be a whole number from 1 to 1000000000: it is "99999999999999999999"; for example "2"`,
		"per_page=51":                       `per_page must be one of 25, 50, 100, 200: it is "51"; for example "100"`,
		"opened_from=2.11.2026":             `opened_from must be a day as YYYY-MM-DD, not before the year 1: it is "2.11.2026"; for example "2026-11-02"`,
		"closed_to=2026-02-30":              `closed_to must be a day as YYYY-MM-DD, not before the year 1: it is "2026-02-30"; for example "2026-11-02"`,
		"closed_to=0000-01-01":              `closed_to must be a day as YYYY-MM-DD, not before the year 1: it is "0000-01-01"; for example "2026-11-02"`,
		"profit_min=NaN":                    `profit_min must be a plain decimal number with a point, at most 1e30 and with at most 30 digits after the point: it is "NaN"; for example "-2.5"`,
		"profit_max=1e5":                    `profit_max must be a plain decimal number with a point, at most 1e30 and with at most 30 digits after the point: it is "1e5"; for example "-2.5"`,
		"percent_min=2%25":                  `percent_min must be a plain decimal number with a point, at most 1e30 and with at most 30 digits after the point: it is "2%"; for example "-2.5"`,
		"percent_max=1,5":                   `percent_max must be a plain decimal number with a point, at most 1e30 and with at most 30 digits after the point: it is "1,5"; for example "-2.5"`,
		"order=up":                          `order must be asc or desc: it is "up"; for example "desc"`,
		"without=pair":                      `without must be one of enter_tag, exit_reason, strategy; several with commas between: it is "pair"; for example "enter_tag"`,
		"pair=A&pair=B":                     `pair must be given once: it is "A and B"; for example "ETH/USDT"`,
		"pair=" + strings.Repeat("x", 1001): `pair must be at most 1000 bytes long: it is "` + strings.Repeat("x", 100) + `…"; for example "ETH/USDT"`,
		"opened_from=2026-11-03&opened_to=2026-11-02": `opened_from must not be above opened_to, which is 2026-11-02: it is "2026-11-03"; for example "2026-11-02"`,
		"closed_from=2026-11-03&closed_to=2025-12-02": `closed_from must not be above closed_to, which is 2025-12-02: it is "2026-11-03"; for example "2025-12-02"`,
		"profit_min=2&profit_max=-3":                  `profit_min must not be above profit_max, which is -3: it is "2"; for example "-3"`,
		"percent_min=2&percent_max=1.1":               `percent_min must not be above percent_max, which is 1.1: it is "2"; for example "1.1"`,
	}
	limit := "profit_min=" + strings.Repeat("9", 31)
	cases[limit] = `profit_min must be a plain decimal number with a point, at most 1e30 and with at most 30 digits after the point: it is "` + strings.Repeat("9", 31) + `"; for example "-2.5"`
	var together []string
	for query, want := range cases {
		values, _ := url.ParseQuery(query)
		if _, err := Parse(values); err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", query, err, want)
		}
		if name, _, _ := strings.Cut(query, "="); !strings.Contains(strings.Join(together, "&"), name) && !strings.Contains(query, "&") {
			together = append(together, query)
		}
	}
	values, _ := url.ParseQuery(strings.Join(together, "&"))
	_, err := Parse(values)
	for _, query := range together {
		if want := cases[query]; !strings.Contains(err.Error(), want) {
			t.Errorf("all at once, this is left out: %s", want)
		}
	}
}

func TestUnknownParameters(t *testing.T) {
	_, err := Parse(url.Values{"profitmin": {"3"}, "<b>": {"x"}})
	for _, want := range []string{`profitmin is not a parameter; there are state, pair_part, pair, `, `<b> is not a parameter`, `it is "3"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s in it", err, want)
		}
	}
	var problems Problems
	if !errors.As(err, &problems) || problems.Of("profitmin").Value != "3" || problems.Of("pair") != (Problem{}) {
		t.Errorf("the problems are %+v", problems)
	}
}

// A query that is written down and read again is the same, and is written in one way.
func TestQueriesSurviveTheirAddress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t)
		again, err := Parse(q.Values())
		if err != nil || again != q.canonical() || again.Encode() != q.Encode() {
			t.Fatalf("%+v\nas %s became %+v (%v)", q.canonical(), q.Encode(), again, err)
		}
	})
}

// Percent are moved by their digits: 1.1 % is the number that the bot's 0.011 is.
func TestPercentAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ratio := rapid.Float64Range(-50, 50).Draw(t, "ratio")
		values := Query{Ratio: Range{Min: Bound{ratio + 0, true}}}.Values()
		if len(values.Get("percent_min")) > 32 {
			t.Skip("more digits than can be typed")
		}
		q, err := Parse(values)
		if err != nil || q.Ratio.Min.Value != ratio {
			t.Fatalf("%v is written %q and read %v (%v)", ratio, values.Get("percent_min"), q.Ratio.Min.Value, err)
		}
	})
}

func TestLinksKeepEverythingElse(t *testing.T) {
	q := parsed(t, "pair_part=et&page=3&sort=pair&side=long&per_page=25")
	cases := map[string]Query{
		"order=desc&pair_part=et&per_page=25&side=long&sort=pair": q.SortedBy(ByPair, true),
		"pair_part=et&per_page=25&side=long":                      q.SortedBy(ByCloseDate, true),
		"page=4&pair_part=et&per_page=25&side=long&sort=pair":     q.OnPage(4),
		"pair_part=et&per_page=25&side=long&sort=pair":            q.OnPage(1),
		"pair_part=et&per_page=200&side=long&sort=pair":           q.WithPerPage(200),
		"pair_part=et&side=long&sort=pair":                        q.WithPerPage(50),
		"pair_part=et&per_page=25&side=long&sort=pair&state=all":  q.WithState(All),
		"per_page=25&sort=pair":                                   q.Unfiltered(),
	}
	for want, got := range cases {
		if got.Encode() != want {
			t.Errorf("%s, want %s", got.Encode(), want)
		}
	}
	if !q.Filtered() || q.Unfiltered().Filtered() {
		t.Error("filtered is not told apart")
	}
}

func TestEveryColumnHasItsNames(t *testing.T) {
	var seen []string
	for _, c := range Columns() {
		if c.String() == "" || c.Title() == "" || slices.Contains(seen, c.String()) {
			t.Errorf("the column %d is called %q, %q", c, c, c.Title())
		}
		seen = append(seen, c.String())
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "pair=ETH/USDT&page=2", "percent_min=0.1&percent_max=.2&without=strategy", "page=-1&page=2&x=%00", "closed_from=2026-11-02&order=asc&sort=duration"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query)
		q, err := Parse(values)
		if err != nil {
			problems := err.(Problems)
			for _, problem := range problems {
				if len(problems) == 0 || problem.Name == "" && !values.Has("") || problem.Rule == "" || problem.Example == "" {
					t.Fatalf("%q: %+v", query, problem)
				}
			}
			return
		}
		again, err := Parse(q.Values())
		if err != nil || again != q {
			t.Fatalf("%q is %+v, and written as %q it is %+v (%v)", query, q, q.Encode(), again, err)
		}
	})
}
