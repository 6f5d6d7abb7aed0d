package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func answerWith(t *testing.T, status int, body string) func(context.Context) (answer, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return func(ctx context.Context) (answer, error) {
		return ask(ctx, "tcp", strings.TrimPrefix(server.URL, "http://"), "dashboard.example")
	}
}

func TestOnlyThisReleasesAnswerPassesTheGate(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   string // "" passes
	}{
		"this release":   {200, `{"status":"pass","releaseId":"new"}`, ""},
		"with a warning": {200, `{"status":"warn","releaseId":"new"}`, ""},
		"the old release's answer does not pass the gate (A16)":      {200, `{"status":"pass","releaseId":"old"}`, `another release answers: want "new", got "old"`},
		"an answer that is not healthy does not pass the gate (A16)": {503, `{"status":"fail","releaseId":"new"}`, `/health answered 503: "{\"status\":\"fail\",\"releaseId\":\"new\"}"`},
		"a redirection does not pass the gate (A16)":                 {302, ``, `/health answered 302: ""`},
		"somebody else's page does not pass the gate (A16)":          {200, `<html>welcome</html>`, `/health answered 200, but not as a dashboard does: "<html>welcome</html>"`},
		"an empty answer does not pass the gate (A16)":               {200, ``, `/health answered 200, but not as a dashboard does: ""`},
		"without a release": {200, `{"status":"pass"}`, `/health answered 200, but not as a dashboard does: "{\"status\":\"pass\"}"`},
	} {
		t.Run(name, func(t *testing.T) {
			err := expect(t.Context(), 200*time.Millisecond, answerWith(t, test.status, test.body), isRelease("new"))
			if got := message(err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAServerInFrontThatRefusesConnectionsIsNotTheReleasesDoing(t *testing.T) {
	status := make(chan int, 1)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(<-status) }))
	address := front.Listener.Addr().String()
	status <- http.StatusBadGateway
	var host *hostTrouble
	if _, err := askFront(t.Context(), address, "localhost"); err == nil || errors.As(err, &host) {
		t.Errorf("it answers 502: %v, want an error that may be a worker's", err)
	}
	cut, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := askFront(cut, address, "localhost"); err == nil || errors.As(err, &host) {
		t.Errorf("it does not answer in time: %v, want an error that may be a worker's", err)
	}
	status <- http.StatusOK
	front.Close()
	if _, err := askFront(t.Context(), address, "localhost"); !errors.As(err, &host) {
		t.Errorf("it is gone: %v, want the host's trouble", err)
	}
}
