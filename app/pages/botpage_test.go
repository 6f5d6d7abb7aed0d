package pages

import (
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/ledger"
)

func TestWithoutAPITheBotPageSaysWhatItDoesNotKnow(t *testing.T) {
	view := viewOf(unknown, closedTrade(1, 5))
	view.State.Snapshot.Started = ledger.At(noon.Add(-26 * time.Hour))
	page := rendered(t, botPage, view)
	want(t, "the heartbeat", panel(t, page, "Heartbeat"), "unknown The bot’s API is not used: a database alone does not show whether the bot lives.")
	want(t, "the state", panel(t, page, "State"), "State not available: the bot’s API is not used")
	want(t, "the strategy", panel(t, page, "Set-up"), "Strategy S newest trade")
	want(t, "the timeframe", panel(t, page, "Set-up"), "Timeframe 5m newest trade")
	want(t, "the starting balance", panel(t, page, "Set-up"), "Starting balance not available: "+unknown.Reason)
	want(t, "the start", panel(t, page, "Starts"), "This process started 2026-11-01 10:00 UTC 26 h 00 min ago database")
	want(t, "the first start", panel(t, page, "Starts"), "First start ever not available: the database does not say")
	want(t, "the balances", panel(t, page, "Balances"), "not available: the bot’s API is not used")
	want(t, "what is lacking", panel(t, page, "What is not available, and why"), "Heartbeat, state, versions, balances, current prices and unrealised profit")
	want(t, "the percentages", panel(t, page, "What is not available, and why"), "CAGR and Calmar ratio "+unknown.Reason)
}

func TestEverySourceHasAnAge(t *testing.T) {
	view := withAPI(viewOf(thousand, closedTrade(1, 5)), func(state *botapi.State) {
		state.Balance = botapi.Part[botapi.Balance]{Problem: "the bot’s API was not asked yet"}
		state.Config.Problem, state.Config.Got = "the bot’s API took too long", noon.Add(-time.Minute)
	})
	sources := panel(t, rendered(t, botPage, view), "Where figures are from")
	want(t, "the database", sources, "every figure made of them 2026-11-02 12:00 2 s current")
	want(t, "its last write", sources, "2026-11-02 11:00 1 h 00 min –")
	want(t, "the health", sources, "API, health heartbeat and starts 2026-11-02 12:00 2 s current")
	want(t, "the open trades", sources, "prices and unrealised profit 2026-11-02 11:59 9 s current")
	want(t, "an old answer", sources, "2026-11-02 11:59 1 min the bot’s API took too long")
	want(t, "no answer", sources, "balances and the starting balance – – the bot’s API was not asked yet")
}

func TestTheHeartbeatIsJudged(t *testing.T) {
	ages := map[time.Duration]string{5 * time.Second: "alive", 40 * time.Second: "late", 20 * time.Minute: "dead"}
	for age, wanted := range ages {
		view := withAPI(viewOf(unknown), func(state *botapi.State) { state.Health.Value.LastProcess = noon.Add(2*time.Second - age) })
		want(t, "the heartbeat", panel(t, rendered(t, botPage, view), "Heartbeat"), wanted+" ")
	}
	view := withAPI(viewOf(unknown), func(state *botapi.State) {
		state.Health = botapi.Part[botapi.Health]{Problem: "nothing listens at the address of the bot's API"}
	})
	want(t, "no news", panel(t, rendered(t, botPage, view), "Heartbeat"), "unknown Nothing listens at the address of the bot's API.")
}

func TestTheBotTellsWhatItIs(t *testing.T) {
	page := rendered(t, botPage, withAPI(viewOf(thousand, closedTrade(1, 5)), nil))
	want(t, "the state", panel(t, page, "State"), "State running API")
	want(t, "the version", panel(t, page, "State"), "freqtrade 2026.4 API")
	want(t, "the exchange it uses now", panel(t, page, "Set-up"), "Exchange kraken API")
	want(t, "the limit", panel(t, page, "Set-up"), "Open trades at most no limit API")
	want(t, "the starting balance", panel(t, page, "Set-up"), "Starting balance 1,000.00 USDT the settings")
	balances := panel(t, page, "Balances")
	want(t, "the sums", balances, "Managed by the bot 1,050.00 USDT +5.00 % of the starting 1,000.00 USDT")
	want(t, "a currency", balances, "USDT 900.0000 150.0000 1,050.00")
	want(t, "their age", balances, "told 2 s ago")
}

func TestTimeframes(t *testing.T) {
	for span, wanted := range map[time.Duration]string{5 * time.Minute: "5m", 4 * time.Hour: "4h", 24 * time.Hour: "1d", 7 * 24 * time.Hour: "1w", 0: "", 90 * time.Minute: "90m"} {
		if got := timeframe(span); got != wanted {
			t.Errorf("%v is %q, want %q", span, got, wanted)
		}
	}
}
