package main

import (
	"context"
	"os"
	"time"
)

// untilOrphaned returns a context that ends when the engine, which is this process's parent, is gone. One that is killed
// leaves its plugins running for ever otherwise: the library notices the engine's absence, but does not act on it.
func untilOrphaned(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	engine := os.Getppid()
	go func() {
		for os.Getppid() == engine {
			time.Sleep(time.Second)
		}
		cancel()
	}()
	return ctx
}
