package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAReleaseIsSeenOnlyWhenTheHostAsksForItAndItAnswers(t *testing.T) {
	const id, other = "aaaabbbbcccc", "ddddeeeeffff"
	for name, story := range map[string]struct {
		asks, health string
		want         string // part of the reason; empty: seen
	}{
		"seen":                      {id + "\n", `{"releaseId":"` + id + `"}`, ""},
		"the gate is not through":   {"", `{"releaseId":"` + id + `"}`, "answers 404"},
		"waits for another":         {other + "\n", `{"releaseId":"` + id + `"}`, "another release"},
		"the former answers":        {id + "\n", `{"releaseId":"` + other + `"}`, `answers as release "` + other},
		"a page of somebody else's": {id + "\n", `<html>log in first</html>`, `answers as release ""`},
	} {
		t.Run(name, func(t *testing.T) {
			connections := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				text := map[string]string{"/.well-known/crypto-dashboard-asks": story.asks, "/health": story.health}[r.URL.Path]
				if r.Host != "bot.example.com" || text == "" {
					http.NotFound(w, r)
					return
				}
				connections++
				_, _ = io.WriteString(w, text)
			}))
			defer server.Close()
			err := askAt(t.Context(), strings.TrimPrefix(server.URL, "http://"), "bot.example.com", id)
			if (err == nil) != (story.want == "") || err != nil && !strings.Contains(err.Error(), story.want) {
				t.Errorf("got %v, want %q", err, story.want)
			}
		})
	}
}

func TestAskingEndsWithActivateAndTellsWhatIsInTheWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, done := context.WithTimeout(t.Context(), 70*time.Second)
		defer done()
		told := 0
		askUntilSeen(ctx, func(context.Context) error { return errors.New("connection refused") }, func(error) { told++ })
		if told != 2 {
			t.Errorf("told %d times in 70 s, want 2", told)
		}
	})
}
