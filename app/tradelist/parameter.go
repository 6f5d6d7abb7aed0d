package tradelist

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// parameter is a part of a query string.
type parameter struct {
	name          string
	rule, example string
	set           func(*Query, string) bool // false: the value breaks the rule
	get           func(Query) string        // empty: nothing is said
}

// longestText is more than any text that freqtrade stores.
const longestText = 1000

var parameters = slices.Concat([]parameter{
	choice("state", []string{"closed", "open", "all"}, func(q *Query) *State { return &q.State }),
	text("pair_part", "ETH", func(q *Query) *string { return &q.PairPart }),
	text("pair", "ETH/USDT", func(q *Query) *string { return &q.Pair }),
	choice("side", []string{"", "long", "short"}, func(q *Query) *Side { return &q.Side }),
	choice("result", []string{"", "wins", "losses"}, func(q *Query) *Result { return &q.Result }),
	text("enter_tag", "breakout", func(q *Query) *string { return &q.EnterTag }),
	text("exit_reason", "stop_loss", func(q *Query) *string { return &q.ExitReason }),
	text("strategy", "MyStrategy", func(q *Query) *string { return &q.Strategy }),
	text("stake_currency", "USDT", func(q *Query) *string { return &q.Currency }),
	without(),
	day("opened_from", func(q *Query) *Day { return &q.Opened.From }),
	day("opened_to", func(q *Query) *Day { return &q.Opened.To }),
	day("closed_from", func(q *Query) *Day { return &q.Closed.From }),
	day("closed_to", func(q *Query) *Day { return &q.Closed.To }),
	bound("profit_min", 0, func(q *Query) *Bound { return &q.Profit.Min }),
	bound("profit_max", 0, func(q *Query) *Bound { return &q.Profit.Max }),
	bound("percent_min", 2, func(q *Query) *Bound { return &q.Ratio.Min }),
	bound("percent_max", 2, func(q *Query) *Bound { return &q.Ratio.Max }),
}, order(), pages())

// choice is one of some words; the first is what nothing means. An empty one cannot be typed.
func choice[T ~uint8](name string, words []string, at func(*Query) *T) parameter {
	rule := "must be one of " + strings.Join(slices.DeleteFunc(slices.Clone(words), func(word string) bool { return word == "" }), ", ")
	return parameter{name, rule, words[1],
		func(q *Query, value string) bool {
			i := slices.Index(words, value)
			*at(q) = T(max(0, i))
			return i >= 0
		},
		func(q Query) string {
			if *at(&q) == 0 {
				return ""
			}
			return words[*at(&q)]
		}}
}

func text(name, example string, at func(*Query) *string) parameter {
	return parameter{name, "must be at most " + strconv.Itoa(longestText) + " bytes long", example,
		func(q *Query, value string) bool {
			fits := len(value) <= longestText
			if fits {
				*at(q) = value
			}
			return fits
		},
		func(q Query) string { return *at(&q) }}
}

func day(name string, at func(*Query) *Day) parameter {
	return parameter{name, "must be a day as YYYY-MM-DD, not before the year 1", "2026-11-02",
		func(q *Query, value string) bool {
			moment, err := time.Parse(dayLayout, value)
			if err != nil || moment.Year() == 0 {
				return false
			}
			*at(q) = Day(value)
			return true
		},
		func(q Query) string { return string(*at(&q)) }}
}

var plainNumber = regexp.MustCompile(`^[+-]?([0-9]{1,40}(\.[0-9]{0,30})?|\.[0-9]{1,30})$`)

// largest is more than any amount that means something.
const largest = 1e30

// bound is a plain decimal number of which the last digits are after the point in the query: 2 for percent of a ratio. The digits
// themselves are moved: dividing would make another number of 1.1.
func bound(name string, digits int, at func(*Query) *Bound) parameter {
	return parameter{name, "must be a plain decimal number with a point, at most 1e30 and with at most 30 digits after the point", "-2.5",
		func(q *Query, value string) bool {
			if !plainNumber.MatchString(value) {
				return false
			}
			moved, err := strconv.ParseFloat(value+"e-"+strconv.Itoa(digits), 64)
			*at(q) = Bound{Value: moved + 0, Set: true}
			return err == nil && math.Abs(moved) <= largest
		},
		func(q Query) string {
			if !at(&q).Set {
				return ""
			}
			return shifted(at(&q).Value, digits)
		}}
}

// shifted writes a number with its decimal point some digits to the right.
func shifted(value float64, digits int) string {
	whole, rest, _ := strings.Cut(strconv.FormatFloat(value, 'f', -1, 64), ".")
	rest += strings.Repeat("0", max(0, digits-len(rest)))
	sign, whole := strings.TrimRight(whole[:1], "0123456789"), strings.TrimLeft(whole, "-")
	whole = strings.TrimLeft(whole+rest[:digits], "0")
	if whole == "" {
		whole = "0"
	}
	return strings.TrimSuffix(sign+whole+"."+rest[digits:], ".")
}

// without may be given several times.
func without() parameter {
	words := []string{"enter_tag", "exit_reason", "strategy"}
	flags := func(q *Query) []*bool {
		return []*bool{&q.Without.EnterTag, &q.Without.ExitReason, &q.Without.Strategy}
	}
	return parameter{"without", "must be one of " + strings.Join(words, ", ") + "; several with commas between", words[0],
		func(q *Query, value string) bool {
			for word := range strings.SplitSeq(value, ",") {
				i := slices.Index(words, word)
				if i < 0 {
					return false
				}
				*flags(q)[i] = true
			}
			return true
		},
		func(q Query) string {
			var said []string
			for i, flag := range flags(&q) {
				if *flag {
					said = append(said, words[i])
				}
			}
			return strings.Join(said, ",")
		}}
}

func order() []parameter {
	var names []string
	for _, c := range Columns() {
		names = append(names, c.String())
	}
	return []parameter{
		{"sort", "must be one of " + strings.Join(names, ", "), ByRatio.String(),
			func(q *Query, value string) bool {
				q.Sort = Column(1 + slices.Index(names, value))
				return q.Sort != ByDefault
			},
			func(q Query) string { return q.Sort.String() }},
		{"order", "must be asc or desc", "desc",
			func(q *Query, value string) bool { return value == "asc" || value == "desc" }, // see ordered
			func(q Query) string {
				switch {
				case q.Sort == ByDefault || q.Descending == q.Sort.FirstDescending():
					return ""
				case q.Descending:
					return "desc"
				}
				return "asc"
			}},
	}
}

// ordered gives the query its direction, which depends on the column.
func ordered(q Query, direction string) Query {
	switch {
	case direction == "asc" || direction == "desc":
		q.Sort, _ = q.order()
		q.Descending = direction == "desc"
	case q.Sort != ByDefault:
		q.Descending = q.Sort.FirstDescending()
	}
	return q.canonical()
}

const mostPages = 1_000_000_000

func pages() []parameter {
	var lengths []string
	for _, length := range PerPageChoices {
		lengths = append(lengths, strconv.Itoa(length))
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	return []parameter{
		{"page", "must be a whole number from 1 to " + strconv.Itoa(mostPages), "2",
			func(q *Query, value string) bool {
				page, err := strconv.Atoi(value)
				if err != nil || page < 1 || page > mostPages {
					return false
				}
				q.Page = page
				return true
			},
			func(q Query) string { return number(q.Page) }},
		{"per_page", "must be one of " + strings.Join(lengths, ", "), lengths[2],
			func(q *Query, value string) bool {
				i := slices.Index(lengths, value)
				if i < 0 {
					return false
				}
				q.PerPage = PerPageChoices[i]
				return true
			},
			func(q Query) string { return number(q.PerPage) }},
	}
}
