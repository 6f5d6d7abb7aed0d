package pages

import (
	"html/template"
	"maps"
	"net/url"
)

// choice is one of several forms of a page: a link, so that it works without a script and can be kept.
type choice struct {
	Name   string
	Query  template.URL
	Chosen bool
}

// choices are the values that a part of the query can have, everything else in it kept.
func choices(asked url.Values, part string, values []string) []choice {
	made := make([]choice, len(values))
	for i, value := range values {
		query := maps.Clone(asked)
		query[part] = []string{value}
		made[i] = choice{value, template.URL(query.Encode()), value == asked.Get(part)}
	}
	return made
}
