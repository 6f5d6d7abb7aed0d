package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestUnusableCommandLinesAreRefusedWithAHint(t *testing.T) {
	for line, want := range map[string]string{
		"activate":            "error: activate: want one release id, got 0\nhint: dashctl help\n",
		"activate a b":        "error: activate: want one release id, got 2\nhint: dashctl help\n",
		"rollback a b":        "error: rollback: want at most one release id, got 2\nhint: dashctl help\n",
		"status now":          "error: status: unexpected argument \"now\"\nhint: dashctl help\n",
		"restart":             "error: unknown verb \"restart\"\nhint: dashctl help\n",
		"activate a --soak 5": "error: activate: invalid value \"5\" for flag -soak: parse error\nhint: dashctl help\n",
	} {
		var stderr bytes.Buffer
		if code := run(t.Context(), newHost(t), strings.Fields(line), &stderr); code != exitRefused || stderr.String() != want {
			t.Errorf("dashctl %s: exit code %d, %q; want %d, %q", line, code, stderr.String(), exitRefused, want)
		}
	}
}

func TestFlagsMayStandBeforeAndBehindArguments(t *testing.T) {
	for _, line := range []string{"activate abc --soak 3s --keep 2", "activate --soak 3s --keep 2 abc"} {
		_, arguments, o, err := parse(strings.Fields(line))
		if err != nil || arguments[0] != "abc" || o.soak.String() != "3s" || o.keep != 2 {
			t.Errorf("%s: got %v, %+v, %v", line, arguments, o, err)
		}
	}
}
