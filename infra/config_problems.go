package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// reader takes values out of a stack's configuration and collects what is wrong with them.
type reader struct {
	values   map[string]string
	secrets  []string
	problems []problem
}

// problem is one line of the final error; key decides its place.
type problem struct{ key, text string }

func (r *reader) text(key string) string {
	text := r.values[namespace+":"+key]
	if text == "[]" || text == "null" {
		return ""
	}
	return text
}

func (r *reader) add(key, text string) { r.problems = append(r.problems, problem{key, text}) }

// bad says what a value is, what it must be, and gives an example.
func (r *reader) bad(key, rule, example string) { r.badAt(key, key, r.text(key), rule, example) }

func (r *reader) badAt(key, at, value, rule, example string) {
	if slices.Contains(r.secrets, namespace+":"+key) {
		r.add(key, fmt.Sprintf("%s (secret): %s, for example: %s", at, rule, example))
		return
	}
	r.add(key, fmt.Sprintf("%s %s: %s, for example: %s", at, shown(value), rule, example))
}

func (r *reader) missing(key, what, example string) {
	r.add(key, fmt.Sprintf("%s is missing: want %s, for example: %s", key, what, example))
}

func (r *reader) refuseUnknown() {
	for _, full := range slices.Sorted(maps.Keys(r.values)) {
		key, ours := strings.CutPrefix(full, namespace+":")
		if ours && !slices.Contains(keys, key) {
			r.add(key, fmt.Sprintf("%s: no such key%s", key, suggestion(key, keys)))
		}
	}
}

// refuseMisplacedSecrets refuses secrets that would end up readable in files on the host and in resources' names.
func (r *reader) refuseMisplacedSecrets() {
	for _, full := range r.secrets {
		key, ours := strings.CutPrefix(full, namespace+":")
		if ours && slices.Contains(keys, key) && key != "privateKey" {
			r.add(key, fmt.Sprintf("%s (secret): stands in clear on the host; set it without --secret", key))
		}
	}
}

// shown quotes a value for a message, unless it looks like a key that nobody should see.
func shown(value string) string {
	if strings.Contains(value, "PRIVATE KEY") || strings.Contains(value, "b3BlbnNzaC1rZXk") {
		return "(not shown)"
	}
	if runes := []rune(value); len(runes) > 80 {
		return fmt.Sprintf("%q…", string(runes[:80]))
	}
	return fmt.Sprintf("%q", value)
}

// suggestion names the key that was probably meant, or all of them.
func suggestion(key string, known []string) string {
	nearest := slices.MinFunc(known, func(a, b string) int { return distance(key, a) - distance(key, b) })
	if distance(key, nearest) <= 1+len(key)/3 {
		return fmt.Sprintf(", did you mean %s?", nearest)
	}
	return ", want one of " + strings.Join(known, ", ")
}

// distance counts the letters to change, add or drop between two words, whatever their case.
func distance(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
