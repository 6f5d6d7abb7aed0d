package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"time"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/metrics"
)

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// statusSent is 200 when a handler wrote nothing at all.
func (r *recorder) statusSent() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

type idKey struct{}

// observe gives every request an id and logs one line when it is done. Query strings are never logged.
func (c Config) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		began, id := time.Now(), idFor(request)
		request = request.WithContext(context.WithValue(request.Context(), idKey{}, id))
		response.Header().Set("X-Request-Id", id)
		record := &recorder{ResponseWriter: response}
		defer func() {
			if !c.isOurs(request) {
				c.logRequest(record, request, began)
				c.Metrics.Observe(request.Pattern, request.Method, record.statusSent(), time.Since(began))
			}
		}()
		next.ServeHTTP(record, request)
	})
}

// isOurs tells whether the service asks itself: a worker whether it lives, or another one for its metrics.
func (c Config) isOurs(request *http.Request) bool {
	return c.Token != "" && request.Header.Get(c.TokenHeader) == c.Token || c.onOwnSocket(request) && request.URL.Path == metrics.SelfPath
}

func (c Config) logRequest(record *recorder, request *http.Request, began time.Time) {
	status, level := record.statusSent(), slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	c.Log.Log(request.Context(), level, "request", "method", methodOf(request), "route", routeOf(request), "status", status,
		"bytes", record.bytes, "duration_ms", float64(time.Since(began).Microseconds())/1000,
		"request_id", requestID(request), "remote", remoteOf(request))
}

// methodOf keeps invented methods of any length out of the log.
func methodOf(request *http.Request) string {
	switch request.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE":
		return request.Method
	}
	return "other"
}

// routeOf is the route's pattern: few different values, and nothing a visitor typed.
func routeOf(request *http.Request) string {
	if request.Pattern == "" || request.Pattern == "/" {
		return "unknown"
	}
	return request.Pattern
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9-]{8,64}$`)

// idFor takes the proxy's id, if it looks like one.
func idFor(request *http.Request) string {
	if id := request.Header.Get("X-Request-Id"); idPattern.MatchString(id) {
		return id
	}
	return rand.Text()
}

func requestID(request *http.Request) string {
	id, _ := request.Context().Value(idKey{}).(string)
	return id
}

// remoteOf is the visitor's address. A proxy on this machine (a unix socket, or loopback) is believed.
func remoteOf(request *http.Request) string {
	peer, err := netip.ParseAddrPort(request.RemoteAddr)
	if err == nil && !peer.Addr().IsLoopback() {
		return peer.Addr().Unmap().String()
	}
	if address, parseErr := netip.ParseAddr(request.Header.Get("X-Real-Ip")); parseErr == nil {
		return address.String()
	}
	if err == nil {
		return peer.Addr().String()
	}
	return "local"
}

// recoverPanic turns a panic into a 500 and a log line with the stack. The process lives.
func (c Config) recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			c.Log.Error("panic", "cause", cause, "request_id", requestID(request), "stack", string(debug.Stack()))
			if record, ok := response.(*recorder); ok && record.status != 0 {
				panic(http.ErrAbortHandler) // half an answer is out: only closing the connection tells the client
			}
			c.failed(response, request)
		}()
		next.ServeHTTP(response, request)
	})
}

func (c Config) failed(response http.ResponseWriter, request *http.Request) {
	if isForPrograms(request) {
		api.Failed(response, request)
		return
	}
	c.problem(response, request, http.StatusInternalServerError)
}
