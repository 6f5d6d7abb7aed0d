package api_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/sample"
)

// With the gate occupied, what needs the database is refused; what is in memory or was made before is not.
func TestAFloodIsRefused(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 30})
	api.Impatient(s.handler, time.Millisecond)
	before := s.get("trades?limit=5")
	release := api.Occupy(s.handler)
	for _, path := range []string{"trades?limit=6", "trade/3", "status"} {
		got := s.wantStatus(path, http.StatusServiceUnavailable)
		if got.header.Get("Retry-After") != "1" || got.object()["title"] != "Busy" {
			t.Errorf("%s: Retry-After is %q, the problem %s", path, got.header.Get("Retry-After"), got.body)
		}
	}
	for _, path := range []string{"profit", "count", "locks", "health", "daily", "performance", "openapi.json"} {
		s.get(path)
	}
	if string(s.get("trades?limit=5").body) != string(before.body) {
		t.Error("what was made before is another answer now")
	}
	release()
	for _, path := range []string{"trades?limit=6", "trade/3", "status"} {
		s.get(path)
	}
}

// Many requests at once all get an answer, each its own.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, sample.Options{Closed: 60})
	api.Impatient(s.handler, time.Minute)
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			id := i%20 + 1
			got := s.ask(http.MethodGet, fmt.Sprint("/api/v1/trade/", id))
			if got.status != 200 || got.object()["trade_id"] != float64(id) {
				t.Errorf("trade %d gives %d %.200s", id, got.status, got.body)
			}
			s.ask(http.MethodGet, []string{"/api/v1/profit", "/api/v1/trades?limit=10", "/api/v1/entries"}[i%3])
		})
	}
	all.Wait()
}

func TestNothingWasEverRead(t *testing.T) {
	t.Parallel()
	bot := bareBot(t, sample.Options{Closed: 5})
	removeFile(t, bot.Ledger[len("sqlite://"):])
	s := siteOf(t, bot)
	for _, path := range []string{"profit", "count", "trades", "trade/1", "status", "locks", "daily", "performance"} {
		got := s.wantStatus(path, http.StatusServiceUnavailable)
		if problem := got.object(); got.header.Get("Retry-After") == "" || !strings.Contains(problem["detail"].(string), "does not exist") {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	health := s.get("health").object()
	data := health["data"].(map[string]any)
	if data["problem"] != "the database file does not exist" || data["current"] != nil || data["age_s"] != nil || health["bot_start"] != nil {
		t.Errorf("health is %v", health)
	}
	if faults := s.wantFaults("profit?stake_currency=USDT", "stake_currency"); len(faults) != 1 {
		t.Error("a currency is taken before any is known")
	}
}

// When the database can no longer be read, what was read before is served, with its age; what was never asked for is not there.
func TestOldDataIsServed(t *testing.T) {
	t.Parallel()
	s := newSite(t, sample.Options{Closed: 30})
	before := map[string]reply{}
	for _, path := range []string{"profit", "trades", "status", "trade/3", "locks"} {
		before[path] = s.get(path)
	}
	if err := os.Rename(s.paths[0], s.paths[0]+".away"); err != nil {
		t.Fatal(err)
	}
	s.until(func(view bots.View) bool { return view.State.Problem != "" })
	for path, want := range before {
		got := s.get(path)
		if string(got.body) != string(want.body) || got.header.Get("ETag") != want.header.Get("ETag") {
			t.Errorf("%s is another answer", path)
		}
	}
	if problem := s.wantStatus("trade/4", http.StatusServiceUnavailable).object(); problem["detail"] != "the database file does not exist" {
		t.Errorf("the problem is %v", problem)
	}
	s.until(func(bots.View) bool { return s.get("profit").header.Get("Age") > "0" })
	data := s.get("health").object()["data"].(map[string]any)
	if data["problem"] != "the database file does not exist" || data["age_s"].(float64) < 1 {
		t.Errorf("health says of the data: %v", data)
	}
}
