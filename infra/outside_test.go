package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
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

func TestHostsWaitForTheirConfirmationOnlyWherePulumiHasWorkersForIt(t *testing.T) {
	for parallel, want := range map[int32]string{0: "1", 1: "refused", 2: "1", 8: "4", 9: "4"} {
		var got string
		err := pulumi.RunErr(func(ctx *pulumi.Context) error {
			count, err := activatedAtOnce(ctx)
			if got = fmt.Sprint(count); err != nil && strings.Contains(err.Error(), "hint: pulumi up --parallel 2") {
				got = "refused"
			}
			return nil
		}, pulumi.WithMocks(namespace, "teststack", &graph{resources: map[string]registered{}}), func(info *pulumi.RunInfo) { info.Parallel = parallel })
		if err != nil || got != want {
			t.Errorf("with %d workers: %s, %v, want %s", parallel, got, err, want)
		}
	}
}

func TestTheFirstHostGoesAloneAndNoMoreThanThereMayBeAtOnce(t *testing.T) {
	var activated []pulumi.Resource
	var order []string
	for range 6 {
		var before []string
		for _, one := range goesBefore(activated, 2) {
			before = append(before, fmt.Sprint(slices.Index(activated, one)))
		}
		order = append(order, strings.Join(before, "+"))
		activated = append(activated, &remote.Command{})
	}
	if want := []string{"", "0", "0", "0+1", "0+2", "0+3"}; !slices.Equal(order, want) {
		t.Errorf("hosts wait for %q, want %q", order, want)
	}
}
