package api_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/settings"
)

// site is the API of some bots, each with a database of its own.
type site struct {
	t       testing.TB
	bots    []*bots.Bot
	paths   []string // of the databases
	handler http.Handler
}

// newSite follows sample databases: one bot for each.
func newSite(t testing.TB, samples ...sample.Options) *site {
	t.Helper()
	s := &site{t: t}
	for i, options := range samples {
		bot := bareBot(t, options)
		bot.Name, bot.StartingBalance, bot.HasBalance = []string{"alpha", "beta"}[i], sample.StartingBalance, true
		s.follow(bot)
	}
	return s.serve()
}

// bareBot is a bot of which only the database is known, a sample.
func bareBot(t testing.TB, options sample.Options) settings.Bot {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tradesv3.sqlite")
	if err := sample.WriteWith(t.Context(), path, options); err != nil {
		t.Fatal(err)
	}
	return settings.Bot{Name: "alpha", Ledger: "sqlite://" + path}
}

// changedSite follows a bot whose sample was changed before.
func changedSite(t testing.TB, options sample.Options, statements ...string) *site {
	t.Helper()
	followed := bareBot(t, options)
	bot, err := sample.StartBot(t.Context(), followed.Ledger[len("sqlite://"):], time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if err := bot.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := bot.Stop(); err != nil {
		t.Fatal(err)
	}
	followed.StartingBalance, followed.HasBalance = sample.StartingBalance, true
	return siteOf(t, followed)
}

// siteOf follows one bot with these settings.
func siteOf(t testing.TB, settings settings.Bot) *site {
	t.Helper()
	s := &site{t: t}
	s.follow(settings)
	return s.serve()
}

func (s *site) follow(settings settings.Bot) {
	s.t.Helper()
	bot, err := bots.New(settings, slog.New(slog.DiscardHandler))
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() { defer close(done); bot.Run(ctx) }()
	s.t.Cleanup(func() { stop(); <-done })
	bot.WaitFirst(ctx, 20*time.Second)
	s.bots, s.paths = append(s.bots, bot), append(s.paths, strings.TrimPrefix(settings.Ledger, "sqlite://"))
}

func (s *site) serve() *site {
	s.handler = api.New(s.bots, "0.1.0")
	return s
}

// reply is a response that was read.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// ask sends a request, and checks the response against the OpenAPI document.
func (s *site) ask(method, target string, header ...string) reply {
	s.t.Helper()
	request := httptest.NewRequestWithContext(s.t.Context(), method, target, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	got := reply{s.t, recorder.Code, recorder.Result().Header, recorder.Body.Bytes()}
	described.check(s.t, request, got)
	if got.status == http.StatusOK && method == http.MethodGet && target != api.Description {
		wantReasons(s.t, target, decoded[any](got))
	}
	return got
}

// get asks for a path below /api/v1/, which must be there.
func (s *site) get(path string) reply {
	s.t.Helper()
	got := s.ask(http.MethodGet, "/api/v1/"+path)
	if got.status != http.StatusOK {
		s.t.Fatalf("GET %s gives %d: %s", path, got.status, got.body)
	}
	return got
}

// wantStatus asks for a path below /api/v1/, which must be answered like this.
func (s *site) wantStatus(path string, want int) reply {
	s.t.Helper()
	got := s.ask(http.MethodGet, "/api/v1/"+path)
	if got.status != want {
		s.t.Fatalf("GET %s gives %d, want %d: %s", path, got.status, want, got.body)
	}
	return got
}

// object is a JSON object.
type object map[string]any

// decoded is the body as a Go value.
func decoded[T any](r reply) (value T) {
	r.t.Helper()
	if err := json.Unmarshal(r.body, &value); err != nil {
		r.t.Fatalf("%v in %s", err, r.body)
	}
	return value
}

func (r reply) object() object    { r.t.Helper(); return decoded[object](r) }
func (r reply) objects() []object { r.t.Helper(); return decoded[[]object](r) }

// change writes to the first bot's database, and waits until the API shows what it holds then.
func (s *site) change(statements ...string) {
	s.t.Helper()
	stop := write(s.t, s.paths[0], statements)
	written := time.Now()
	s.until(func(view bots.View) bool { return view.State.Current.After(written) })
	stop()
}

// until waits for a view of the first bot.
func (s *site) until(ready func(bots.View) bool) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ready(s.bots[0].View()); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("the bot's view does not become what it should: %+v", s.bots[0].View().State)
		}
	}
}

func removeFile(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
