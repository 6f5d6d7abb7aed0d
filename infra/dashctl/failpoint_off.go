//go:build !failpoints

package main

import (
	"context"
	"time"
)

// Nothing of the fault injection of failpoint.go is in a program that is deployed.

func (h host) failpoint(context.Context, string, string) error { return nil }

func (h host) limit(_ string, limit time.Duration) time.Duration { return limit }

func (h host) testVerb([]string) bool { return false }

func withoutFsync() bool { return false }

func failpointArguments() []string { return nil }

func patience(normal time.Duration) time.Duration { return normal }
