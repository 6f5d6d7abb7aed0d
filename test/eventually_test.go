package test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/gruntwork-io/terratest/modules/retry"
)

const pollInterval = 50 * time.Millisecond

// eventually wants condition to hold within the given time, and says what was still wrong when it does not.
func eventually(t *testing.T, what string, within time.Duration, condition func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	var last error
	_, err := retry.DoWithRetryContextE(t, ctx, what, math.MaxInt, pollInterval, func() (string, error) {
		last = condition()
		return "", last
	})
	if err != nil {
		t.Fatalf("%s: not within %s: %v", what, within, last)
	}
}
