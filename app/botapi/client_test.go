package botapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
)

// Each way in which an API can fail has its own sentence, which tells nothing of address, password or answer.
func TestEachFailureHasItsReason(t *testing.T) {
	cases := map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"hanging":         {hangs, "took too long"},
		"drip-feeding":    {drips, "took too long"},
		"huge":            {answers(`{"last_process_ts": 1, "more": "` + strings.Repeat("x", 500) + `"}`), "too large"},
		"endless":         {drips, "too large"},
		"no JSON":         {answers("<html>hello</html>"), "not JSON"},
		"truncated JSON":  {answers(`{"last_process_ts": 1793611797, "bot_st`), "not JSON"},
		"empty":           {answers(""), "not JSON"},
		"JSON and more":   {answers(`{"last_process_ts": 1} {}`), "not JSON"},
		"not a number":    {answers(`{"last_process_ts": NaN}`), "not JSON"},
		"another shape":   {answers(`[1, 2]`), "not understood"},
		"another type":    {answers(`{"last_process_ts": "yesterday"}`), "not understood"},
		"lacking":         {answers(`{"status": "pong"}`), "not understood"},
		"breaking off":    {breaksOff, "broke off"},
		"401":             {gives(401), "refuses the user name or the password"},
		"404":             {gives(404), "does not know what it is asked"},
		"429":             {gives(429), "asked too often"},
		"500":             {gives(500), "failed (status 500)"},
		"502":             {gives(502), "cannot answer in its present state"},
		"an odd status":   {gives(204), "gave no answer (status 204)"},
		"a moved address": {http.RedirectHandler("http://198.51.100.1/", http.StatusMovedPermanently).ServeHTTP, "sends to another address"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBot(t, "2026.4")
			b.replace("health", c.handler)
			client := b.client()
			client.SetLimits(limitFor(c.want), 200)
			_, err := client.Health(t.Context())
			wantReason(t, err, c.want)
		})
	}
}

// A password that was wrong, or could not be read, is right as soon as its file is.
func TestThePasswordIsReadForEachRequest(t *testing.T) {
	b := newBot(t, "2026.4")
	given, failure := "an old one", error(nil)
	client, err := botapi.NewClient("http://"+b.address, username, func() (string, error) { return given, failure })
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Health(t.Context())
	wantReason(t, err, "refuses the user name or the password")
	failure = errors.New("open /etc/bot/api: permission denied")
	_, err = client.Health(t.Context())
	wantReason(t, err, "the file with the password of the bot's API cannot be read")
	given, failure = password, nil
	if _, err = client.Health(t.Context()); err != nil {
		t.Error(err)
	}
	if got := len(b.requests()); got != 2 {
		t.Errorf("the bot was asked %d times, want 2: not without a password", got)
	}
}

// limitFor keeps a busy machine from failing what has nothing to do with time.
func limitFor(reason string) time.Duration {
	if reason == "took too long" {
		return 50 * time.Millisecond
	}
	return 30 * time.Second
}

func wantReason(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", want)
	}
	reason := botapi.Reason(err)
	if !strings.Contains(reason, want) {
		t.Errorf("the reason of %q is %q, want %q", err, reason, want)
	}
	for _, secret := range []string{password, "127.0.0.1", "198.51.100.1", "secret of the exchange", "hello", "health"} {
		if strings.Contains(reason, secret) {
			t.Errorf("the reason %q tells %q", reason, secret)
		}
	}
	if strings.Contains(err.Error(), password) {
		t.Errorf("the error %q tells the password", err)
	}
}

// What nobody foresaw is not shown as it is.
func TestAnyOtherErrorHasAReason(t *testing.T) {
	wantReason(t, errors.New("dial 127.0.0.1: secret of the exchange"), "cannot be reached")
}

func TestNothingListens(t *testing.T) {
	_, err := newClient(t, "http://"+closedPort(t), password).Health(t.Context())
	wantReason(t, err, "nothing listens")
}

func TestWrongPassword(t *testing.T) {
	b := newBot(t, "2026.4")
	_, err := newClient(t, "http://"+b.address, "guessed").Health(t.Context())
	wantReason(t, err, "refuses the user name or the password")
}

// A redirect would carry the password elsewhere.
func TestRedirectIsNotFollowed(t *testing.T) {
	b, elsewhere := newBot(t, "2026.4"), newBot(t, "2026.4")
	b.replace("health", http.RedirectHandler("http://"+elsewhere.address+"/api/v1/health", http.StatusTemporaryRedirect).ServeHTTP)
	_, err := b.client().Health(t.Context())
	wantReason(t, err, "sends to another address")
	if got := elsewhere.requests(); len(got) > 0 {
		t.Errorf("the other address was asked: %q", got)
	}
}

// A proxy of the environment would see the password. Go leaves it out for addresses like ours, as long as they look like ours.
func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	if botapi.HasProxy(newBot(t, "2026.4").client()) {
		t.Error("the client would ask a proxy")
	}
}

// What makes the bot act is refused here, not there.
func TestOnlyTheListIsAsked(t *testing.T) {
	b := newBot(t, "2026.4")
	client := b.client()
	for _, path := range []string{"forceexit", "stop", "start", "reload_config", "forceenter", "health/../stop", "trades", ""} {
		if err := client.Ask(t.Context(), path); err == nil {
			t.Errorf("%q is asked", path)
		}
	}
	if got := b.requests(); len(got) > 0 {
		t.Errorf("the bot was asked: %q", got)
	}
	askAll(t, client)
	want := []string{"GET /api/v1/show_config", "GET /api/v1/health", "GET /api/v1/status", "GET /api/v1/balance"}
	if got := b.requests(); !slices.Equal(got, want) {
		t.Errorf("the bot was asked %q, want %q", got, want)
	}
}

func askAll(t *testing.T, client *botapi.Client) {
	t.Helper()
	_, config := client.Config(t.Context())
	_, health := client.Health(t.Context())
	_, trades := client.OpenTrades(t.Context())
	_, balance := client.Balance(t.Context())
	for _, err := range []error{config, health, trades, balance} {
		if err != nil {
			t.Error(err)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, good := range []string{"http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.9.8.7:1", "http://[::1]:8080", "http://localhost:8080", "http://localhost"} {
		if _, err := botapi.NewClient(good, username, always(password)); err != nil {
			t.Errorf("%q is refused: %v", good, err)
		}
	}
	cases := map[string]string{
		"http://192.168.1.10:8080":        `is on "192.168.1.10"`,
		"http://0.0.0.0:8080":             `is on "0.0.0.0"`,
		"http://example.org:8080":         `is on "example.org"`,
		"http://localhost.example.org":    `is on "localhost.example.org"`,
		"http://[fe80::1]:8080":           `is on "fe80::1"`,
		"http://127.1:8080":               `is on "127.1"`,
		"https://127.0.0.1:8080":          "must be http",
		"ftp://127.0.0.1":                 "must be http",
		"unix:///run/bot.sock":            "is no URL",
		"127.0.0.1:8080":                  "is no URL",
		"":                                "is no URL",
		"http://127.0.0.1:8080/api/v1":    "more than host and port",
		"http://127.0.0.1:8080?a=b":       "more than host and port",
		"http://a:" + password + "@[::1]": "holds a user name",
		"http://a:" + password + "@[::1":  "is no URL",
	}
	for bad, want := range cases {
		_, err := botapi.NewClient(bad, username, always(password))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("%q gives %v, want %q", bad, err, want)
		}
	}
}

// The name localhost may lead anywhere: what counts is the address in the end.
func TestConnectsOnlyToThisMachine(t *testing.T) {
	for address, here := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"198.51.100.1:80": false, "0.0.0.0:80": false, "localhost:80": false, "nonsense": false} {
		if err := botapi.OnlyHere(address); (err == nil) != here {
			t.Errorf("connecting to %q gives %v", address, err)
		}
	}
	wantReason(t, fmt.Errorf("dial: %w", botapi.OnlyHere("198.51.100.1:80")), "not on this machine")
}

func TestNobodyPrintsThePassword(t *testing.T) {
	client := newBot(t, "2026.4").client()
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if printed := fmt.Sprintf(form, client); strings.Contains(printed, password) {
			t.Errorf("%s prints the password: %s", form, printed)
		}
	}
}
