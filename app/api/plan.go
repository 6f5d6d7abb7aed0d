package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"crypto-dashboard/app/ledger"
)

// plan is how a request will be answered.
type plan struct {
	// key names the answer among all that can be made from the same data; without one it is made for each request.
	key string
	// dataless plans need no database that was read.
	dataless bool
	make     func(context.Context) (reply, error)
}

// reply is an answer before it is written.
type reply struct {
	answer any
	// next are the parameters of the page after this one; nil when it is the last, or there are no pages.
	next url.Values
}

// atOnce makes a plan for what is in memory and cheap.
func atOnce(answer func() any) plan {
	return plan{make: func(context.Context) (reply, error) { return reply{answer: answer()}, nil }}
}

// kept makes a plan for what is in memory, but is made only once for the same data.
func kept(key string, answer func() any) plan {
	made := atOnce(answer)
	made.key = key
	return made
}

// read makes a plan that needs the database.
func (c *call) read(key string, answer func(context.Context) (reply, error)) plan {
	return plan{key: key, make: func(ctx context.Context) (reply, error) { return c.api.pass(ctx, answer) }}
}

// carryOut makes the body, or gives the one that was made of the same data before.
func (a *API) carryOut(ctx context.Context, c *call, plan plan) (body, error) {
	write := func(ctx context.Context) (body, error) {
		reply, err := plan.make(ctx)
		if err != nil {
			return body{}, err
		}
		return bodyOf(reply), nil
	}
	if plan.key == "" {
		return write(ctx)
	}
	return a.cache.get(ctx, keyOf(c.bot.Name, c.dataKey(), plan.key), write)
}

// dataKey names the data that answers are made of. It stays the same when the database can no longer be read: what was made before
// is still as right as anything else that is known.
func (c *call) dataKey() string {
	if c.view.API == nil {
		return c.view.State.Snapshot.Version
	}
	return keyOf(c.view.State.Snapshot.Version, c.view.API.Version)
}

// keyOf joins what an answer depends on.
func keyOf(parts ...any) string {
	var key strings.Builder
	for _, part := range parts {
		fmt.Fprintf(&key, "%v\x00", part)
	}
	return key.String()
}

// problemOf says what a failure means for the one who asked.
func problemOf(err error) *problem {
	if problem, ok := errors.AsType[*problem](err); ok {
		return problem
	}
	return unreadable(ledger.Reason(err))
}

// tellAge says how old the data is: Age is how long ago it was last known to be what the database holds.
func (c *call) tellAge(header http.Header) {
	if current := c.view.State.Current; !current.IsZero() {
		header.Set("Age", strconv.Itoa(int(max(0, c.now.Sub(current))/time.Second)))
	}
}
