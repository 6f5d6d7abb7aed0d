package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// answer is what dashctl needs of a worker's /health.
type answer struct {
	Status    string `json:"status"`
	ReleaseID string `json:"releaseId"`
	Output    string `json:"output"`
	Worker    struct {
		Number int `json:"number"`
		PID    int `json:"pid"`
	} `json:"worker"`
}

// askLimit bounds one health request.
const askLimit = 5 * time.Second

// askWorker asks one worker over its own socket; the shared one is answered by any.
func (h host) askWorker(ctx context.Context, number int) (answer, error) {
	return ask(ctx, "unix", h.path(fmt.Sprintf("run/%s/worker-%d/http.sock", serviceName, number)), "localhost")
}

// askNginx asks the way users do: through Nginx, by the site's name.
func askNginx(ctx context.Context, domain string) (answer, error) {
	return askFront(ctx, "127.0.0.1:80", domain)
}

// askFront asks a server in front of the workers. It answers for a worker that does not: one that refuses or drops connections is
// itself in trouble, or on its way down. An answer that takes too long may be a worker's.
func askFront(ctx context.Context, address, domain string) (answer, error) {
	got, err := ask(ctx, "tcp", address, domain)
	var broken *url.Error
	if errors.As(err, &broken) && !broken.Timeout() {
		err = &hostTrouble{err}
	}
	return got, err
}

// ask returns the health answer of whoever listens at address. Anything but a well-formed 200 is an error that shows it.
// Each request has its own connection: a kept one would ask the same process again and again.
func ask(ctx context.Context, network, address, domain string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+domain+"/health", nil)
	if err != nil {
		return answer{}, fmt.Errorf("ask %s: %w", address, err)
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	return readAnswer(response)
}

func readAnswer(response *http.Response) (got answer, err error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return got, fmt.Errorf("/health broke off: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return got, fmt.Errorf("/health answered %d: %s", response.StatusCode, shorten(body))
	}
	if err := json.Unmarshal(body, &got); err != nil || got.ReleaseID == "" {
		return got, fmt.Errorf("/health answered 200, but not as a dashboard does: %s", shorten(body))
	}
	return got, nil
}

// expect asks until the answer satisfies check; after limit it returns why not.
func expect(ctx context.Context, limit time.Duration, ask func(context.Context) (answer, error), check func(answer) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience(limit))
	defer cancel()
	var reason error
	for {
		got, err := ask(ctx)
		if err == nil {
			err = check(got)
		}
		if err == nil {
			return nil
		}
		// A request that the limit cut off says less than the one before it.
		if reason == nil || ctx.Err() == nil {
			reason = err
		}
		if pause(ctx, 50*time.Millisecond) != nil {
			return reason
		}
	}
}

var errOtherRelease = errors.New("another release answers")

// isRelease accepts only answers of this release: a 200 alone may come from the one that is being replaced.
func isRelease(id string) func(answer) error {
	return func(got answer) error {
		if got.ReleaseID != id {
			return fmt.Errorf("%w: want %q, got %q", errOtherRelease, id, got.ReleaseID)
		}
		return nil
	}
}

func shorten(body []byte) string {
	body = bytes.TrimSpace(body)
	const limit = 200
	if len(body) > limit {
		return fmt.Sprintf("%q…", body[:limit])
	}
	return fmt.Sprintf("%q", body)
}
