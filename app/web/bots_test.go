package web_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// One bot has the short addresses, several have theirs under their names; nothing answers at the other ones.
func TestRoutesOfBots(t *testing.T) {
	one, two := newSite(t, nil, readable), newSite(t, nil, readable, unreadable)
	for target, want := range map[string][2]int{
		"/": {200, 200}, "/trades": {200, 404}, "/performance": {200, 404}, "/bots/bot-1/": {404, 200}, "/bots/bot-2/": {404, 200},
		"/bots/bot-2/trades": {404, 200}, "/bots/bot-2/performance": {404, 200}, "/bots/bot-3/": {404, 404}, "/bots/bot-2": {404, 301},
		"/bots/bot-3": {404, 404}, "/bots/": {404, 404}, "/metrics": {200, 200}, "/api/v1/openapi.json": {200, 200},
	} {
		one.wantStatus(http.MethodGet, target, want[0])
		two.wantStatus(http.MethodGet, target, want[1])
	}
	if to := two.ask("GET", "/bots/bot-2").Header.Get("Location"); to != "/bots/bot-2/" {
		t.Errorf("sent to %q", to)
	}
}

// Programs are answered as RFC 9457 says, people with a page.
func TestProblemsOfTheAPIAreJSON(t *testing.T) {
	s := newSite(t, nil, readable)
	for target, want := range map[string]string{"/api/v1/nothing": "application/problem+json", "/nothing": "text/html; charset=utf-8"} {
		if got := s.wantStatus(http.MethodGet, target, 404).Header.Get("Content-Type"); got != want {
			t.Errorf("%s is answered as %q, want %q", target, got, want)
		}
	}
}

// What one worker tells the others is for nobody else: visitors come over another socket.
func TestOnlyTheOwnSocketTellsOfTheWorkerAlone(t *testing.T) {
	s := newSite(t, nil, readable)
	s.wantStatus(http.MethodGet, "/metrics/worker", 404)
	for _, address := range []net.Addr{&net.UnixAddr{Name: "/run/other.sock", Net: "unix"}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5003}} {
		if got := s.askOver(address, "/metrics/worker"); got.Code != http.StatusNotFound {
			t.Errorf("over %s it answers %d", address, got.Code)
		}
	}
	own := s.askOver(&net.UnixAddr{Name: "/run/own.sock", Net: "unix"}, "/metrics/worker")
	if own.Code != http.StatusOK || !strings.Contains(own.Body.String(), "dashboard_build_info") {
		t.Errorf("over its own socket it answers %d: %.200s", own.Code, own.Body)
	}
}

func (s site) askOver(address net.Addr, target string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, target, nil)
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request.WithContext(context.WithValue(request.Context(), http.LocalAddrContextKey, address)))
	return recorder
}

// Each request is counted by its route.
func TestRequestsAreCounted(t *testing.T) {
	s := newSite(t, nil, readable)
	s.ask("GET", "/livez")
	s.ask("GET", "/livez")
	s.ask("GET", "/livez", "X-Self-Check", "secret")
	s.ask("BREW", "/wp-admin.php")
	text := body(t, s.ask("GET", "/metrics"))
	for _, want := range []string{
		`http_requests_total{code="200",handler="/livez",method="GET",worker="2"} 2`,
		`http_requests_total{code="404",handler="unknown",method="other",worker="2"} 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%.3000s", want, text)
		}
	}
}
