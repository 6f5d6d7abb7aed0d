package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// listener is a browser that waits for changes.
type listener struct {
	io.Closer
	changes chan struct{}
}

func (s *server) listen(ctx context.Context) (*listener, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/events", nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	l := &listener{response.Body, make(chan struct{}, 100)}
	go func() {
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if lines.Text() == "event: change" {
				l.changes <- struct{}{}
			}
		}
	}()
	return l, nil
}

// drain forgets what was heard so far.
func (l *listener) drain() {
	for len(l.changes) > 0 {
		<-l.changes
	}
}

func (l *listener) change(ctx context.Context) error {
	select {
	case <-l.changes:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Minute):
		return errors.New("a minute after a new trade the browser was not told")
	}
}
