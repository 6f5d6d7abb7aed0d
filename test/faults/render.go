package main

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
)

// catalogue has a line for each fault: id, what goes wrong and, where no test here can keep a promise about it, why.
//
//go:embed catalogue.txt
var catalogue string

//go:embed introduction.md
var introduction string

// fault is a row of the catalogue.
type fault struct {
	id, what string
	reason   string // why nothing is promised; empty where something is
}

// section is a part of the catalogue.
type section struct {
	title  string
	faults []fault
}

func sections() (all []section, err error) {
	for line := range strings.Lines(catalogue) {
		line = strings.TrimSpace(line)
		title, isTitle := strings.CutPrefix(line, "# ")
		switch {
		case line == "":
		case isTitle:
			all = append(all, section{title: title})
		default:
			fields := strings.SplitN(line, "|", 3)
			if len(fields) < 2 || len(all) == 0 {
				return nil, fmt.Errorf("the catalogue's line %q is not `id | what goes wrong [| reason]` under a title", line)
			}
			last := &all[len(all)-1]
			one := fault{id: strings.TrimSpace(fields[0]), what: strings.TrimSpace(fields[1])}
			if len(fields) == 3 {
				one.reason = strings.TrimSpace(fields[2])
			}
			last.faults = append(last.faults, one)
		}
	}
	return all, nil
}

// render returns the table. A fault without a test and without a reason is an error, and so is a test of an unknown fault.
func render(root string) (string, error) {
	all, err := sections()
	if err != nil {
		return "", err
	}
	promises, err := promisesOf(root)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	var problems []error
	for _, section := range all {
		fmt.Fprintf(&text, "\n## %s\n\n| | What goes wrong | What happens |\n| --- | --- | --- |\n", section.title)
		for _, fault := range section.faults {
			line, err := row(fault, promises[fault.id])
			problems = append(problems, err)
			text.WriteString(line)
			delete(promises, fault.id)
		}
	}
	for id, unknown := range promises {
		problems = append(problems, fmt.Errorf("%s: %q is about fault %s, which is not in the catalogue", unknown[0].file, unknown[0].text, id))
	}
	return introduction + text.String(), errors.Join(problems...)
}

func row(fault fault, promises []promise) (string, error) {
	if len(promises) == 0 && fault.reason == "" {
		return "", fmt.Errorf("fault %s (%s) has neither a test nor a reason why not", fault.id, fault.what)
	}
	var kept []string
	for _, one := range promises {
		kept = append(kept, fmt.Sprintf("[%s](../%s)", strings.ReplaceAll(one.text, "|", `\|`), one.file))
	}
	if fault.reason != "" {
		kept = append(kept, "*Not covered:* "+fault.reason)
	}
	return fmt.Sprintf("| %s | %s | %s |\n", fault.id, fault.what, strings.Join(kept, "<br>")), nil
}
