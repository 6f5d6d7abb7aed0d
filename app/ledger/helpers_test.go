package ledger_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
)

var now = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

func readOnce(path string) (*ledger.Snapshot, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return ledger.Read(ctx, path)
}

func contextUntilEOF(input io.Reader) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, input)
		stop()
	}()
	return ctx, stop
}

type logWriter struct{ t *testing.T }

func (w logWriter) Write(p []byte) (int, error) {
	w.t.Logf("reader: %s", bytes.TrimSpace(p))
	return len(p), nil
}

// newSample is a small sample database, readable for all in a folder that only root can write.
func newSample(t *testing.T) string {
	t.Helper()
	path := filepath.Join(publicDir(t), "tradesv3.dryrun.sqlite")
	if err := sample.WriteWith(t.Context(), path, sample.Options{Closed: 40}); err != nil {
		t.Fatal(err)
	}
	return path
}

// startBot begins to write to the database, as long as the test runs.
func startBot(t *testing.T, path string) *sample.Bot {
	t.Helper()
	bot, err := sample.StartBot(t.Context(), path, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bot.Stop() })
	return bot
}

// addTrade commits one closed trade and returns its profit.
func addTrade(t *testing.T, bot *sample.Bot) float64 {
	t.Helper()
	trade, err := bot.AddClosed(t.Context(), now, 0.02)
	if err != nil {
		t.Fatal(err)
	}
	return trade.Profit()
}

// copyFiles copies a database's files with these suffixes to a new folder, as a crash leaves them.
func copyFiles(t *testing.T, path string, suffixes ...string) string {
	t.Helper()
	target := filepath.Join(publicDir(t), filepath.Base(path))
	for _, suffix := range suffixes {
		content, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target+suffix, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return target
}

// listing is every file in a folder with the hash of its content.
func listing(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			content = []byte(err.Error())
		}
		files[entry.Name()] = fmt.Sprintf("%x", sha256.Sum256(content))[:12]
	}
	return files
}

// wantUntouched runs a reading and compares the folder before and after.
func wantUntouched(t *testing.T, path string, reading func()) {
	t.Helper()
	before := listing(t, filepath.Dir(path))
	reading()
	after := listing(t, filepath.Dir(path))
	if !maps.Equal(before, after) {
		t.Errorf("reading changed the folder:\nbefore %v\nafter  %v", before, after)
	}
}

func wantFiles(t *testing.T, path string, want ...string) {
	t.Helper()
	var got []string
	for name := range listing(t, filepath.Dir(path)) {
		got = append(got, name[len(filepath.Base(path)):])
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("the database's files have the endings %q, want %q", got, want)
	}
}
