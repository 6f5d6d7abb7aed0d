package test

import (
	"strings"
	"testing"
)

// testLog is the output of a child or a library, line by line in the log of the test that started it.
type testLog struct{ t *testing.T }

func (l testLog) Write(text []byte) (int, error) {
	l.t.Helper()
	l.t.Log(strings.TrimRight(string(text), "\n"))
	return len(text), nil
}
