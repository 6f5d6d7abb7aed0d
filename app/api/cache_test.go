package api

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// made gives a body of some bytes, and counts.
func made(count *atomic.Int32, size int) func(context.Context) (body, error) {
	return func(context.Context) (body, error) {
		count.Add(1)
		return body{content: make([]byte, size)}, nil
	}
}

func TestABodyIsMadeOnce(t *testing.T) {
	cache, count := newCache(), atomic.Int32{}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if got, err := cache.get(t.Context(), "key", made(&count, 3)); err != nil || len(got.content) != 3 {
				t.Errorf("%d bytes, %v", len(got.content), err)
			}
		})
	}
	all.Wait()
	if count.Load() != 1 {
		t.Errorf("it was made %d times", count.Load())
	}
}

func TestWhatFailedIsNotKept(t *testing.T) {
	cache, failure := newCache(), errors.New("failure")
	_, err := cache.get(t.Context(), "key", func(context.Context) (body, error) { return body{}, failure })
	if !errors.Is(err, failure) {
		t.Fatal(err)
	}
	count := atomic.Int32{}
	if _, err := cache.get(t.Context(), "key", made(&count, 1)); err != nil || count.Load() != 1 {
		t.Errorf("%v, made %d times", err, count.Load())
	}
}

// One who leaves does not spoil it for the others.
func TestOneLeaves(t *testing.T) {
	cache, begun, finish := newCache(), make(chan struct{}), make(chan struct{})
	leaving, leave := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := cache.get(leaving, "key", func(ctx context.Context) (body, error) {
			close(begun)
			<-finish
			return body{content: []byte("whole")}, ctx.Err()
		})
		gone <- err
	}()
	<-begun
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who leaves gets %v", err)
	}
	close(finish)
	count := atomic.Int32{}
	if got, err := cache.get(t.Context(), "key", made(&count, 1)); err != nil || string(got.content) != "whole" {
		t.Errorf("the other one gets %q, %v", got.content, err)
	}
}

// A panic reaches the one who asked, not the process, and the next try is a new one.
func TestAPanicReachesTheOneWhoAsked(t *testing.T) {
	cache := newCache()
	caught := func() (cause any) {
		defer func() { cause = recover() }()
		cache.get(t.Context(), "key", func(context.Context) (body, error) { panic("boom") })
		return nil
	}()
	if text := fmt.Sprint(caught); len(text) < 100 || text[:4] != "boom" {
		t.Errorf("the panic is %.60q", text)
	}
	count := atomic.Int32{}
	cache.get(t.Context(), "key", made(&count, 1))
	if count.Load() != 1 {
		t.Error("what panicked was kept")
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	cache, count := newCache(), atomic.Int32{}
	for i := range 3 * mostEntries {
		cache.get(t.Context(), fmt.Sprint(i), made(&count, 10))
		cache.get(t.Context(), fmt.Sprint("failed ", i), func(context.Context) (body, error) { return body{}, errors.New("failure") })
	}
	if len(cache.entries) > mostEntries || cache.recent.Len() != len(cache.entries) || cache.bytes != 10*len(cache.entries) || len(cache.entries) < mostEntries/2 {
		t.Errorf("%d entries, %d in the list, %d bytes", len(cache.entries), cache.recent.Len(), cache.bytes)
	}
}

func TestTheLeastUsedGoesFirst(t *testing.T) {
	cache, count := newCache(), atomic.Int32{}
	quarter := mostBytes / 4
	for i := range 4 {
		cache.get(t.Context(), fmt.Sprint(i), made(&count, quarter))
	}
	cache.get(t.Context(), "0", made(&count, quarter))
	cache.get(t.Context(), "new", made(&count, quarter))
	if cache.bytes > mostBytes || cache.entries["0"] == nil || cache.entries["1"] != nil || count.Load() != 5 {
		t.Errorf("%d bytes, made %d times, kept: %v", cache.bytes, count.Load(), cache.entries)
	}
	cache.get(t.Context(), "huge", made(&count, quarter+1))
	if cache.entries["huge"] != nil || cache.entries["new"] == nil {
		t.Error("what is too large was kept, or drove out others")
	}
}
