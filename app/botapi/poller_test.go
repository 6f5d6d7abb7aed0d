package botapi_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
)

// poll runs a quick poller until the test ends.
func poll(t *testing.T, client *botapi.Client, log *slog.Logger) *botapi.Poller {
	t.Helper()
	poller := botapi.NewQuickPoller(client, log)
	t.Cleanup(run(poller))
	return poller
}

// run lets a poller ask until it is stopped.
func run(poller *botapi.Poller) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); poller.Run(ctx) }()
	return func() { cancel(); <-done }
}

// await polls until the state is as wanted.
func await(t *testing.T, poller *botapi.Poller, what string, wanted func(*botapi.State) bool) *botapi.State {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if state := poller.State(); wanted(state) {
			return state
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%s: never came; the state is %+v", what, *poller.State())
	return nil
}

func whole(s *botapi.State) bool {
	return s.Config.Known() && s.Health.Known() && s.OpenTrades.Known() && s.Balance.Known() &&
		s.Config.Problem+s.Health.Problem+s.OpenTrades.Problem+s.Balance.Problem == ""
}

func TestPollerKnowsNothingAtFirst(t *testing.T) {
	state := botapi.NewPoller(newBot(t, "2026.4").client(), quiet()).State()
	if state.Health.Known() || state.Health.Problem != "the bot's API was not asked yet" || state.Version == "" {
		t.Errorf("the first state is %+v", state)
	}
	if got := state.Heartbeat(now); got != botapi.Unknown {
		t.Errorf("the first heartbeat is %s", got)
	}
}

func TestPollerAsksForEverything(t *testing.T) {
	state := await(t, poll(t, newBot(t, "2024.10").client(), quiet()), "all parts", whole)
	if state.Config.Value.BotName != "pier" || state.Health.Value.LastProcess.IsZero() || len(state.OpenTrades.Value) != 2 ||
		state.Balance.Value.Total != 1013.2 {
		t.Errorf("the state is %+v", state)
	}
}

// The last good value stays, with its time and the reason why there is no newer one.
func TestPollerKeepsTheLastValue(t *testing.T) {
	b := newBot(t, "2026.4")
	client := b.client()
	poller := poll(t, client, quiet())
	before := await(t, poller, "all parts", whole)
	b.replace("balance", gives(502))
	failed := await(t, poller, "a balance that fails", func(s *botapi.State) bool { return s.Balance.Problem != "" })
	if failed.Balance.Value.Total != before.Balance.Value.Total || failed.Balance.Got.IsZero() || failed.Health.Problem != "" {
		t.Errorf("after a failed balance: %+v", failed)
	}
	stuck := failed.Balance.Got
	later := await(t, poller, "others go on", func(s *botapi.State) bool { return s.Health.Got.After(failed.Health.Got) })
	if later.Balance.Got != stuck {
		t.Errorf("the time of a value that was not renewed went from %v to %v", stuck, later.Balance.Got)
	}
	b.replace("balance", nil)
	await(t, poller, "the balance again", func(s *botapi.State) bool { return whole(s) && s.Balance.Got.After(stuck) })
}

// One answer that hangs does not keep the others from coming, nor a reader of the state.
func TestPollerGoesOnWhileOneAnswerHangs(t *testing.T) {
	b := newBot(t, "2026.4")
	client := b.client()
	client.SetLimits(50*time.Millisecond, 1<<20)
	b.replace("status", hangs)
	poller := poll(t, client, quiet())
	state := await(t, poller, "the others", func(s *botapi.State) bool {
		return s.Config.Known() && s.Health.Known() && s.Balance.Known() && strings.Contains(s.OpenTrades.Problem, "took too long")
	})
	if state.OpenTrades.Known() || state.OpenTrades.Gone {
		t.Errorf("open trades that never came are %+v", state.OpenTrades)
	}
}

func TestPollerSeesTheBotGoAndComeBack(t *testing.T) {
	b := newBot(t, "2026.4")
	poller := poll(t, b.client(), quiet())
	await(t, poller, "all parts", whole)
	b.stop()
	gone := await(t, poller, "the end of the bot", func(s *botapi.State) bool {
		return s.Health.Gone && s.Balance.Gone && s.Config.Gone && s.OpenTrades.Gone
	})
	if !strings.Contains(gone.Health.Problem, "nothing listens") || len(gone.OpenTrades.Value) != 2 {
		t.Errorf("without a bot: %+v", gone)
	}
	b.start()
	back := await(t, poller, "the bot again", whole)
	if back.Health.Gone || back.Balance.Gone {
		t.Errorf("with the bot again: %+v", back)
	}
}

// When one answer comes again, the others are not left to the end of their pause.
func TestPollerHealsAllAtOnce(t *testing.T) {
	b := newBot(t, "2026.4")
	for _, path := range []string{"health", "status", "balance", "show_config"} {
		b.replace(path, gives(401))
	}
	poller := botapi.NewPatientPoller(b.client(), quiet())
	t.Cleanup(run(poller))
	await(t, poller, "a wrong password", func(s *botapi.State) bool { return strings.Contains(s.Balance.Problem, "password") })
	for _, path := range []string{"health", "status", "balance", "show_config"} {
		b.replace(path, nil)
	}
	await(t, poller, "all parts", whole)
}

func TestPollerAsksLessAndLessOftenWhatFails(t *testing.T) {
	const s = time.Second
	if got, want := botapi.Pauses(6), []time.Duration{5 * s, 10 * s, 20 * s, 40 * s, 60 * s, 60 * s}; !slices.Equal(got, want) {
		t.Errorf("the pauses are %v, want %v", got, want)
	}
}

// A request that is cut because the server stops is no problem of the bot.
func TestPollerLeavesWithoutAProblem(t *testing.T) {
	b := newBot(t, "2026.4")
	b.replace("show_config", hangs)
	poller := botapi.NewQuickPoller(b.client(), quiet())
	stop := run(poller)
	await(t, poller, "the first request", func(*botapi.State) bool { return len(b.requests()) > 0 })
	stop()
	if got := poller.State().Config.Problem; got != "the bot's API was not asked yet" {
		t.Errorf("the problem is %q", got)
	}
}

func TestPollerAsksOneThingAtATime(t *testing.T) {
	b := newBot(t, "2026.4")
	var together, most atomic.Int32
	for _, path := range []string{"health", "status", "balance", "show_config"} {
		b.replace(path, func(response http.ResponseWriter, request *http.Request) {
			most.Store(max(most.Load(), together.Add(1)))
			time.Sleep(5 * time.Millisecond)
			together.Add(-1)
			http.ServeFile(response, request, "testdata/2026.4/"+path+".json")
		})
	}
	poller := poll(t, b.client(), quiet())
	await(t, poller, "all parts", whole)
	if got := most.Load(); got != 1 {
		t.Errorf("%d requests at the same time", got)
	}
}

// The version changes with what is shown, and not with its age.
func TestVersion(t *testing.T) {
	b := newBot(t, "2024.10")
	beating(b, -5*time.Second)
	poller := poll(t, b.client(), quiet())
	first := await(t, poller, "all parts", whole)
	beating(b, 0)
	second := await(t, poller, "a later loop", func(s *botapi.State) bool {
		return whole(s) && s.Health.Value.LastProcess.After(first.Health.Value.LastProcess) && s.Balance.Got.After(first.Balance.Got)
	})
	if second.Version != first.Version {
		t.Errorf("the version went from %s to %s with the age", first.Version, second.Version)
	}
	seen := map[string]string{first.Version: "the first"}
	changed := func(what string, change func()) {
		t.Helper()
		before := poller.State().Version
		change()
		state := await(t, poller, what, func(s *botapi.State) bool { return s.Version != before })
		if other := seen[state.Version]; other != "" {
			t.Errorf("%s has the version of %s", what, other)
		}
		seen[state.Version] = what
	}
	changed("a price", func() { b.replace("status", edited(t, "2024.10/status.json", "68680.0", "68681.0")) })
	changed("a state", func() { b.replace("show_config", edited(t, "2024.10/show_config.json", `"running"`, `"paused"`)) })
	changed("a balance", func() { b.replace("balance", edited(t, "2024.10/balance.json", "1013.2", "1013.3")) })
	changed("a verdict", func() { beating(b, -time.Hour) })
	changed("a problem", func() { b.replace("balance", gives(500)) })
}

// beating lets each loop have ended at a time from now.
func beating(b *bot, from time.Duration) {
	b.replace("health", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(response, `{"last_process_ts": %d}`, time.Now().Add(from).Unix())
	})
}

func edited(t *testing.T, file, before, after string) http.HandlerFunc {
	t.Helper()
	content, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(content), before) != 1 {
		t.Fatalf("%s has %q not once", file, before)
	}
	return answers(strings.Replace(string(content), before, after, 1))
}

// buffer can be written and read at the same time.
type buffer struct {
	mutex   sync.Mutex
	content bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.content.Write(p)
}

func (b *buffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.content.String()
}

// The log tells each change once, not each try.
func TestPollerLogsChanges(t *testing.T) {
	b, log := newBot(t, "2026.4"), &buffer{}
	b.replace("health", gives(500))
	poller := poll(t, b.client(), slog.New(slog.NewTextHandler(log, nil)))
	await(t, poller, "a failing health", func(s *botapi.State) bool { return strings.Contains(s.Health.Problem, "500") })
	asked := len(b.requests())
	await(t, poller, "more tries", func(*botapi.State) bool { return strings.Count(strings.Join(b.requests()[asked:], " "), "health") >= 2 })
	b.replace("health", nil)
	await(t, poller, "a working health", whole)
	await(t, poller, "its log line", func(*botapi.State) bool { return strings.Contains(log.String(), `msg="bot api answers" part=health`) })
	written := log.String()
	if strings.Count(written, `msg="bot api gives no answer" part=health`) != 1 || strings.Contains(written, password) {
		t.Errorf("the log is\n%s", written)
	}
}
