package tradelist

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Parse reads a query string. Empty values count as not given. The error, if any, is of type Problems and names everything that
// is wrong.
func Parse(values url.Values) (Query, error) {
	var q Query
	var found Problems
	var direction string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		given := slices.DeleteFunc(slices.Clone(values[name]), func(value string) bool { return value == "" })
		if len(given) == 0 {
			continue
		}
		if name == "order" {
			direction = given[0]
		}
		found = append(found, q.set(name, given)...)
	}
	found = append(found, disorder(q)...)
	if len(found) > 0 {
		return Query{}, found
	}
	return ordered(q, direction), nil
}

// set takes what was given for one parameter.
func (q *Query) set(name string, given []string) Problems {
	i := slices.IndexFunc(parameters, func(p parameter) bool { return p.name == name })
	if i < 0 {
		return Problems{unknown(name, given[0])}
	}
	parameter := parameters[i]
	if len(given) > 1 && name != "without" {
		return Problems{{name, strings.Join(given, " and "), "must be given once", parameter.example}}
	}
	var found Problems
	for _, value := range given {
		if !parameter.set(q, value) {
			found = append(found, Problem{name, value, parameter.rule, parameter.example})
		}
	}
	return found
}

func unknown(name, value string) Problem {
	var names []string
	for _, parameter := range parameters {
		names = append(names, parameter.name)
	}
	return Problem{name, value, "is not a parameter; there are " + strings.Join(names, ", "), "pair=ETH/USDT"}
}

// disorder finds ranges that end before they begin.
func disorder(q Query) Problems {
	var found Problems
	turned := func(name, limit string, isTurned bool) {
		if isTurned {
			low, high := spelled(q, name), spelled(q, limit)
			found = append(found, Problem{name, low, "must not be above " + limit + ", which is " + high, high})
		}
	}
	days := func(d Days) bool { return d.From != "" && d.To != "" && d.From > d.To }
	numbers := func(r Range) bool { return r.Min.Set && r.Max.Set && r.Min.Value > r.Max.Value }
	turned("opened_from", "opened_to", days(q.Opened))
	turned("closed_from", "closed_to", days(q.Closed))
	turned("profit_min", "profit_max", numbers(q.Profit))
	turned("percent_min", "percent_max", numbers(q.Ratio))
	return found
}

func spelled(q Query, name string) string {
	for _, parameter := range parameters {
		if parameter.name == name {
			return parameter.get(q)
		}
	}
	return ""
}

// Values is the shortest query string that Parse makes this query of.
func (q Query) Values() url.Values {
	values := url.Values{}
	canonical := q.canonical()
	for _, parameter := range parameters {
		if value := parameter.get(canonical); value != "" {
			values.Set(parameter.name, value)
		}
	}
	return values
}

// Encode is Values as text, always in the same order.
func (q Query) Encode() string { return q.Values().Encode() }
