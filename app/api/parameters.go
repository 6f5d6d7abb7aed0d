package api

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parameters are those of one request. What reads one takes it off the list; what is left in the end is unknown. Everything that
// is wrong is collected.
type parameters struct {
	left   url.Values
	known  []string
	faults []fault
}

// fault is one parameter that is wrong.
type fault struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Rule      string `json:"rule"`
	Example   string `json:"example"`
}

func parametersOf(query string) *parameters {
	values, err := url.ParseQuery(query)
	p := &parameters{left: values}
	if err != nil {
		p.refuse("", query, "the parameters must be encoded as in a web form", "limit=50&offset=100")
	}
	return p
}

// refuse notes what is wrong.
func (p *parameters) refuse(name, value, rule, example string) {
	p.faults = append(p.faults, fault{name, shortened(value), rule, example})
}

// longest is how much of a wrong value is repeated, in bytes.
const longest = 100

func shortened(value string) string {
	if len(value) <= longest {
		return value
	}
	end := longest
	for end > 0 && !utf8.RuneStart(value[end]) {
		end--
	}
	return value[:end] + "…"
}

// take gives a parameter's value; without one, ok is false.
func (p *parameters) take(name, example string) (value string, ok bool) {
	p.known = append(p.known, name)
	values := p.left[name]
	delete(p.left, name)
	if len(values) > 1 {
		p.refuse(name, strings.Join(values, ", "), "must be given once", example)
		return "", false
	}
	if len(values) == 0 {
		return "", false
	}
	return values[0], true
}

// whole is a whole number from least to most.
func (p *parameters) whole(name string, standard, least, most int) int {
	example := strconv.Itoa(standard)
	value, ok := p.take(name, example)
	if !ok {
		return standard
	}
	result, err := strconv.Atoi(value)
	if err != nil || result < least || result > most {
		p.refuse(name, value, "must be a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most), example)
		return standard
	}
	return result
}

// yes is true or false, in each of the ways freqtrade understands.
func (p *parameters) yes(name string, standard bool) bool {
	example := strconv.FormatBool(standard)
	value, ok := p.take(name, example)
	if !ok {
		return standard
	}
	switch strings.ToLower(value) {
	case "true", "t", "1", "yes", "y", "on":
		return true
	case "false", "f", "0", "no", "n", "off":
		return false
	}
	p.refuse(name, value, "must be true or false", example)
	return standard
}

// oneOf is one of some names. Without the parameter it is the only name there is; with several it is empty, and wrong if required.
func (p *parameters) oneOf(name string, names []string, required bool) string {
	example := "a name"
	if len(names) > 0 {
		example = names[0]
	}
	faults := len(p.faults)
	value, ok := p.take(name, example)
	rule := "must be one of " + strings.Join(names, ", ")
	switch {
	case len(p.faults) > faults:
	case ok && slices.Contains(names, value):
		return value
	case ok && len(names) == 0:
		p.refuse(name, value, "cannot be given: there is none yet", "")
	case ok:
		p.refuse(name, value, rule, example)
	case len(names) == 1:
		return names[0]
	case required && len(names) > 1:
		p.refuse(name, "", "is required, because there are several, and "+rule, example)
	}
	return ""
}

// done gives everything that is wrong, what nobody asked for included.
func (p *parameters) done() []fault {
	for _, name := range slices.Sorted(maps.Keys(p.left)) {
		p.refuse(shortened(name), strings.Join(p.left[name], ", "), "is not a parameter of this path", strings.Join(p.known, ", "))
	}
	return p.faults
}
