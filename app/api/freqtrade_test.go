package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/settings"
)

// freqtrade answers as a bot's API does. Its answers can be changed.
type freqtrade struct {
	server *httptest.Server
	mutex  sync.Mutex
	gives  map[string]any
}

var lastLoop = time.Date(2026, 11, 2, 9, 29, 55, 0, time.UTC)

// newFreqtrade knows open trades, each with its price and profit.
func newFreqtrade(t *testing.T, open ...object) *freqtrade {
	t.Helper()
	f := &freqtrade{gives: map[string]any{
		"show_config": object{"version": "2026.4", "state": "running", "runmode": "dry_run", "dry_run": true, "bot_name": "freqtrade",
			"stake_currency": "USDT", "max_open_trades": 5, "timeframe": "15m", "timeframe_ms": 900000},
		"health": object{"last_process_ts": lastLoop.Unix(), "bot_start_ts": lastLoop.Unix() - 9999, "bot_startup_ts": lastLoop.Unix() - 99},
		"balance": object{"currencies": []object{}, "stake": "USDT", "total": 2100.5, "total_bot": 2100.5, "starting_capital": 2000.0,
			"starting_capital_ratio": 0.05},
		"status": open,
	}}
	f.server = httptest.NewServer(f)
	t.Cleanup(f.server.Close)
	return f
}

func (f *freqtrade) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if name, pass, _ := request.BasicAuth(); name != "freqtrader" || pass != "secret" {
		response.WriteHeader(http.StatusUnauthorized)
		return
	}
	json.NewEncoder(response).Encode(f.gives[filepath.Base(request.URL.Path)])
}

// newLiveSite follows a sample whose bot has an API, and waits until all was asked once.
func newLiveSite(t *testing.T, options sample.Options, bot func(path string) *freqtrade) *site {
	t.Helper()
	followed, password := bareBot(t, options), filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	followed.API = &settings.API{URL: bot(followed.Ledger[len("sqlite://"):]).server.URL, Username: "freqtrader",
		Password: settings.PasswordFile(password)}
	s := siteOf(t, followed)
	s.until(func(view bots.View) bool {
		return view.API.Config.Known() && view.API.Health.Known() && view.API.OpenTrades.Known() && view.API.Balance.Known() && view.Start.Known
	})
	return s
}

// liveTrades gives every open trade of a database a price.
func liveTrades(t *testing.T, path string) (open []object) {
	t.Helper()
	for _, row := range query(t, path, "SELECT id, open_rate FROM trades WHERE is_open ORDER BY id") {
		open = append(open, object{"trade_id": row["id"], "pair": "X/USDT", "current_rate": row["open_rate"], "profit_abs": 1.25,
			"profit_ratio": 0.0125, "total_profit_abs": 2.5, "total_profit_ratio": 0.025, "stoploss_current_dist": -3.5,
			"stoploss_current_dist_ratio": -0.035, "stoploss_entry_dist": -7.5, "stoploss_entry_dist_ratio": -0.075})
	}
	return open
}
