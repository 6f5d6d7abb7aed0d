package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Exit codes, the same for every verb.
const (
	exitDone             = 0
	exitRolledBack       = 10 // the release failed, the old one serves again
	exitRollbackFailed   = 11 // the release failed and so did the way back: a person is needed
	exitRefused          = 12 // refused before anything was changed
	exitLocked           = 13 // another run holds the lock
	exitUnconfirmed      = 14 // nobody saw the release from outside in time: rolled back
	exitRecovered        = 15 // an interrupted switch was ended
	stepColumn           = "%-9s %s\n"
	indentationOfDetails = "          "
)

// failure is an error with the exit code and the next step that belong to it.
type failure struct {
	code int
	hint string
	error
}

func (f *failure) Error() string {
	if f.error == nil {
		return fmt.Sprintf("exit code %d", f.code)
	}
	return f.error.Error()
}

func (f *failure) Unwrap() error { return f.error }

func (f *failure) withHint(format string, values ...any) *failure {
	f.hint = fmt.Sprintf(format, values...)
	return f
}

// refuse is a failure before anything was changed.
func refuse(format string, values ...any) *failure {
	return &failure{code: exitRefused, error: fmt.Errorf(format, values...)}
}

func usageError(format string, values ...any) *failure {
	return refuse(format, values...).withHint("dashctl help")
}

// refused makes any error a refusal; one that has a code already keeps it.
func refused(err error) error {
	var known *failure
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &failure{code: exitRefused, error: err}
}

// exitCode prints err as `error:` and `hint:` lines and returns its exit code; an error without one counts as a refusal.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitDone
	}
	var known *failure
	if !errors.As(err, &known) {
		known = &failure{code: exitRefused, error: err}
	}
	if known.error != nil {
		fmt.Fprintf(stderr, "error: %v\n", err)
	}
	if known.hint != "" {
		fmt.Fprintf(stderr, "hint: %s\n", known.hint)
	}
	return known.code
}

// say reports one step: what it is about, and what happened.
func (h host) say(step, format string, values ...any) {
	fmt.Fprintf(h.report, stepColumn, step, fmt.Sprintf(format, values...))
}

// quote reports lines that somebody else wrote.
func (h host) quote(lines string) {
	for line := range strings.Lines(strings.TrimRight(lines, "\n") + "\n") {
		fmt.Fprint(h.report, indentationOfDetails+"| "+line)
	}
}
