package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"time"

	"crypto-dashboard/app/sample"
)

// pagesAsked are asked twice: when they are made, and when they are there.
var pagesAsked = []string{
	"/", "/trades", "/trades?sort=close_profit_abs&order=desc", "/trades?pair_part=BTC&sort=pair", "/trades?page=9999", "/performance", "/locks", "/bot",
	"/trades/500000", "/api/v1/profit", "/api/v1/performance", "/api/v1/daily", "/api/v1/trades?limit=500", "/health", "/metrics",
}

var exports = []string{"/trades.csv", "/trades.json", "/trades.csv?pair_part=BTC"}

// newTrades is how often a new trade is timed.
const newTrades = 15

func measure(ctx context.Context, out io.Writer, binary, ledger, folder string) error {
	s, err := start(ctx, binary, ledger, folder)
	if err != nil {
		return err
	}
	defer s.stop()
	now, highest := s.memory()
	fmt.Fprintf(out, "first page with figures after the start\t%v\tmemory %d MB, at most %d MB\n", time.Since(s.started).Round(time.Millisecond), now, highest)
	for _, step := range []func(context.Context, io.Writer, *server) error{measurePages, measureExports} {
		if err := step(ctx, out, s); err != nil {
			return err
		}
	}
	if err := measureNewTrades(ctx, out, s, ledger); err != nil {
		return err
	}
	now, highest = s.memory()
	fmt.Fprintf(out, "at the end\t\tmemory %d MB, at most %d MB\n", now, highest)
	return nil
}

func measurePages(ctx context.Context, out io.Writer, s *server) error {
	for _, path := range pagesAsked {
		first, err := s.get(ctx, path)
		if err != nil {
			return err
		}
		again, err := s.get(ctx, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\t%v\tagain %v, %d kB\n", path, rounded(first.took), rounded(again.took), first.bytes>>10)
	}
	return nil
}

func measureExports(ctx context.Context, out io.Writer, s *server) error {
	for _, path := range exports {
		before, _ := s.memory()
		got, err := s.get(ctx, path)
		if err != nil {
			return err
		}
		after, _ := s.memory()
		fmt.Fprintf(out, "%s\t%v\tfirst byte %v, %d MB, memory %d → %d MB\n", path, rounded(got.took), rounded(got.first), got.bytes>>20, before, after)
	}
	return nil
}

var readingTime = regexp.MustCompile(`dashboard_source_query_duration_seconds\{[^}]*source="database"[^}]*\} (\S+)`)

// measureNewTrades times what the server does for a new trade, from its own metric, and how soon a browser is told of it; that holds
// the pause of up to half a second between two looks at the database.
func measureNewTrades(ctx context.Context, out io.Writer, s *server, ledger string) error {
	bot, err := sample.StartBot(ctx, ledger, time.Now())
	if err != nil {
		return err
	}
	defer bot.Stop()
	listener, err := s.listen(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	time.Sleep(5 * time.Second) // the start itself was a change
	listener.drain()
	var reading, told, shown []time.Duration
	for range newTrades {
		began := time.Now()
		if _, err := bot.AddClosed(ctx, began, 0.01); err != nil {
			return err
		}
		if err := listener.change(ctx); err != nil {
			return err
		}
		told = append(told, time.Since(began))
		page, err := s.get(ctx, "/")
		if err != nil {
			return err
		}
		shown = append(shown, page.took)
		metrics, err := s.get(ctx, "/metrics")
		if err != nil {
			return err
		}
		if found := readingTime.FindStringSubmatch(metrics.text); found != nil {
			seconds, _ := strconv.ParseFloat(found[1], 64)
			reading = append(reading, time.Duration(seconds*float64(time.Second)))
		}
		time.Sleep(700 * time.Millisecond)
	}
	fmt.Fprintf(out, "a new trade: reading it\t%v\tmedian of %d; at most %v\n", rounded(median(reading)), len(reading), rounded(slices.Max(reading)))
	fmt.Fprintf(out, "a new trade: figures and the new overview\t%v\tat most %v\n", rounded(median(shown)), rounded(slices.Max(shown)))
	fmt.Fprintf(out, "a new trade: until a browser is told\t%v\tat most %v; looks are half a second apart\n", rounded(median(told)), rounded(slices.Max(told)))
	return nil
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

func rounded(took time.Duration) time.Duration { return took.Round(100 * time.Microsecond) }

func isEnd(err error) bool { return errors.Is(err, io.EOF) }
