package remote

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"golang.org/x/crypto/ssh"
)

const (
	firstDelay   = 100 * time.Millisecond
	longestDelay = 5 * time.Second
)

// retry repeats the attempt while it fails, with growing delays, until it has failed more than limit times; -1 is no limit.
func retry[T any](ctx context.Context, what string, limit int, attempt func() (T, error)) (T, error) {
	for failed, delay := 1, firstDelay; ; failed, delay = failed+1, min(delay*3/2, longestDelay) {
		value, err := attempt()
		if err == nil || final(err) {
			return value, err
		}
		if limit >= 0 && failed > limit {
			return value, fmt.Errorf("after %d failed attempts: %w", failed, err)
		}
		p.GetLogger(ctx).InfoStatusf("%s %d/%s failed: retrying", what, failed, limitText(limit))
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return value, fmt.Errorf("%w, after %d failed attempts: %w", context.Cause(ctx), failed, err)
		}
	}
}

// final says that no later attempt can succeed: the server has proved to be another one.
func final(err error) bool {
	var negotiation *ssh.AlgorithmNegotiationError
	return errors.Is(err, errHostKey) || errors.As(err, &negotiation)
}

func limitText(limit int) string {
	if limit < 0 {
		return "inf"
	}
	return strconv.Itoa(limit)
}
