package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// A host can be healthy and out of reach. So activate keeps the switch open until this side has asked the host over http and told it;
// beside it, confirm does the telling. Both end with what the host ended on.

// asker asks a host once, from this machine, whether it waits for the release to be confirmed and the release answers. It returns
// why not.
type asker func(ctx context.Context, address, domain, release string) error

const (
	askPause = time.Second
	// askLimit is beyond every limit of a switch on the host and of the uploads before it.
	askLimit = 2 * time.Hour
	// askQuiet is how long a host may not be seen before the operator is told why.
	askQuiet = 30 * time.Second
)

// seenFromHere is the release, as soon as it was seen from here; or as soon as activate is done, which without a change it is at once:
// there is nothing to see then. A preview asks nobody, nor is a host asked before it is known which it is.
func seenFromHere(ctx *pulumi.Context, ask asker, host target, domain, id, identity pulumi.StringOutput, activate *remote.Command) pulumi.StringOutput {
	if ctx.DryRun() {
		return id
	}
	asking, done := context.WithCancel(ctx.Context())
	activate.Stdout.ApplyT(func(string) any {
		done()
		return nil
	})
	return pulumi.All(id, domain, host.address, identity).ApplyT(func(values []any) (string, error) {
		id, domain, address := values[0].(string), values[1].(string), values[2].(string)
		asking, end := context.WithTimeoutCause(asking, askLimit, errNeverSeen)
		defer end()
		tell := func(reason error) {
			_ = ctx.Log.Info(fmt.Sprintf("%s: not seen from here yet: %v", host.name, reason), nil)
		}
		askUntilSeen(asking, func(ctx context.Context) error { return ask(ctx, address, domain, id) }, tell)
		if context.Cause(asking) == errNeverSeen {
			return "", fmt.Errorf("%s: %w", host.name, errNeverSeen)
		}
		return id, nil
	}).(pulumi.StringOutput)
}

var errNeverSeen = fmt.Errorf("the release was not seen from here within %s, so nothing is confirmed", askLimit)

// activatedAtOnce is how many hosts may wait for their confirmation at the same time, after the first one has its own. An activation that
// waits keeps one of Pulumi's workers (`--parallel`) busy, and its confirmation needs another.
func activatedAtOnce(ctx *pulumi.Context) (int, error) {
	switch workers := int(ctx.Parallel()); {
	case workers == 0: // it does not say
		return 1, nil
	case workers == 1 && !ctx.DryRun():
		return 0, fmt.Errorf("with --parallel 1 a release can't be confirmed while it is activated\n"+
			"hint: pulumi up --parallel 2, or more; or `pulumi config set %s:confirm 0`, which does without the question", namespace)
	default:
		return max(1, workers/2), nil
	}
}

var errNotAsked = errors.New("the host does not ask yet")

// askUntilSeen asks until there is no reason against it or ctx ends. A reason that stays is told.
func askUntilSeen(ctx context.Context, ask func(context.Context) error, tell func(reason error)) {
	told := time.Now()
	for ctx.Err() == nil {
		reason := ask(ctx)
		if reason == nil || ctx.Err() != nil {
			return
		}
		// A host that can be reached and does not ask yet is busy with the release.
		if time.Since(told) >= askQuiet && !errors.Is(reason, errNotAsked) {
			tell(reason)
			told = time.Now()
		}
		select {
		case <-ctx.Done():
		case <-time.After(askPause):
		}
	}
}

// askFromHere goes to the host's own address, by the site's name: behind one name there may be several hosts, and the name may not be
// in the DNS yet.
func askFromHere(ctx context.Context, address, domain, release string) error {
	return askAt(ctx, net.JoinHostPort(address, "80"), domain, release)
}

func askAt(ctx context.Context, address, domain, release string) error {
	asked, err := get(ctx, address, domain, "/.well-known/crypto-dashboard-asks")
	if err != nil {
		return err
	}
	if strings.TrimSpace(asked) != release {
		return fmt.Errorf("http://%s waits for another release to be confirmed", address)
	}
	text, err := get(ctx, address, domain, "/health")
	if err != nil {
		return err
	}
	var answer struct {
		ReleaseID string `json:"releaseId"`
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.ReleaseID != release {
		return fmt.Errorf("http://%s/health answers as release %q, want %q", address, answer.ReleaseID, release)
	}
	return nil
}

// get asks over a connection of its own, past every proxy: what was open before proves nothing.
func get(ctx context.Context, address, domain, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return "", err
	}
	request.Host = domain
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if response.StatusCode != http.StatusOK {
		err = errors.Join(err, fmt.Errorf("http://%s%s answers %d", address, path, response.StatusCode))
	}
	if response.StatusCode == http.StatusNotFound {
		err = errors.Join(err, errNotAsked)
	}
	return string(body), err
}
