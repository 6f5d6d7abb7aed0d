// Package botapi asks a running freqtrade for what its database does not hold: live prices, the state, the heartbeat, the wallet.
// It only reads: GET, and no path that is not on a list.
package botapi

import (
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

const (
	// answerLimit is how long a request may take, from the connection to the last byte.
	answerLimit = 3 * time.Second
	// bodyLimit is far more than hundreds of open trades with all their orders.
	bodyLimit = 8 << 20
)

// endpoint is a path below /api/v1/.
type endpoint string

// The allow-list. Everything else, above all what makes the bot act, is refused before anything is sent.
const (
	showConfig endpoint = "show_config"
	health     endpoint = "health"
	status     endpoint = "status"
	balance    endpoint = "balance"
)

func (e endpoint) allowed() bool {
	return e == showConfig || e == health || e == status || e == balance
}

// Client asks one bot.
type Client struct {
	base      *url.URL
	authorize func(*http.Request) error // a function, so that nobody prints the password
	http      *http.Client
	limit     time.Duration
	most      int64
}

// NewClient makes a client for a freqtrade that listens on this machine: http, and a loopback address or localhost. Anything
// else is an error. It asks for the password with each request: it may have been changed.
func NewClient(address, username string, password func() (string, error)) (*Client, error) {
	url, err := base(address)
	if err != nil {
		return nil, err
	}
	return &Client{
		base: url, limit: answerLimit, most: bodyLimit,
		authorize: func(request *http.Request) error {
			secret, err := password()
			if err != nil {
				return fmt.Errorf("%w: %w", errPassword, err)
			}
			request.SetBasicAuth(username, secret)
			return nil
		},
		http: &http.Client{
			Transport:     transport(),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// transport knows no proxy and connects only to this machine. It keeps no connection: freqtrade's server closes an idle one after
// five seconds, just when the next request comes.
func transport() *http.Transport {
	dialer := net.Dialer{Control: onlyHere}
	return &http.Transport{DialContext: dialer.DialContext, DisableCompression: true, DisableKeepAlives: true,
		MaxResponseHeaderBytes: 64 << 10}
}

// answer is what is read from JSON. It is complete when it has what every version of freqtrade gives: without that, something
// else answers.
type answer interface{ complete() bool }

// get asks and decodes. Reason turns its error into a sentence.
func (c *Client) get(ctx context.Context, path endpoint, answer answer) error {
	if !path.allowed() {
		return fmt.Errorf("%w: %q", errNotAllowed, path)
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	body, err := c.body(ctx, path)
	if err != nil {
		return fmt.Errorf("ask the bot's API for %s: %w", path, err)
	}
	if err := decode(body, answer); err != nil {
		return fmt.Errorf("understand the bot's API's answer to %s: %w", path, err)
	}
	return nil
}

// body is the answer of a request that went well, whole.
func (c *Client) body(ctx context.Context, path endpoint) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.JoinPath(string(path)).String(), nil)
	if err != nil {
		return nil, err
	}
	if err := c.authorize(request); err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, statusError(response.StatusCode)
	}
	return readAll(response.Body, c.most)
}

func readAll(body io.Reader, most int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(body, most+1))
	if err == nil && int64(len(content)) > most {
		err = errTooLarge
	}
	return content, err
}

// decode tells JSON of another shape from what is no JSON.
func decode(body []byte, answer answer) error {
	err := json.Unmarshal(body, answer)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: %w", errNotJSON, err)
	case err != nil:
		return fmt.Errorf("%w: %w", errShape, err)
	case !answer.complete():
		return fmt.Errorf("%w: it lacks what every version gives", errShape)
	}
	return nil
}
