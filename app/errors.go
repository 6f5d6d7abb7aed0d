package main

import (
	"errors"

	"crypto-dashboard/app/settings"
)

// codeOf is the exit code: 2 for what the operator has to correct, 1 for all else.
func codeOf(err error) int {
	if _, wrong := errors.AsType[settings.Problems](err); wrong || errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

// hintFor says what to do about an error.
func hintFor(err error) string {
	if errors.Is(err, errUsage) {
		return "server [--check | --version]; everything else is set by DASHBOARD_* variables"
	}
	if _, wrong := errors.AsType[settings.Problems](err); wrong {
		return "correct these variables; server --check tests them without starting"
	}
	return ""
}
