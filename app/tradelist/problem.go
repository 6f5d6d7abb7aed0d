package tradelist

import (
	"fmt"
	"strings"
)

// Problem is a parameter that cannot be used.
type Problem struct{ Name, Value, Rule, Example string }

// Problems are everything that is wrong with a query string.
type Problems []Problem

func (p Problem) Error() string {
	return fmt.Sprintf("%s %s: it is %q; for example %q", p.Name, p.Rule, clipped(p.Value), p.Example)
}

func (p Problems) Error() string {
	sentences := make([]string, len(p))
	for i, problem := range p {
		sentences[i] = problem.Error()
	}
	return strings.Join(sentences, "\n")
}

// Of gives the problem with a parameter, empty when there is none.
func (p Problems) Of(name string) Problem {
	for _, problem := range p {
		if problem.Name == name {
			return problem
		}
	}
	return Problem{}
}

// clipped keeps a long value from filling the page.
func clipped(value string) string {
	const most = 100
	if len(value) <= most {
		return value
	}
	return strings.ToValidUTF8(value[:most], "") + "…"
}
