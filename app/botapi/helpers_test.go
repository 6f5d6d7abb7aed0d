package botapi_test

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
)

const username, password = "freqtrader", "p4ss-w0rd-of-the-bot"

// bot is a server with the answers of one version of freqtrade. Each can be replaced.
type bot struct {
	t       *testing.T
	version string
	address string
	server  *httptest.Server

	mutex    sync.Mutex
	replaced map[string]http.HandlerFunc
	asked    []string // method and path of each request
}

func newBot(t *testing.T, version string) *bot {
	t.Helper()
	b := &bot{t: t, version: version, replaced: map[string]http.HandlerFunc{}, address: "127.0.0.1:0"}
	b.start()
	t.Cleanup(func() { b.stop() })
	return b
}

// start listens where the bot listened before.
func (b *bot) start() {
	b.t.Helper()
	listener, err := net.Listen("tcp", b.address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.address = listener.Addr().String()
	b.server = &httptest.Server{Listener: listener, Config: &http.Server{Handler: b}}
	b.server.Start()
}

func (b *bot) stop() {
	b.server.CloseClientConnections()
	b.server.Close()
}

// replace answers to a path in another way; nil answers as before.
func (b *bot) replace(path string, handler http.HandlerFunc) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.replaced[path] = handler
}

func (b *bot) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	path := strings.TrimPrefix(request.URL.Path, "/api/v1/")
	b.mutex.Lock()
	b.asked = append(b.asked, request.Method+" "+request.URL.Path)
	handler := b.replaced[path]
	b.mutex.Unlock()
	name, pass, _ := request.BasicAuth()
	switch {
	case name != username || pass != password:
		response.WriteHeader(http.StatusUnauthorized)
	case handler != nil:
		handler(response, request)
	default:
		http.ServeFile(response, request, filepath.Join("testdata", b.version, path+".json"))
	}
}

func (b *bot) requests() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return append([]string(nil), b.asked...)
}

// client asks the bot with the right password.
func (b *bot) client() *botapi.Client {
	b.t.Helper()
	return newClient(b.t, "http://"+b.address, password)
}

func newClient(t *testing.T, address, password string) *botapi.Client {
	t.Helper()
	client, err := botapi.NewClient(address, username, always(password))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// always is a password that does not change.
func always(password string) func() (string, error) {
	return func() (string, error) { return password, nil }
}

// answers gives a body.
func answers(body string) http.HandlerFunc {
	return func(response http.ResponseWriter, _ *http.Request) { response.Write([]byte(body)) }
}

func gives(status int) http.HandlerFunc {
	return func(response http.ResponseWriter, _ *http.Request) {
		response.WriteHeader(status)
		response.Write([]byte(`{"error": "Error querying /api/v1/balance: a secret of the exchange"}`))
	}
}

// hangs answers nothing until the client leaves.
func hangs(_ http.ResponseWriter, request *http.Request) { <-request.Context().Done() }

// drips sends a byte now and then, never so slow that a pause between bytes alone would be noticed.
func drips(response http.ResponseWriter, request *http.Request) {
	for request.Context().Err() == nil {
		if _, err := response.Write([]byte(" ")); err != nil {
			return
		}
		response.(http.Flusher).Flush()
		time.Sleep(time.Millisecond)
	}
}

// breaksOff promises more than it sends.
func breaksOff(response http.ResponseWriter, _ *http.Request) {
	response.Header().Set("Content-Length", "500")
	response.Write([]byte(`{"last_process_ts": 1793`))
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// closedPort is an address where nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
